"""Step ①: the notice, the person's own facts, and the pages of the very PDF that will be signed."""

import io
from typing import Any
from uuid import UUID

import segno
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.errors import NotFoundError
from ...platform.formats.numbers import whole_number
from ...platform.http.addresses import href
from ...platform.http.dependencies import StoreDependency
from ...platform.http.files import DrawnPages
from ...platform.http.forms import Form
from ...platform.http.reading import is_read
from ...platform.http.work import WHILE_READ_ONLY
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.facts import parse_values
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.own_facts import own_facts
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ...tenants.contracts.labour_contracts.service import document_of, values_of
from ...tenants.contracts.signing.consent import CONSENT
from ...tenants.contracts.signing.contract_file import shown_bytes, shown_sha256
from ...tenants.contracts.signing.errors import NotReadError, ReadingUnfinishedError
from ...tenants.contracts.signing.notice import NOTICE
from ...tenants.contracts.signing.reading import (
    Answer,
    Report,
    finish_reading,
    open_contract,
    record_report,
)
from ...tenants.contracts.signing.service import is_signed, signing_of
from ..context import Portal, PortalRequest
from .guard import CHANGED_MEANWHILE, TO_SIGN
from .layout import laid_out

_WIDTH, _LARGE = 1080, 1800  # three pixels for one on a phone; what is opened to be looked at closely
_KEPT_SECONDS = 86_400


class ReadingController(Controller):
    """`/contracts/<id>/read` and what is on it."""

    path = "/contracts/{contract_id:uuid}"
    opt = WHILE_READ_ONLY
    dependencies = TO_SIGN
    exception_handlers = CHANGED_MEANWHILE

    @get("/read")
    async def show(
        self, portal: Portal, contract_id: FromPath[UUID], store: StoreDependency, pages: DrawnPages
    ) -> Response[Any]:
        """What is to be read. The first look counts the pages of the file; a look ahead opens nothing."""
        me = portal.candidate.person_id
        contract = await contract_of_person(portal.session, contract_id, me, lock=True)
        await laid_out(portal.session, contract, store, pages)
        if contract.state == "sent" and is_read(portal.request):
            await open_contract(portal.session, contract)
        return await _page(portal, contract, Form())

    @post("/read")
    async def finish(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """It is read and agreed to. What was told of the reading stays told, also where something is missing."""
        me = portal.candidate.person_id
        contract = await contract_of_person(portal.session, contract_id, me, lock=True)
        form = await portal.form()
        report = _report(form) if form.checked("scripted") else None
        answer = Answer(form.checked("agree"), report, form.checked("read_all"))
        try:
            await finish_reading(portal.session, contract, answer)
        except NotReadError as refused:
            form.add_error("agree", str(refused))
        except ReadingUnfinishedError as refused:
            form.refuse(refused)
        if not form.ok:
            return await _page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))

    @post("/reading", status_code=204)
    async def report(self, portal: Portal, contract_id: FromPath[UUID]) -> None:
        """What the page tells while it is read, and when it is left."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        await record_report(portal.session, contract, _report(await portal.form()))

    @get("/pages/{number:int}")
    async def picture(
        self,
        portal: Portal,
        contract_id: FromPath[UUID],
        number: FromPath[int],
        store: StoreDependency,
        pages: DrawnPages,
    ) -> Response[bytes]:
        """One page as a picture, drawn from the bytes whose hash was recorded; kept by the reader's own browser alone."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        known = portal.query.get("v") == _mark(contract)
        data = await shown_bytes(portal.session, contract, store.get)
        try:
            drawn = await pages.picture(data, number, _LARGE if portal.query.get("large") else _WIDTH)
        except IndexError:
            raise NotFoundError from None
        keeping = f"private, max-age={_KEPT_SECONDS}, immutable" if known else "no-store"
        return Response(drawn, media_type="image/png", headers={"Cache-Control": keeping})

    @get("/qr")
    async def address_code(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[bytes]:
        """The contract's own address as a QR code: the phone signs in by itself and goes on where this one stands."""
        await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        address = portal.tenant.origin + href("portal.signing.next_step", contract_id=contract_id)
        drawn = io.BytesIO()
        segno.make(address, error="m").save(
            drawn, kind="svg", scale=4, border=2, light="white", xmldecl=False
        )
        headers = {"Cache-Control": f"private, max-age={_KEPT_SECONDS}"}
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=headers)


async def _page(portal: PortalRequest, contract: Contract, form: Form, status: int = 200) -> Response[Any]:
    session = portal.session
    values = parse_values(await values_of(session, portal.vault, contract))
    return portal.render(
        "portal/signing/read.html",
        status_code=status,
        contract=contract,
        own=own_facts(contract, values),
        document=await document_of(session, portal.vault, contract),
        signing=await signing_of(session, contract),
        mark=_mark(contract),
        form=form,
        notice=NOTICE,
        consent=CONSENT,
        signed=is_signed(contract),
        settings=await tenant_settings(session),
    )


def _mark(contract: Contract) -> str:
    """Which bytes a picture is of, in its address: other bytes are another address."""
    return shown_sha256(contract)[:16]


def _report(form: Form) -> Report:
    named = (part for part in form.value("pages").split(",") if len(part) < 5)
    pages = frozenset(number for part in named if (number := whole_number(part)) is not None)
    return Report(pages, whole_number(form.value("seconds")) or 0, form.checked("text_read"))
