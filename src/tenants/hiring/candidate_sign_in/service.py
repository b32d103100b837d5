"""Letting candidates in: a code to their phone or e-mail, checked, and on the record of each of their applications.

Until a right code was typed nothing here depends on whose the number is: the same statements for everybody.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.queue import enqueue
from ...access.sessions.asked_codes import (
    WRONG_A_DAY,
    Asker,
    Brake,
    ask_code,
    code_wait,
    has_open_code,
    issue_code,
    spent,
    use_code,
)
from ...access.sessions.errors import BrakeError, CodeSpentError, WrongTryError
from ...access.sessions.service import Browser, Opened, open_session, seconds_full, throttle
from ...audit.service import record
from ...messaging.messages.delivery import delivery
from ...messaging.messages.service import send_code
from ...people.persons.models import Person
from ...people.persons.service import find_by_digest, phone_digest
from ..candidates.feature import CandidateEvent
from ..candidates.queries import applications_of
from .browsers import CandidateBrowser
from .feature import WRONG_ADDRESS_LIMIT

_PURPOSE, _BINDING = "sign_in", b"portal"
_USE = "查询进度"  # rules: allow untranslated – a text message
_WARN_AT = 0.8


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a number, in a browser."""

    digest: bytes
    browser: CandidateBrowser

    def asker(self, way: str = "sms") -> Asker:
        """As codes know them."""
        return Asker(_PURPOSE, self.digest, self.browser.secret, self.browser.knows(self.digest), way)


@dataclass(frozen=True, slots=True)
class CodeUse:
    """What strangers have used up of what they together may have: `…` of `…_most`; `high`: it is nearly all."""

    hour: int
    hour_most: int
    day: int
    day_most: int
    wrong: int
    wrong_most: int = WRONG_A_DAY

    @property
    def high(self) -> bool:
        shares = (self.hour / self.hour_most, self.day / self.day_most, self.wrong / self.wrong_most)
        return max(shares) >= _WARN_AT


async def visitor(session: AsyncSession, vault: Vault, phone: str, browser: CandidateBrowser) -> Visitor:
    """Whoever says that this number (E.164) is theirs."""
    return Visitor(await phone_digest(session, vault, phone), browser)


async def ask(session: AsyncSession, visitor: Visitor, way: str) -> None:
    """Have a code sent to the number (`sms`), or to the e-mail address on file with it, if it is a candidate's.

    Raises:
        CodeLimitError, BrakeError: too many were asked for.
    """
    wanted = await delivery(session)
    brake = Brake(wanted.codes_per_hour, wanted.codes_per_day)
    id_ = await ask_code(session, visitor.asker(way), brake)
    await enqueue(session, "candidate.code", {"ask": str(id_)}, dedupe=str(id_))


async def send_asked_code(session: AsyncSession, vault: Vault, ask: UUID) -> None:
    """The job behind `ask`: make the code, and send it if the number is somebody's. A stranger's is made and sent nowhere."""
    issued = await issue_code(session, ask, _BINDING)
    if issued is None:
        return
    row, code = issued
    person = await find_by_digest(session, row.identity)
    if person is None or (row.way == "email" and person.email_encrypted is None):
        return
    # A text that fails is followed by a mail, where there is an address.
    ways = (row.way,) if row.way == "email" or person.email_encrypted is None else ("sms", "email")
    await send_code(session, vault, person, code=code, use=_USE, ways=ways)


async def seconds_until_next_code(session: AsyncSession, visitor: Visitor) -> int:
    """How long until another code may be sent to this number; 0 is now."""
    return await code_wait(session, visitor.asker())


async def has_code(session: AsyncSession, visitor: Visitor) -> bool:
    """Whether this browser has a code that can be typed in."""
    return await has_open_code(session, visitor.asker())


async def prove(session: AsyncSession, visitor: Visitor, code: str, client: Browser) -> Person:
    """Use the code up; answers whose the number is. A wrong try counts only if the caller's transaction is committed.

    Raises:
        WrongTryError: wrong; it says how many tries are left.
        CodeSpentError: expired, used up, tried too often, or the number is nobody's any more.
        BrakeError: strangers have tried too many wrong ones, all of them or those of this network address.
    """
    asker = visitor.asker()
    full = 0 if asker.known else await seconds_full(session, WRONG_ADDRESS_LIMIT, client.address)
    if full:
        raise BrakeError(full)
    try:
        await use_code(session, asker, _BINDING, code)
    except (WrongTryError, CodeSpentError):
        if not asker.known:
            await throttle(session, WRONG_ADDRESS_LIMIT, client.address)
        raise
    person = await find_by_digest(session, visitor.digest)
    if person is None:
        raise CodeSpentError
    return person


async def let_in(session: AsyncSession, person: Person, client: Browser) -> Opened:
    """Open a session for somebody who has proved all that is asked of them."""
    opened = await open_session(session, "candidate", person.id, Browser(client.user_agent))
    applied = [application.id for application in await applications_of(session, person.id)]
    for application_id in applied or (None,):  # whoever worked here before has applied for nothing
        record(
            session,
            CandidateEvent.SIGNED_IN,
            actor=f"candidate:{person.id}",
            application_id=application_id,
        )
    return opened


async def code_use(session: AsyncSession) -> CodeUse:
    """How near strangers are to where the tenant's brake stops them."""
    used, wanted = await spent(session), await delivery(session)
    return CodeUse(used.hour, wanted.codes_per_hour, used.day, wanted.codes_per_day, used.wrong)
