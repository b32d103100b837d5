"""What waits for the company's seal, and lists of it that one code is good for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError
from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.models import User
from ....tenants.access.users.queries import users_with
from ....tenants.audit.service import attempt
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contracts, state_counts
from ....tenants.contracts.sealing.errors import MOST, RequestNotFoundError
from ....tenants.contracts.sealing.lists import approve, ask, put_away, send_list_code
from ....tenants.contracts.sealing.models import SealRequest
from ....tenants.contracts.sealing.queries import request_of
from ....tenants.contracts.sealing.rule import four_eyes
from ....tenants.contracts.sealing.standing import (
    lines_of,
    list_digest,
    requests_in_sight,
    standing,
)
from ....tenants.people.seals.kinds import KINDS
from ....tenants.people.seals.models import Seal
from ....tenants.people.seals.queries import keepers, seals_for
from ...actor import needs
from ...context import Console, ConsoleRequest


class SealingController(Controller):
    """`/hr/sealing`."""

    path = "/hr/sealing"
    dependencies = needs(ContractPermission.SEAL, ContractPermission.MAKE)

    @get("/")
    async def listing(self, console: Console) -> Response[Any]:
        """Contracts that wait for a seal, and lists that wait for a second member. Who makes contracts and keeps no seal can ask
        for one where four eyes are asked for."""
        return await _listing(console) if await _may_ask(console) else _left_to_keepers(console)

    @post("/")
    async def ask(self, console: Console) -> Response[Any]:
        """Make a list of what was ticked; where one person is enough, the code is sent at once."""
        if not await _may_ask(console):
            return _left_to_keepers(console)
        form = await console.form()
        session = console.session
        try:
            async with attempt(session):
                request = await ask(session, _ids(form.all("contract")), console.staff.id, console.author)
        except DomainError as refused:
            return await _listing(console, refused)
        page, said = href("hr.sealing.show", seal_request_id=request.id), ""
        if not request.four_eyes:
            try:
                await _send_code(console, request)
            except TooManyTriesError as later:
                said = str(later)
        return console.redirect(page, flash=said)

    @get("/{seal_request_id:uuid}")
    async def show(self, console: Console, seal_request_id: FromPath[UUID]) -> Response[str]:
        """One list: what is in it, and the code."""
        return await _page(console, await _request(console, seal_request_id), Form())

    @post("/{seal_request_id:uuid}/code", dependencies=needs(ContractPermission.SEAL))
    async def send_code(self, console: Console, seal_request_id: FromPath[UUID]) -> Response[Any]:
        """Send the code for this list."""
        request = await request_of(console.session, seal_request_id, lock=True)
        form = Form()
        try:
            await _send_code(console, request)
        except DomainError as refused:
            form.add_error("code", str(refused))
            return await _page(console, request, form, sent=True, status=refused.status)
        return console.redirect(
            href("hr.sealing.show", seal_request_id=seal_request_id, sent="1"), flash=_("验证码已发送。")
        )

    @post("/{seal_request_id:uuid}/confirm", dependencies=needs(ContractPermission.SEAL))
    async def confirm(self, console: Console, seal_request_id: FromPath[UUID]) -> Response[Any]:
        """Press the seals on all of the list."""
        request = await request_of(console.session, seal_request_id, lock=True)
        form = await console.form()
        code = form.text("code", most=10)
        if form.ok:
            try:
                pressed = await approve(console.session, request, await _me(console), code)
                said = _("正在盖章，共 {n} 份，几秒到几分钟完成。").format(n=pressed or len(request.lines))
                return console.redirect(href("hr.sealing.show", seal_request_id=request.id), flash=said)
            except DomainError as refused:
                form.add_error("code", str(refused))
                return await _page(console, request, form, sent=True, status=refused.status)
        return await _page(console, request, form, sent=True, status=422)

    @post("/{seal_request_id:uuid}/put-away")
    async def put_away(self, console: Console, seal_request_id: FromPath[UUID]) -> Response[Any]:
        """Refuse it, or take one's own back."""
        request = await _request(console, seal_request_id, lock=True)
        await standing(console.session, request)  # only who sees all of it
        form = await console.form()
        own = request.asked_by == console.actor
        reason = form.text("reason", required=not own, most=200)
        if not form.ok:
            return await _page(console, request, form, status=422)
        await put_away(console.session, request, console.author, reason)
        return console.redirect(
            href("hr.sealing.listing"), flash=_("已撤回，没有盖章。") if own else _("已退回，没有盖章。")
        )


def _keeps_seals(console: ConsoleRequest) -> bool:
    return console.staff.may(ContractPermission.SEAL)


async def _may_ask(console: ConsoleRequest) -> bool:
    return _keeps_seals(console) or await four_eyes(console.session)


def _left_to_keepers(console: ConsoleRequest) -> Response[Any]:
    waiting = href("hr.labour_contracts.listing", state="pending_company")
    return console.redirect(waiting, flash=_("盖章由用印人完成，不用申请。"))


async def _request(console: ConsoleRequest, request_id: UUID, *, lock: bool = False) -> SealRequest:
    """A list that this member may look at: a keeper any, others their own."""
    found = await request_of(console.session, request_id, lock=lock)
    if not _keeps_seals(console) and found.asked_by != console.actor:
        raise RequestNotFoundError
    return found


async def _send_code(console: ConsoleRequest, request: SealRequest) -> None:
    page = href("hr.sealing.show", seal_request_id=request.id)
    await send_list_code(console.session, console.vault, request, await _me(console), page)


async def _listing(console: ConsoleRequest, refused: DomainError | None = None) -> Response[str]:
    session = console.session
    number = page_number(console.query.get("page", ""))
    total = (await state_counts(session)).get("pending_company", 0)
    seals = await seals_for(session)
    return await console.page(
        "sealing",
        "hr/contracts/sealing/list.html",
        status_code=refused.status if refused else 200,
        refused=str(refused) if refused else "",
        rows=await contracts(session, state="pending_company", offset=(number - 1) * MOST, limit=MOST),
        seals=seals,
        kept=await _kept_by_others(console, seals.values()),
        kinds=KINDS,
        requests=[
            one
            for one in await requests_in_sight(session)
            if _keeps_seals(console) or one.asked_by == console.actor
        ],
        two=await four_eyes(session),
        total=total,
        number=number,
        size=MOST,
    )


async def _kept_by_others(console: ConsoleRequest, seals: Iterable[Seal]) -> dict[UUID, str]:
    """Of the seals that this member may not use, who may."""
    kept = await keepers(console.session, [seal.id for seal in seals])
    names = {user.id: user.name for user in await users_with(console.session, ContractPermission.SEAL)}
    return {
        seal_id: _("、").join(sorted(names[one] for one in members if one in names))
        for seal_id, members in kept.items()
        if console.staff.id not in members
    }


async def _page(
    console: ConsoleRequest, request: SealRequest, form: Form, *, sent: bool = False, status: int = 200
) -> Response[str]:
    found = await standing(console.session, request)
    own = request.asked_by == console.actor
    me = await _me(console)
    return await console.page(
        "sealing",
        "hr/contracts/sealing/request.html",
        status_code=status,
        asked=request,
        standing=found,
        lines={line.contract_id: line for line in lines_of(request)},
        digest=list_digest(request),
        form=form,
        own=own,
        approves=request.state == "open" and own != request.four_eyes and _keeps_seals(console),
        sent=sent or not request.four_eyes or console.query.get("sent") == "1",
        to=me.phone_hint if me.phone_encrypted is not None else me.login,
        kinds=KINDS,
    )


async def _me(console: ConsoleRequest) -> User:
    return await console.session.get_one(User, console.staff.id)


def _ids(values: Iterable[str]) -> list[UUID]:
    """The contracts that were ticked; what is no id was ticked by nobody."""
    ids = []
    for value in values:
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return ids
