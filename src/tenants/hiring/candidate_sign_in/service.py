"""Letting candidates in: a code to their phone, checked, and on the record of each of their applications."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ...access.sessions.errors import CodeWrongError
from ...access.sessions.service import (
    Browser,
    Opened,
    check_code,
    code_wait,
    issue_code,
    open_session,
    pace_codes,
    throttle,
)
from ...audit.service import record
from ...messaging.messages.service import send_code
from ...people.persons.service import find_by_phone
from ..candidates.feature import CODE_ADDRESS_LIMIT, SIGN_IN_LIMIT, CandidateEvent
from ..candidates.queries import applications_of

_PURPOSE, _BINDING = "sign_in", b"portal"
_USE = "查询进度"  # rules: allow untranslated – a text message


async def text_code(session: AsyncSession, vault: Vault, phone: str, *, address: str) -> None:
    """Text a code to the phone (E.164) if it is a candidate's; a stranger's number waits and is answered likewise.

    Raises:
        TooManyTriesError: too many codes were asked for, for this number or from this network address.
    """
    await throttle(session, CODE_ADDRESS_LIMIT, address)
    await pace_codes(session, _PURPOSE, phone)
    person = await find_by_phone(session, vault, phone)
    if person is not None:
        code = await issue_code(session, person.id, _PURPOSE, _BINDING)
        await send_code(session, vault, person, code=code, use=_USE)


async def seconds_until_next_code(session: AsyncSession, phone: str) -> int:
    """How long until this number may be sent another code; 0 is now."""
    return await code_wait(session, _PURPOSE, phone)


async def let_in(session: AsyncSession, vault: Vault, phone: str, code: str, browser: Browser) -> Opened:
    """Use the code up and open a session. A wrong try counts only if the caller's transaction is committed.

    Raises:
        CodeWrongError: wrong, expired or used up, or the number is nobody's: the same answer.
        TooManyTriesError: too many tries from this network address.
    """
    person = await find_by_phone(session, vault, phone)
    await throttle(session, SIGN_IN_LIMIT, browser.address)
    if person is None:
        raise CodeWrongError
    await check_code(session, person.id, _PURPOSE, _BINDING, code)
    opened = await open_session(session, "candidate", person.id, Browser(browser.user_agent))
    applied = [application.id for application in await applications_of(session, person.id)]
    for application_id in applied or (None,):  # whoever worked here before has applied for nothing
        record(
            session,
            CandidateEvent.SIGNED_IN,
            actor=f"candidate:{person.id}",
            application_id=application_id,
        )
    return opened
