"""Step ②, where the tenant asks for it: the candidate chooses how it is checked who they are, and waits for the answer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.http.addresses import href
from ...platform.http.forms import Form
from ...platform.http.reading import is_read
from ...platform.http.work import WHILE_READ_ONLY
from ...platform.providers.person_check.registry import person_check_of
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ...tenants.contracts.signing.check_notice import notice_of
from ...tenants.contracts.signing.errors import (
    CheckNotOfferedError,
    CheckTriesError,
    CheckUnsuitableError,
    FaceConsentError,
)
from ...tenants.contracts.signing.person_checks import (
    CheckWish,
    ask_check,
    ask_result,
    begun_face,
    leave_check,
    tries_wait,
    whom_to_check,
)
from ...tenants.contracts.signing.queries import checks_of, is_check_owed
from ...tenants.contracts.signing.service import is_signed, signing_of
from ..context import Portal, PortalRequest
from .guard import CHANGED_MEANWHILE, TO_SIGN


class CheckController(Controller):
    """`/contracts/<id>/check` and what is done there."""

    path = "/contracts/{contract_id:uuid}/check"
    opt = WHILE_READ_ONLY
    dependencies = TO_SIGN
    exception_handlers = CHANGED_MEANWHILE

    @get("/")
    async def show(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """The ways there are, or how the chosen one stands."""
        contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id)
        signing = await signing_of(portal.session, contract)
        if (
            is_signed(contract)
            or signing.identified_at is None
            or signing.verified_at is not None
            or not await is_check_owed(portal.session, contract)
        ):
            return portal.redirect(href("portal.signing.next_step", contract_id=contract_id))
        return await _page(portal, contract, Form())

    @post("/phone")
    async def by_phone(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Have the carrier asked."""
        return await _ask(portal, contract_id, "three_elements")

    @post("/face")
    async def by_face(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Begin a check of the face, which was agreed to."""
        return await _ask(portal, contract_id, "face")

    @post("/result")
    async def look(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """The face was looked at: ask what came of it."""
        return await _come_back(portal, contract_id)

    @get("/back")
    async def back(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Where the provider sends the candidate's browser. What it says itself of the result is nothing: anybody can type it."""
        if not is_read(portal.request):
            return portal.redirect(href("portal.signing.checks.show", contract_id=contract_id))
        return await _come_back(portal, contract_id)

    @post("/other")
    async def other(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Leave the way that was chosen."""
        me = portal.candidate.person_id
        contract = await contract_of_person(portal.session, contract_id, me, lock=True)
        await leave_check(portal.session, contract)
        return portal.redirect(href("portal.signing.checks.show", contract_id=contract_id))


async def _ask(portal: PortalRequest, contract_id: UUID, kind: str) -> Response[Any]:
    me = portal.candidate.person_id
    contract = await contract_of_person(portal.session, contract_id, me, lock=True)
    form = await portal.form()
    here = href("portal.signing.checks.back", contract_id=contract_id)
    wish = CheckWish(
        kind, person_check_of(portal.settings), portal.tenant.origin + here, form.checked("face_consent")
    )
    try:
        await ask_check(portal.session, portal.vault, contract, wish)
    except (CheckNotOfferedError, CheckUnsuitableError, CheckTriesError, FaceConsentError) as refused:
        form.refuse(refused)
        return await _page(portal, contract, form, status=422)
    return portal.redirect(href("portal.signing.checks.show", contract_id=contract_id))


async def _come_back(portal: PortalRequest, contract_id: UUID) -> Response[Any]:
    me = portal.candidate.person_id
    contract = await contract_of_person(portal.session, contract_id, me, lock=True)
    await ask_result(portal.session, contract)
    return portal.redirect(href("portal.signing.checks.show", contract_id=contract_id))


async def _page(portal: PortalRequest, contract: Contract, form: Form, status: int = 200) -> Response[Any]:
    session, provider = portal.session, person_check_of(portal.settings)
    settings = await tenant_settings(session)
    done = [one for one in await checks_of(session, contract.id) if one.state != "abandoned"]
    last = done[0] if done else None
    _person, suits = await whom_to_check(session, portal.vault, contract)
    return portal.render(
        "portal/signing/check.html",
        # What a form is refused for comes back as a whole page, whoever sent it.
        fragment="portal/signing/_check.html" if status == 200 else None,
        status_code=status,
        contract=contract,
        form=form,
        last=last,
        begun=await begun_face(session, portal.vault, last) if last is not None else None,
        provider=provider,
        suits=suits,
        face=settings.person_check == "face" and bool(portal.settings.person_check_rule_id),
        notices={kind: notice_of(kind, provider) for kind in ("three_elements", "face")} if provider else {},
        waits={
            kind: _hours(await tries_wait(session, contract, kind)) for kind in ("three_elements", "face")
        },
        settings=settings,
    )


def _hours(wait: timedelta) -> int:
    return -(-int(wait.total_seconds()) // 3600)
