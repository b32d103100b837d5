"""A paper copy: asked for by the employee, printed and handed over by HR, by a day that was promised."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ....platform.ids import new_id
from ...audit.service import record
from ...company.settings.calendar import due_after
from ..labour_contracts.models import Contract
from ..labour_contracts.notifications import tell
from ..labour_contracts.states import CONCLUDED
from .errors import NothingToCopyError
from .feature import CopyEvent
from .models import PaperCopy
from .queries import open_copy
from .staff_mail import tell_staff
from .states import COPY, end

WORKING_DAYS = 3
"""Within so many of the tenant's working days a copy is promised."""
WAYS = ("collect", "post")
DONE = ("handed_over", "posted")
_HANDED_OVER = "纸质复印件已交给您，请保存好"  # rules: allow untranslated – a text message
_POSTED = "纸质复印件已寄出，请留意查收"  # rules: allow untranslated – a text message


@dataclass(frozen=True, slots=True)
class Wish:
    """How the employee wants it: the `way`, and where to, or whatever else they wish, in their own words."""

    way: str
    words: str = ""


def require_signed(contract: Contract) -> None:
    """See that there is something to copy.

    Raises:
        NothingToCopyError: both have not signed yet.
    """
    if contract.state not in CONCLUDED:
        raise NothingToCopyError


async def copy_due(session: AsyncSession) -> datetime:
    """By when whoever asks now has a copy: so many working days on, at the hour at which the tenant answers."""
    return await due_after(session, WORKING_DAYS)


async def ask_copy(session: AsyncSession, vault: Vault, contract: Contract, wish: Wish) -> PaperCopy:
    """The employee asks for a copy of a contract, locked. While one is waited for, asking again is asking once.

    Raises:
        NothingToCopyError: it is not signed by both.
    """
    require_signed(contract)
    if (waiting := await open_copy(session, contract.id)) is not None:
        return waiting
    key = await vault.subject(session, contract.person_id)
    made = PaperCopy(
        id=new_id(),
        contract_id=contract.id,
        person_id=contract.person_id,
        state=COPY.initial,
        way=wish.way,
        words_encrypted=key.encrypt("copy_words", wish.words) if wish.words else None,
        asked_at=clock.now(),
        due_at=await copy_due(session),
    )
    session.add(made)
    await session.flush()
    data = {"way": wish.way, "due_at": made.due_at.isoformat()}
    _record(session, CopyEvent.ASKED, contract, made, actor=_employee(contract), **data)
    await tell_staff(session, made)
    return made


async def take_copy_back(session: AsyncSession, contract: Contract, copy: PaperCopy) -> None:
    """The employee needs no copy of a contract, locked, any more. Twice is once.

    Raises:
        CopyOverError: it was handed over or posted.
    """
    if copy.state == "taken_back":
        return
    _end(copy, "taken_back", _employee(contract))
    _record(session, CopyEvent.TAKEN_BACK, contract, copy, actor=_employee(contract))


def note_printed(session: AsyncSession, contract: Contract, copy: PaperCopy, *, actor: str) -> None:
    """Somebody has the printed form of the finished contract."""
    copy.printed_at = clock.now()
    _record(session, CopyEvent.PRINTED, contract, copy, actor=actor, document=contract.final_sha256)


async def hand_over(
    session: AsyncSession, vault: Vault, contract: Contract, copy: PaperCopy, how: Wish, *, actor: str
) -> None:
    """A copy of a contract, locked, is in the employee's hands, or in the post; they are told. Twice is once.

    `how`: `collect` or `post` as it really went, and in words what helps to prove it: who took it, the parcel's number.

    Raises:
        CopyOverError: it was taken back, or went the other way.
    """
    state = "posted" if how.way == "post" else "handed_over"
    if copy.state == state:
        return
    _end(copy, state, actor)
    if how.words:
        key = await vault.subject(session, copy.person_id)
        copy.note_encrypted = key.encrypt("copy_note", how.words)
    _record(session, CopyEvent.DONE, contract, copy, actor=actor, way=how.way)
    step = _POSTED if state == "posted" else _HANDED_OVER
    await tell(session, vault, contract, "contract_copy_done", step, copy.id.hex)


def _end(copy: PaperCopy, state: str, by: str) -> None:
    end(copy, state)
    copy.ended_at, copy.ended_by = clock.now(), by


def _employee(contract: Contract) -> str:
    return f"candidate:{contract.person_id}"


def _record(
    session: AsyncSession, kind: Event, contract: Contract, copy: PaperCopy, *, actor: str, **data: str
) -> None:
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"copy": str(copy.id), **data},
    )
