"""Signing in three steps: ① read ② verify ③ sign. Each can be left and come back to."""

import json
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.http.addresses import href
from ...platform.http.context import TenantRequest
from ...platform.http.forms import Form
from ...platform.http.reading import is_read
from ...platform.http.work import WHILE_READ_ONLY
from ...platform.i18n import gettext as _
from ...platform.signatures.handwriting import HandwritingError
from ...tenants.access.sessions.errors import CodeLimitError, CodeSpentError, WrongTryError
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.errors import ContractNotFoundError
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ...tenants.contracts.labour_contracts.service import document_of
from ...tenants.contracts.signing.consent import CONSENT
from ...tenants.contracts.signing.errors import NotReadError
from ...tenants.contracts.signing.service import (
    code_sent,
    finish_reading,
    is_signed,
    open_contract,
    request_code,
    signing_of,
    submit_drawing,
    verify,
)
from ..actor import candidate_token, in_wechat
from ..context import SIGNED_IN, Portal


class SigningController(Controller):
    """`/contracts/<id>`: goes to the step that is next."""

    path = "/contracts/{contract_id:uuid}"
    opt = WHILE_READ_ONLY
    dependencies = SIGNED_IN

    @get("/")
    async def next_step(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Where the candidate left off; a link in an old message may name what was taken back since."""
        try:
            contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        except ContractNotFoundError:
            gone = _("这份合同已被公司撤回或更新，不能再打开。最新情况见本页。")
            return portal.redirect(href("portal.progress.show"), flash=gone)
        if is_signed(contract):
            return portal.redirect(href("portal.signing.done", contract_id=contract_id))
        signing = await signing_of(portal.session, contract)
        if signing.read_at is None:
            return portal.redirect(href("portal.signing.show_text", contract_id=contract_id))
        if signing.verified_at is None:
            return portal.redirect(href("portal.signing.show_verify", contract_id=contract_id))
        return portal.redirect(href("portal.signing.show_pad", contract_id=contract_id))

    @get("/read")
    async def show_text(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Step ①: the whole text, set for a phone."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        if contract.state == "sent" and is_read(portal.request):
            await open_contract(portal.session, contract)
        return await self._text_page(portal, contract, Form())

    @post("/read")
    async def finish_text(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """The text is read and agreed to."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        form = await portal.form()
        try:
            await finish_reading(portal.session, contract, agreed=form.checked("agree"))
        except NotReadError as refused:
            form.add_error("agree", str(refused))
            return await self._text_page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.show_verify", contract_id=contract_id))

    @get("/verify")
    async def show_verify(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Step ②: a code to the phone in the file."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        signing = await signing_of(portal.session, contract)
        if is_signed(contract) or signing.read_at is None or signing.verified_at is not None:
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        return await self._code_page(portal, contract, Form())

    @post("/code")
    async def send(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Text the code."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        form = Form()
        try:
            await request_code(portal.session, portal.vault, contract, candidate_token(portal.request))
        except CodeLimitError as refused:
            form.add_error("code", str(refused))
            return await self._code_page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.show_verify", contract_id=contract_id))

    @post("/verify")
    async def check(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Check the code."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        form = await portal.form()
        try:
            await verify(portal.session, contract, form.value("code"), candidate_token(portal.request))
        except (WrongTryError, CodeSpentError) as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.add_error("code", str(refused))
            return await self._code_page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.show_pad", contract_id=contract_id))

    @get("/sign")
    async def show_pad(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Step ③: the signature pad."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        signing = await signing_of(portal.session, contract)
        if is_signed(contract) or signing.verified_at is None:
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        return await self._pad_page(portal, contract, Form())

    @post("/sign")
    async def sign(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Take the drawing."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        form = await portal.form()
        try:
            await submit_drawing(portal.session, portal.vault, contract, _strokes(form.value("strokes")))
        except HandwritingError as refused:
            form.add_error("strokes", str(refused))
            return await self._pad_page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.done", contract_id=contract_id))

    @get("/done")
    async def done(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Signed; what comes next, and the download."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        if not is_signed(contract):
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        return portal.render(
            "portal/signing/done.html",
            fragment="portal/signing/_state.html",
            contract=contract,
            settings=await tenant_settings(portal.session),
            wechat=in_wechat(portal.request),
        )

    async def _code_page(
        self, visit: TenantRequest, contract: Contract, form: Form, status: int = 200
    ) -> Response[Any]:
        sent, wait = await code_sent(visit.session, contract, candidate_token(visit.request))
        return visit.render(
            "portal/signing/verify.html",
            status_code=status,
            contract=contract,
            form=form,
            sent=sent,
            wait=wait,
            settings=await tenant_settings(visit.session),
        )

    async def _pad_page(
        self, visit: TenantRequest, contract: Contract, form: Form, status: int = 200
    ) -> Response[Any]:
        document = await document_of(visit.session, visit.vault, contract)
        return visit.render(
            "portal/signing/sign.html",
            status_code=status,
            contract=contract,
            document=document,
            form=form,
            settings=await tenant_settings(visit.session),
        )

    async def _text_page(
        self, visit: TenantRequest, contract: Contract, form: Form, status: int = 200
    ) -> Response[Any]:
        session = visit.session
        document = await document_of(session, visit.vault, contract)
        signing = await signing_of(session, contract)
        return visit.render(
            "portal/signing/read.html",
            status_code=status,
            contract=contract,
            document=document,
            signing=signing,
            form=form,
            consent=CONSENT,
            signed=is_signed(contract),
            settings=await tenant_settings(session),
        )


def _strokes(text: str) -> object:
    try:
        return json.loads(text) if text else []
    except (ValueError, RecursionError):  # a hundred thousand brackets are no handwriting
        return None
