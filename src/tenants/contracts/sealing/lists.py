"""Lists of contracts to be sealed with one code, which is good for just these contracts, with just these files.

The code is bound to who is sent it, to the request and to every line of its list, read anew when it is used: with one contract
more, one less or another file it fits nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.i18n import gettext as _
from ....platform.ids import new_id
from ...access.sessions.service import check_code, issue_code, throttle
from ...access.sign_in.emails import Code, mail_code, send_code
from ...access.sign_in.feature import CODE_DAY_LIMIT, CODE_HOUR_LIMIT, CODE_MINUTE_LIMIT
from ...access.users.models import User
from ...audit.author import Author
from ...audit.service import record
from ...people.seals.errors import NoSealError
from ...people.seals.models import Seal
from ...people.seals.queries import seals_for
from ..labour_contracts.queries import contracts_to_seal
from .errors import (
    MOST,
    ListChangedError,
    NothingChosenError,
    NothingLeftError,
    NotToSealError,
    RequestNotFoundError,
    RequestOverError,
    SameHandError,
    TooManyToSealError,
)
from .feature import SealingEvent
from .models import SealRequest
from .rule import four_eyes
from .service import press, require_keeper
from .staff_mail import tell_keepers
from .standing import Standing, list_digest, standing
from .states import SEAL_REQUEST, end

PURPOSE = "seal"


def binding(request: SealRequest, user_id: UUID) -> bytes:
    """What a code is bound to: this request, this very list, and who approves it."""
    parts = (b"seal list", request.id.bytes, bytes.fromhex(list_digest(request)), user_id.bytes)
    return hashlib.sha256(b"\0".join(parts)).digest()


async def ask(session: AsyncSession, contract_ids: Iterable[UUID], user_id: UUID, by: Author) -> SealRequest:
    """Make a list of contracts to be sealed. One that the same member made before and left is taken back. Where four eyes are
    asked for, those who may approve it are told; asking for the same list again is asking once.

    Raises:
        NothingChosenError, TooManyToSealError: none, or more than `MOST`.
        RequestNotFoundError: one of them is not here, or not to be seen.
        NotToSealError: one of them does not wait for a seal.
        NoSealError, NotKeeperError: there is no seal for one, or others keep it (where whoever asks approves, too).
    """
    ids = list(dict.fromkeys(contract_ids))
    if not ids:
        raise NothingChosenError
    if len(ids) > MOST:
        raise TooManyToSealError(len(ids))
    two = await four_eyes(session)
    found = await contracts_to_seal(session, ids)
    if len(found) != len(ids):
        raise RequestNotFoundError
    seals = await seals_for(session)
    lines = []
    for contract in found:
        if contract.state != "pending_company":
            raise NotToSealError
        if (seal := seals.get(contract.legal_entity_id)) is None:
            raise NoSealError
        lines.append([str(contract.id), contract.signed_sha256, str(seal.id)])
    if not two:
        await _require_keeper_of(session, seals.values(), lines, user_id)
        await _drop_left(session, by)
    elif (asked := await _asked_before(session, lines, by)) is not None:
        return asked
    request = SealRequest(
        id=new_id(),
        lines=lines,
        state=SEAL_REQUEST.initial,
        four_eyes=two,
        asked_by=by.actor,
        asked_name=by.name,
        asked_at=clock.now(),
    )
    session.add(request)
    _record(session, SealingEvent.ASKED, request, by.actor, contracts=len(lines), four_eyes=two)
    if two:
        await tell_keepers(session, request)
    return request


async def send_list_code(
    session: AsyncSession, vault: Vault, request: SealRequest, keeper: User, page: str
) -> None:
    """Send a keeper the code for this list: to their phone, or by mail where they have none, with the way to the `page` on
    which it is typed in.

    Raises:
        RequestOverError, SameHandError, NotKeeperError: it is not theirs to approve.
        ListChangedError, NothingLeftError: the list is of no use any more.
        TooManyTriesError: too many codes were asked for.
    """
    await _require_approvable(session, request, keeper)
    _require_unchanged(await standing(session, request))
    for limit in (CODE_MINUTE_LIMIT, CODE_HOUR_LIMIT, CODE_DAY_LIMIT):
        await throttle(session, limit, f"{PURPOSE}:{keeper.id}")
    digits = await issue_code(session, keeper.id, PURPOSE, binding(request, keeper.id))
    use = _("{n} 份合同盖章").format(n=len(request.lines))
    code = Code(digits, use, new_id().hex)
    if keeper.phone_encrypted is not None:
        await send_code(session, vault, keeper, code)
    else:
        await mail_code(session, vault, keeper, code, page)
    _record(session, SealingEvent.CODE_ISSUED, request, f"user:{keeper.id}")


async def approve(session: AsyncSession, request: SealRequest, keeper: User, code: str) -> int:
    """Press the seals of a request, locked, on every contract of its list that still waits; how many. Approving twice is
    approving once.

    Raises:
        RequestOverError, SameHandError, NotKeeperError: it is not theirs to approve.
        ListChangedError: a file or a seal is another one: nothing at all is sealed.
        NothingLeftError: others have sealed everything.
        CodeWrongError: the code is wrong, late, or for another list.
    """
    if request.state == "approved":
        return 0
    await _require_approvable(session, request, keeper)
    found = await standing(session, request, lock=True)
    _require_unchanged(found)
    await check_code(session, keeper.id, PURPOSE, binding(request, keeper.id), code)
    by = Author(f"user:{keeper.id}", keeper.name)
    proof = {"list": list_digest(request), "sealing": str(request.id), "asked_by": request.asked_by}
    for contract, seal in found.waiting:
        await press(session, contract, seal, "code", by, request_id=request.id, **proof)
    _end(request, "approved", by)
    _record(session, SealingEvent.APPROVED, request, by.actor, contracts=len(found.waiting))
    return len(found.waiting)


async def put_away(session: AsyncSession, request: SealRequest, by: Author, reason: str) -> None:
    """Refuse a request, locked, or take back one's own. Twice is once.

    Raises:
        RequestOverError: it was approved.
    """
    if request.state in ("refused", "dropped"):
        return
    own = request.asked_by == by.actor
    _end(request, "dropped" if own else "refused", by)
    request.reason = reason
    _record(session, SealingEvent.DROPPED if own else SealingEvent.REFUSED, request, by.actor)


def _require_unchanged(found: Standing) -> None:
    if found.changed:
        raise ListChangedError(found.changed)
    if not found.waiting:
        raise NothingLeftError


async def _require_approvable(session: AsyncSession, request: SealRequest, keeper: User) -> None:
    if request.state != "open":
        raise RequestOverError
    own = request.asked_by == f"user:{keeper.id}"
    if own and (request.four_eyes or await four_eyes(session)):
        raise SameHandError
    if not own and not request.four_eyes:
        raise RequestNotFoundError
    await _require_keeper_of(session, (await seals_for(session)).values(), request.lines, keeper.id)


async def _require_keeper_of(
    session: AsyncSession, seals: Iterable[Seal], lines: Sequence[Sequence[str]], user_id: UUID
) -> None:
    named = {line[2] for line in lines}
    for seal in seals:
        if str(seal.id) in named:
            await require_keeper(session, seal, user_id)


async def _asked_before(session: AsyncSession, lines: list[list[str]], by: Author) -> SealRequest | None:
    """The same list of the same member's that still waits for somebody else: a second click, or the page of before."""
    mine = (SealRequest.state == "open", SealRequest.asked_by == by.actor, SealRequest.four_eyes)
    waiting = await session.scalars(select(SealRequest).where(*mine).order_by(SealRequest.id))
    return next((one for one in waiting if one.lines == lines), None)


async def _drop_left(session: AsyncSession, by: Author) -> None:
    mine = (SealRequest.state == "open", SealRequest.asked_by == by.actor, SealRequest.four_eyes.is_(False))
    for left in await session.scalars(select(SealRequest).where(*mine).with_for_update()):
        _end(left, "dropped", by)
        _record(session, SealingEvent.DROPPED, left, by.actor)


def _end(request: SealRequest, state: str, by: Author) -> None:
    end(request, state)
    request.ended_by, request.ended_name, request.ended_at = by.actor, by.name, clock.now()


def _record(
    session: AsyncSession, kind: SealingEvent, request: SealRequest, actor: str, **data: str | int | bool
) -> None:
    facts = {"sealing": str(request.id), "list": list_digest(request)}
    record(session, kind, actor=actor, data=facts | data)
