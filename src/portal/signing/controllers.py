"""Signing in three steps: ① read ② verify ③ sign. Each can be left and come back to."""

import json
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import WHILE_READ_ONLY
from ...platform.i18n import gettext as _
from ...platform.signatures.handwriting import HandwritingError
from ...tenants.access.sessions.errors import CodeLimitError, CodeWrongError
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
from ..actor import HOME, Candidate, in_wechat, provide_candidate

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Candidate]


class SigningController(Controller):
    """`/contracts/<id>`: goes to the step that is next."""

    path = "/contracts/{contract_id:uuid}"
    opt = WHILE_READ_ONLY
    dependencies = {"candidate": Provide(provide_candidate)}

    @get("/")
    async def next_step(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
    ) -> Response[Any]:
        """Where the candidate left off; a link in an old message may name what was taken back since."""
        try:
            contract = await contract_of_person(session, contract_id, candidate.person_id)
        except ContractNotFoundError:
            gone = _("这份合同已被公司撤回或更新，不能再打开。最新情况见本页。")
            return redirect(request, HOME, flash=gone)
        if is_signed(contract):
            return redirect(request, f"/contracts/{contract_id}/done")
        signing = await signing_of(session, contract)
        step = "read" if signing.read_at is None else "verify" if signing.verified_at is None else "sign"
        return redirect(request, f"/contracts/{contract_id}/{step}")

    @get("/read")
    async def show_text(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Step ①: the whole text, set for a phone."""
        contract = await contract_of_person(session, contract_id, candidate.person_id, lock=True)
        if contract.state == "sent":
            await open_contract(session, contract)
        return await self._text_page(request, session, vault, contract, Form())

    @post("/read")
    async def finish_text(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """The text is read and agreed to."""
        contract = await contract_of_person(session, contract_id, candidate.person_id, lock=True)
        form = await Form.read(request)
        try:
            await finish_reading(session, contract, agreed=form.checked("agree"))
        except NotReadError as refused:
            form.add_error("agree", str(refused))
            return await self._text_page(request, session, vault, contract, form, status=422)
        return redirect(request, f"/contracts/{contract_id}/verify")

    @get("/verify")
    async def show_verify(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
    ) -> Response[Any]:
        """Step ②: a code to the phone in the file."""
        contract = await contract_of_person(session, contract_id, candidate.person_id)
        signing = await signing_of(session, contract)
        if is_signed(contract) or signing.read_at is None or signing.verified_at is not None:
            return redirect(request, f"/contracts/{contract_id}")
        return await self._code_page(request, session, contract, Form())

    @post("/code")
    async def send(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Text the code."""
        contract = await contract_of_person(session, contract_id, candidate.person_id, lock=True)
        form = Form()
        try:
            await request_code(session, vault, contract)
        except CodeLimitError as refused:
            form.add_error("code", str(refused))
            return await self._code_page(request, session, contract, form, status=422)
        return redirect(request, f"/contracts/{contract_id}/verify")

    @post("/verify")
    async def check(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
    ) -> Response[Any]:
        """Check the code."""
        contract = await contract_of_person(session, contract_id, candidate.person_id, lock=True)
        form = await Form.read(request)
        try:
            await verify(session, contract, form.value("code"))
        except CodeWrongError as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.add_error("code", str(refused))
            return await self._code_page(request, session, contract, form, status=422)
        return redirect(request, f"/contracts/{contract_id}/sign")

    @get("/sign")
    async def show_pad(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Step ③: the signature pad."""
        contract = await contract_of_person(session, contract_id, candidate.person_id)
        signing = await signing_of(session, contract)
        if is_signed(contract) or signing.verified_at is None:
            return redirect(request, f"/contracts/{contract_id}")
        return await self._pad_page(request, session, vault, contract, Form())

    @post("/sign")
    async def sign(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
        vault: NamedDependency[Any],
    ) -> Response[Any]:
        """Take the drawing."""
        contract = await contract_of_person(session, contract_id, candidate.person_id, lock=True)
        form = await Form.read(request)
        try:
            await submit_drawing(session, vault, contract, _strokes(form.value("strokes")))
        except HandwritingError as refused:
            form.add_error("strokes", str(refused))
            return await self._pad_page(request, session, vault, contract, form, status=422)
        return redirect(request, f"/contracts/{contract_id}/done")

    @get("/done")
    async def done(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        candidate: Me,
    ) -> Response[Any]:
        """Signed; what comes next, and the download."""
        contract = await contract_of_person(session, contract_id, candidate.person_id)
        if not is_signed(contract):
            return redirect(request, f"/contracts/{contract_id}")
        return page(
            request,
            "portal/signing/done.html",
            fragment="portal/signing/_state.html",
            contract=contract,
            settings=await tenant_settings(session),
            wechat=in_wechat(request),
        )

    async def _code_page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        contract: Contract,
        form: Form,
        status: int = 200,
    ) -> Response[Any]:
        sent, wait = await code_sent(session, contract)
        return page(
            request,
            "portal/signing/verify.html",
            status_code=status,
            contract=contract,
            form=form,
            sent=sent,
            wait=wait,
            settings=await tenant_settings(session),
        )

    async def _pad_page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        vault: Any,
        contract: Contract,
        form: Form,
        status: int = 200,
    ) -> Response[Any]:
        document = await document_of(session, vault, contract)
        return page(
            request,
            "portal/signing/sign.html",
            status_code=status,
            contract=contract,
            document=document,
            form=form,
            settings=await tenant_settings(session),
        )

    async def _text_page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        vault: Any,
        contract: Contract,
        form: Form,
        status: int = 200,
    ) -> Response[Any]:
        document = await document_of(session, vault, contract)
        signing = await signing_of(session, contract)
        return page(
            request,
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
    except ValueError:
        return None
