"""A paper copy: printed with its cover, and noted as handed over or posted."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.dependencies import StoreDependency
from ....platform.http.download import pdf_response
from ....platform.http.files import Files
from ....platform.i18n import gettext as _
from ....tenants.contracts.evidence.service import hand_out
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.paper_copies.printing import cover_of, print_version
from ....tenants.contracts.paper_copies.queries import copy_of
from ....tenants.contracts.paper_copies.service import WAYS, Wish, hand_over, note_printed, require_signed
from ...actor import needs
from ...context import Console
from ..labour_contracts.page import contract_page

MOST_NOTE = 200


class PaperCopyController(Controller):
    """`/hr/contracts/<id>/copies/<id>`, for whoever makes contracts."""

    path = "/hr/contracts/{contract_id:uuid}/copies/{paper_copy_id:uuid}"
    dependencies = needs(ContractPermission.MAKE)

    @get("/pdf")
    async def printed(
        self,
        console: Console,
        contract_id: FromPath[UUID],
        paper_copy_id: FromPath[UUID],
        files: Files,
        store: StoreDependency,
    ) -> Response[bytes]:
        """What is to be printed: the cover, and the pages of the archived file."""
        session = console.session
        found = await load(session, contract_id)
        copy = await copy_of(session, found.id, paper_copy_id)
        require_signed(found)
        data = await hand_out(session, found, "document", store, actor=console.actor)
        cover = cover_of(
            found, sha256=sha256_hex(data), printed_at=clock.now(), origin=tenant_of(session).origin
        )
        printed = await print_version(session, files, data, cover, console.settings.font_fallback_dir)
        note_printed(session, found, copy, actor=console.actor)
        return pdf_response(printed, f"{found.number}-copy.pdf")

    @post("/done")
    async def done(
        self, console: Console, contract_id: FromPath[UUID], paper_copy_id: FromPath[UUID]
    ) -> Response[Any]:
        """It is in the employee's hands, or in the post."""
        session = console.session
        found = await load(session, contract_id, lock=True)
        copy = await copy_of(session, found.id, paper_copy_id)
        form = await console.form()
        way = form.choice("way", WAYS)
        note = form.lines("note", required=way == "post", most=MOST_NOTE)
        if form.ok:
            try:
                await hand_over(session, console.vault, found, copy, Wish(way, note), actor=console.actor)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await contract_page(console, found, form, answering=copy.id)
        at = href("hr.labour_contracts.show", contract_id=contract_id)
        return console.redirect(at, flash=_("已登记，员工会收到通知。"))
