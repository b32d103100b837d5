"""The ways in: a password, a code to the phone, a passkey; then the second factor; then a session.

A wrong try raises after it was counted: the caller must answer it without letting the error end the transaction.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.auth.devices import device_name
from ....platform.auth.passkeys import Site
from ....platform.auth.tickets import make_ticket, read_ticket
from ....platform.crypto.keyed import keyed_digest
from ....platform.crypto.vault import Vault
from ....platform.errors import DomainError
from ....platform.formats.masks import mask_phone
from ....platform.i18n import gettext as _
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ..sessions.errors import CodeWrongError, LoginRefusedError
from ..sessions.models import OneTimeCode, Session
from ..sessions.service import CODE_LIFE, Browser, Opened, check_code, issue_code, open_session, throttle
from ..users.models import User
from .attempts import Client, admit, failed, masked, passed
from .emails import Code, send_code, tell
from .errors import HalfWayLostError, PasskeyWrongError
from .factors import check_app, use_recovery_code
from .feature import CODE_ADDRESS_LIMIT, CODE_DAY_LIMIT, CODE_HOUR_LIMIT, CODE_MINUTE_LIMIT, SignInEvent
from .passkeys import check_passkey
from .passwords import log_in

_CODE, _HALF_WAY, _DEVICE = "staff_sign_in", "half_way", "device"
_HALF_WAY_LIFE = timedelta(minutes=10)
_DEVICE_LIFE = timedelta(days=365)
_MOST_KNOWN = 5


@dataclass(frozen=True, slots=True)
class Given:
    """A second factor as it was given: one of the three."""

    code: str = ""
    recovery: str = ""
    passkey: str = ""


async def with_password(session: AsyncSession, client: Client, login: str, password: str) -> User:
    """Whoever this log-in name and password belong to.

    Raises:
        LoginRefusedError: wrong; the same text and time whatever it is that is wrong.
        SlowDownError: too many failed tries from there.
    """
    typed = login.strip().lower()
    user_id = await session.scalar(select(User.id).where(User.login == typed))
    gate = await admit(session, "password", typed, client, hint=masked(typed), user_id=user_id)
    try:
        user = await log_in(session, typed, password)
    except LoginRefusedError:
        await failed(session, gate)
        raise
    await passed(session, gate)
    return user


async def ask_code(session: AsyncSession, vault: Vault, client: Client, phone: str) -> str:
    """Have a code sent to a phone (E.164) if it is a member's; returns the ticket for `with_code`.

    Here nothing depends on whose phone it is: a job finds that out. A code answers to its ticket only, so that
    strangers can neither use up the owner's tries nor make the owner's code invalid by asking for another.

    Raises:
        TooManyTriesError: too many codes to this phone, or asked from this address.
    """
    digest = await vault.digest(session, "staff_phone", phone)
    user_id = await session.scalar(select(User.id).where(User.phone_digest == digest))
    known = user_id is not None and str(user_id) in client.known
    identity = digest.hex() + (client.device if known else "")
    await throttle(session, CODE_ADDRESS_LIMIT, client.address)
    for limit in (CODE_MINUTE_LIMIT, CODE_HOUR_LIMIT, CODE_DAY_LIMIT):
        await throttle(session, limit, identity)
    ask = new_id()
    await enqueue(session, "staff.code", {"ask": str(ask), "user": str(user_id or uuid4())}, dedupe=str(ask))
    facts = {"ask": str(ask), "phone": digest.hex(), "hint": mask_phone(phone)}
    return await make_ticket(session, vault, _CODE, facts, CODE_LIFE)


async def send_asked_code(session: AsyncSession, vault: Vault, ask: UUID, user_id: UUID) -> None:
    """The job behind `ask_code`: make the code and send it. A stranger's code is made too, and sent nowhere."""
    # A job that is taken up again while the first try still runs must wait for it, and then find its code.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"ask:{ask}", 0))))
    made = select(OneTimeCode.id).where(OneTimeCode.person_id == ask)
    if await session.scalar(made) is not None:
        return  # the job again
    code = await issue_code(session, ask, _CODE, user_id.bytes)
    user = await session.get(User, user_id)
    if user is not None and user.active and user.phone_encrypted is not None:
        await send_code(session, vault, user, Code(code, _("登录控制台"), str(ask)))


async def with_code(session: AsyncSession, vault: Vault, client: Client, ticket: str, code: str) -> User:
    """Whoever the code was sent to.

    Raises:
        CodeWrongError: wrong, too old, used, or for another ticket.
        SlowDownError: too many failed tries from there.
    """
    facts = await read_ticket(session, vault, _CODE, ticket)
    if facts is None:
        raise CodeWrongError
    digest = bytes.fromhex(facts["phone"])
    user = await session.scalar(select(User).where(User.phone_digest == digest, User.active))
    user_id = user.id if user is not None else None
    gate = await admit(session, "code", facts["phone"], client, hint=facts["hint"], user_id=user_id)
    try:
        await check_code(session, UUID(facts["ask"]), _CODE, (user_id or uuid4()).bytes, code)
        if user is None:
            raise CodeWrongError
    except CodeWrongError:
        await failed(session, gate)
        raise
    await passed(session, gate)
    return user


async def with_passkey(session: AsyncSession, vault: Vault, client: Client, site: Site, answer: str) -> User:
    """Whoever the passkey belongs to, if it made sure of the person: then it is both factors.

    Raises:
        PasskeyWrongError: it does not hold, is not known, or only says that somebody was there.
        SlowDownError: too many failed tries from there.
    """
    gate = await admit(session, "passkey", "", client, hint=_("通行密钥"))
    try:
        user = await check_passkey(session, vault, site, answer, purpose="login")
    except PasskeyWrongError:
        await failed(session, gate)
        raise
    await passed(session, gate)
    return user


async def half_way(session: AsyncSession, vault: Vault, user: User, way: str) -> str:
    """The ticket of who has passed the first step and has the second before them."""
    facts = {"user": str(user.id), "way": way, "state": _state(user)}
    return await make_ticket(session, vault, _HALF_WAY, facts, _HALF_WAY_LIFE)


async def resume(session: AsyncSession, vault: Vault, ticket: str) -> tuple[User, str]:
    """Who is half-way, and by which way they came.

    Raises:
        HalfWayLostError: too long ago, or the password was changed since.
    """
    facts = await read_ticket(session, vault, _HALF_WAY, ticket) if ticket else None
    user = await session.get(User, UUID(facts["user"])) if facts is not None else None
    if facts is None or user is None or not user.active or facts["state"] != _state(user):
        raise HalfWayLostError
    return user, facts["way"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody typed or had a device sign, and the site they did it on."""

    given: Given
    site: Site


async def second_step(
    session: AsyncSession,
    vault: Vault,
    client: Client,
    user: User,
    proof: Proof,
    *,
    way: str = "second",
) -> str:
    """Check a second factor of `user`; returns which it was. `way`: at the log-in (second) or later (proof).

    Raises:
        SecondFactorWrongError, RecoveryCodeWrongError, PasskeyWrongError: it is not right.
        SlowDownError: too many failed tries.
    """
    given = proof.given
    gate = await admit(session, way, str(user.id), client, hint=masked(user.login), user_id=user.id)
    try:
        if given.passkey:
            owner = await check_passkey(session, vault, proof.site, given.passkey, purpose=str(user.id))
            if owner.id != user.id:
                raise PasskeyWrongError
            factor = "passkey"
        elif given.recovery:
            await use_recovery_code(session, vault, user, given.recovery)
            factor = "recovery_code"
        else:
            await check_app(session, vault, user, given.code)
            factor = "app"
    except DomainError:
        await failed(session, gate)
        raise
    await passed(session, gate)
    return factor


async def check_own_password(session: AsyncSession, client: Client, user: User, password: str) -> None:
    """That somebody signed in knows their password.

    Raises:
        LoginRefusedError: wrong.
        SlowDownError: too many failed tries.
    """
    gate = await admit(session, "proof", str(user.id), client, hint=masked(user.login), user_id=user.id)
    try:
        await log_in(session, user.login, password)
    except LoginRefusedError:
        await failed(session, gate)
        raise
    await passed(session, gate)


async def enter(session: AsyncSession, client: Client, user: User, *, way: str, factor: str = "") -> Opened:
    """Open a session for somebody who has passed every step. `factor`: the second one they gave."""
    await tell_of_new_device(session, client, user)
    # A code to the phone says who holds the phone now; of who has a password, more is asked for what weighs more.
    whole = not user.second_factor and (way != "code" or not user.password_hash)
    opened = await open_session(
        session,
        "user",
        user.id,
        Browser(client.user_agent, client.address),
        way=way,
        proved=bool(factor) or whole,
    )
    data = {"user": str(user.id), "way": way, "factor": factor}
    record(session, SignInEvent.SIGNED_IN, actor=f"user:{user.id}", data=data)
    return opened


async def tell_of_new_device(session: AsyncSession, client: Client, user: User) -> None:
    """Mail somebody who is about to be let in where they never were before; the very first time is no news to them."""
    before = select(Session.id).where(Session.subject_id == user.id, Session.kind == "user").limit(1)
    if str(user.id) not in client.known and await session.scalar(before) is not None:
        device = device_name(client.user_agent)
        await tell(session, user, "new_device", device=device, address=client.address)


async def read_device(session: AsyncSession, vault: Vault, ticket: str) -> tuple[str, frozenset[str]]:
    """Which browser this is, and who has signed in well in it."""
    facts = await read_ticket(session, vault, _DEVICE, ticket) if ticket else None
    return (facts["device"], frozenset(facts["users"].split())) if facts is not None else ("", frozenset())


async def device_ticket(session: AsyncSession, vault: Vault, client: Client, user: User) -> str:
    """What a browser keeps after a good log-in. It opens nothing; it only keeps strangers' tries apart from its own."""
    others = [known for known in sorted(client.known) if known != str(user.id)]
    users = " ".join((str(user.id), *others[: _MOST_KNOWN - 1]))
    facts = {"device": client.device or new_id().hex, "users": users}
    return await make_ticket(session, vault, _DEVICE, facts, _DEVICE_LIFE)


def _state(user: User) -> str:
    return keyed_digest(user.id.bytes, "half_way", user.password_hash).hex()
