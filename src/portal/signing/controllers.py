"""Signing in three steps: ① read (`reading.py`) ② verify ③ sign. Each can be left and come back to."""

import json
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.http.addresses import href
from ...platform.http.dependencies import StoreDependency
from ...platform.http.files import DrawnPages
from ...platform.http.forms import Form
from ...platform.http.work import WHILE_READ_ONLY
from ...platform.signatures.handwriting import HandwritingError
from ...tenants.access.sessions.errors import CodeLimitError, CodeSpentError, WrongTryError
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract_of_person, signings_under_way
from ...tenants.contracts.paper.queries import accepted_scan
from ...tenants.contracts.paper_copies.queries import copies_of
from ...tenants.contracts.signing.contract_file import shown_sha256
from ...tenants.contracts.signing.errors import (
    CodeLateError,
    CodeTriedOutError,
    IdentityMismatchError,
    IdentityTriesError,
)
from ...tenants.contracts.signing.identity import identify
from ...tenants.contracts.signing.queries import is_check_owed, passed_check
from ...tenants.contracts.signing.service import (
    code_sent,
    is_signed,
    request_code,
    signing_of,
    submit_drawing,
    verify,
)
from ..actor import candidate_token, in_wechat
from ..context import Portal, PortalRequest
from .guard import CHANGED_MEANWHILE, TO_SIGN
from .layout import laid_out
from .view import asks_again


class SigningController(Controller):
    """`/contracts/<id>`: goes to the step that is next."""

    path = "/contracts/{contract_id:uuid}"
    opt = WHILE_READ_ONLY
    dependencies = TO_SIGN
    exception_handlers = CHANGED_MEANWHILE

    @get("/")
    async def next_step(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Where the candidate left off."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        if is_signed(contract):
            return portal.redirect(href("portal.signing.done", contract_id=contract_id))
        signing = await signing_of(portal.session, contract)
        if signing.read_at is None:
            return portal.redirect(href("portal.signing.reading.show", contract_id=contract_id))
        if signing.verified_at is None:
            return portal.redirect(href("portal.signing.show_verify", contract_id=contract_id))
        return portal.redirect(href("portal.signing.show_pad", contract_id=contract_id))

    @get("/verify")
    async def show_verify(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Step ②: who it is, how the tenant has that checked, and a code to the phone in the file."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        signing = await signing_of(portal.session, contract)
        if is_signed(contract) or signing.read_at is None or signing.verified_at is not None:
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        if signing.identified_at is not None and await is_check_owed(portal.session, contract):
            return portal.redirect(href("portal.signing.checks.show", contract_id=contract_id))
        return await self._code_page(portal, contract, Form())

    @post("/code")
    async def send(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Name and number, where they were not given yet; then text the code."""
        contract = await contract_of_person(
            portal.session, contract_id, portal.candidate.person_id, lock=True
        )
        form = await portal.form()
        try:
            await self._identify(portal, contract, form)
            if form.ok and not await is_check_owed(portal.session, contract):
                await request_code(portal.session, portal.vault, contract, candidate_token(portal.request))
        except (IdentityMismatchError, IdentityTriesError, CodeLimitError) as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.refuse(refused)
        if not form.ok:
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
        except (WrongTryError, CodeSpentError, CodeLateError, CodeTriedOutError) as refused:
            # Returned, not raised: the wrong try is counted only if this transaction is committed.
            form.refuse(refused)
            return await self._code_page(portal, contract, form, status=422)
        return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))

    @get("/sign")
    async def show_pad(
        self, portal: Portal, contract_id: FromPath[UUID], store: StoreDependency, pages: DrawnPages
    ) -> Response[Any]:
        """Step ③: the signature pad."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        signing = await signing_of(portal.session, contract)
        if is_signed(contract) or signing.verified_at is None:
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        await laid_out(portal.session, contract, store, pages)
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
        signing = await signing_of(portal.session, contract)
        return portal.render(
            "portal/signing/done.html",
            fragment="portal/signing/_state.html",
            contract=contract,
            again=asks_again(signing.drawn_at, await signings_under_way(portal.session)),
            scan=await accepted_scan(portal.session, contract.id) if contract.on_paper_since else None,
            copies=await copies_of(portal.session, portal.vault, contract.id),
            settings=await tenant_settings(portal.session),
            wechat=in_wechat(portal.request),
        )

    async def _identify(self, portal: PortalRequest, contract: Contract, form: Form) -> None:
        if (await signing_of(portal.session, contract)).identified_at is not None:
            return
        name, number = form.text("name", most=60), form.text("id_number", most=30)
        if form.ok:
            await identify(portal.session, portal.vault, contract, name, number)

    async def _code_page(
        self, portal: PortalRequest, contract: Contract, form: Form, status: int = 200
    ) -> Response[Any]:
        signing = await signing_of(portal.session, contract)
        sent, wait = await code_sent(portal.session, contract, candidate_token(portal.request))
        return portal.render(
            "portal/signing/verify.html",
            status_code=status,
            contract=contract,
            form=form,
            identified=signing.identified_at is not None,
            check=await passed_check(portal.session, contract),
            owes_check=await is_check_owed(portal.session, contract),
            sent=sent and signing.identified_at is not None,
            wait=wait,
            settings=await tenant_settings(portal.session),
        )

    async def _pad_page(
        self, portal: PortalRequest, contract: Contract, form: Form, status: int = 200
    ) -> Response[Any]:
        signing = await signing_of(portal.session, contract)
        return portal.render(
            "portal/signing/sign.html",
            status_code=status,
            contract=contract,
            place=signing.sign_place,
            pages=signing.page_count,
            mark=shown_sha256(contract)[:16],
            form=form,
            settings=await tenant_settings(portal.session),
        )


def _strokes(text: str) -> object:
    try:
        return json.loads(text) if text else []
    except (ValueError, RecursionError):  # a hundred thousand brackets are no handwriting
        return None
