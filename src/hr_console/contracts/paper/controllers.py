"""A contract on paper: chosen, printed, its scan uploaded, and checked by somebody else."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.files import FileReader
from ....platform.http.addresses import href
from ....platform.http.bodies import upload_of
from ....platform.http.dependencies import StoreDependency
from ....platform.http.download import pdf_response
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.storage.port import ObjectStore
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.paper.feature import PaperPermission
from ....tenants.contracts.paper.queries import scan_of
from ....tenants.contracts.paper.reading import MOST_BYTES, MOST_FILES, Scan, read_scan
from ....tenants.contracts.paper.service import (
    PaperDays,
    accept_scan,
    choose_paper,
    drop_scan,
    file_scan,
    hand_out_scan,
    require_likely,
    require_on_paper,
    scan_key,
    send_scan_back,
)
from ....tenants.contracts.signing.contract_file import shown_bytes
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest
from .page import MOST_REASON, paper_page

_MAKE = needs(ContractPermission.MAKE)
_CHECK = reauthenticated(PaperPermission.CHECK, doing=lazy("核对纸质合同"))


class PaperController(Controller):
    """`/hr/contracts/<id>/paper`."""

    path = "/hr/contracts/{contract_id:uuid}/paper"
    dependencies = needs(ContractPermission.READ)

    @get("/")
    async def show(self, console: Console, contract_id: FromPath[UUID]) -> Response[str]:
        """What to print, to upload and to check, and everything that was."""
        return await paper_page(console, await load(console.session, contract_id), Form())

    @post("/choose", dependencies=_MAKE)
    async def choose(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Have it signed on paper."""
        found = await load(console.session, contract_id, lock=True)
        try:
            await choose_paper(console.session, console.vault, found, actor=console.actor)
        except DomainError as refused:
            return console.redirect(
                href("hr.labour_contracts.show", contract_id=contract_id), flash=str(refused)
            )
        return _back(console, contract_id, _("已改用纸质签署，对方会收到通知。"))

    @post("/", dependencies=_MAKE, opt=upload_of(MOST_BYTES))
    async def upload(
        self, console: Console, contract_id: FromPath[UUID], files: Files, store: StoreDependency
    ) -> Response[Any]:
        """Take the scan in, to be checked by somebody else."""
        form = await console.form()
        handed_in = await form.all_files("files", most=MOST_BYTES, most_files=MOST_FILES)
        signed, sealed = form.day("employee_signed_on"), form.day("sealed_on")
        found = await load(console.session, contract_id)
        status = 422
        if form.ok and signed is not None and sealed is not None:
            days = PaperDays(signed, sealed)
            try:
                scan = await _taken_in(console, files, store, found, handed_in, days)
                found = await load(console.session, contract_id, lock=True)
                await file_scan(console.session, found, scan, days, actor=console.actor)
            except DomainError as refused:
                form.add_error(refused.field or "files", str(refused))
                status = refused.status
        if not form.ok:
            return await paper_page(console, found, form, status=status)
        return _back(console, contract_id, _("扫描件已上传，请另一位同事核对。"))

    @get("/{paper_scan_id:uuid}/pdf")
    async def pdf(
        self,
        console: Console,
        contract_id: FromPath[UUID],
        paper_scan_id: FromPath[UUID],
        store: StoreDependency,
    ) -> Response[bytes]:
        """One scan."""
        found = await load(console.session, contract_id)
        scan = await scan_of(console.session, found.id, paper_scan_id)
        data = await hand_out_scan(console.session, found, scan, store, actor=console.actor)
        return pdf_response(data, f"{found.number}-scan.pdf")

    @post("/{paper_scan_id:uuid}/check", dependencies=_CHECK)
    async def check(
        self, console: Console, contract_id: FromPath[UUID], paper_scan_id: FromPath[UUID]
    ) -> Response[Any]:
        """Everything on the list is right, or the scan goes back with a reason."""
        session, vault = console.session, console.vault
        found = await load(session, contract_id, lock=True)
        scan = await scan_of(session, found.id, paper_scan_id)
        form = await console.form()
        back = form.value("verdict") == "back"
        reason = form.lines("reason", required=back, most=MOST_REASON)
        if form.ok:
            try:
                if back:
                    await send_scan_back(session, vault, found, scan, reason, actor=console.actor)
                else:
                    await accept_scan(session, vault, found, scan, form.all("checks"), actor=console.actor)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await paper_page(console, found, form, status=422)
        said = _("已退回，办理合同的同事会收到通知。") if back else _("核对通过，合同签署完成，正在归档。")
        return _back(console, contract_id, said)

    @post("/{paper_scan_id:uuid}/drop", dependencies=_MAKE)
    async def drop(
        self, console: Console, contract_id: FromPath[UUID], paper_scan_id: FromPath[UUID]
    ) -> Response[Any]:
        """Take a scan down that nobody has checked."""
        found = await load(console.session, contract_id, lock=True)
        scan = await scan_of(console.session, found.id, paper_scan_id)
        try:
            await drop_scan(console.session, found, scan, actor=console.actor)
        except DomainError as refused:
            return _back(console, contract_id, str(refused))
        return _back(console, contract_id, _("已撤下，可以重新上传。"))


async def _taken_in(  # rules: allow parameters – what a request has, and what it brings
    console: ConsoleRequest,
    files: FileReader,
    store: ObjectStore,
    found: Contract,
    handed_in: list[bytes],
    days: PaperDays,
) -> Scan:
    """The scan, lying in the store; nobody's connection waits for its reading.

    Raises:
        DomainError: it cannot be taken in.
    """
    session = console.session
    require_on_paper(found)
    require_likely(session, found, days)
    original = await shown_bytes(session, found, store.get)
    scan = await read_scan(session, files, handed_in, original)
    await store.put(scan_key(session, found, scan), scan.pdf)
    return scan


def _back(console: ConsoleRequest, contract_id: UUID, flash: str) -> Response[Any]:
    return console.redirect(href("hr.paper.show", contract_id=contract_id), flash=flash)
