"""What a candidate says instead of signing: asks, finds a mistake, wants paper, refuses, or signs later.

Each but the last is a to-do of the company's. Who asks, finds a mistake or wants paper is promised an answer by a day,
and the contract waits until then (`deadlines`); who refuses ends it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ...audit.service import record
from ...messaging.channels.service import tell_groups
from ...messaging.messages.completion import note_acted
from ..contract_templates.fields import OF_THE_PARTIES, dictionary_of
from ..contract_templates.queries import version_of
from ..labour_contracts.models import Contract
from ..labour_contracts.notifications import tell
from ..labour_contracts.service import go_on_paper, values_of, withdrawn
from ..labour_contracts.states import advance
from .deadlines import hold, release
from .errors import NotOnPaperError, TooManyConcernsError
from .feature import SigningEvent
from .models import Concern
from .queries import Said, open_concerns_of, read_concerns
from .rule import answer_due
from .staff_mail import tell_staff
from .standing import require_sendable
from .states import CONCERN, end
from .topics import CONCERNS

MOST_WORDS = 500
ELSEWHERE = "other"
"""A mistake that is in none of the contract's blanks."""
REFUSALS = MappingProxyType(
    {
        "terms": _("对薪酬或条款不满意"),
        "other_work": _("已接受其他工作"),
        "plans": _("个人计划有变"),
        "not_as_agreed": _("合同内容与约定不一致"),
        "other": _("其他原因"),
    }
)
_MOST_OPEN = 5
_ONCE_IN = timedelta(minutes=10)
_SAID = MappingProxyType(
    {
        "question": SigningEvent.QUESTION_ASKED,
        "mistake": SigningEvent.MISTAKE_REPORTED,
        "paper": SigningEvent.PAPER_ASKED,
    }
)
_ANSWERED = "公司已答复，请查看后签署"  # rules: allow untranslated – a text message
_ON_PAPER = "公司同意改签纸质合同"  # rules: allow untranslated – a text message
_HEARD = "公司已答复，请查看"  # rules: allow untranslated – a text message


@dataclass(frozen=True, slots=True)
class Remark:
    """What the candidate says: its `kind`, the blank or the reason that it is `about`, and their own words."""

    kind: str
    about: str = ""
    words: str = ""


async def blanks_of(session: AsyncSession, vault: Vault, contract: Contract) -> dict[str, LazyText]:
    """The blanks of a contract that can be wrong, and what each is called: of the parties, and those that are filled."""
    dictionary = dictionary_of((await version_of(session, contract.template_id)).tree)
    names = (*OF_THE_PARTIES, *(await values_of(session, vault, contract)))
    return {name: dictionary.label(name) for name in names} | {ELSEWHERE: _("其他地方")}


async def raise_concern(session: AsyncSession, vault: Vault, contract: Contract, remark: Remark) -> Concern:
    """Ask, say what is wrong, or ask for paper, about a contract, locked. Said twice, it is said once.

    Raises:
        NotToSignError: it is not (or no longer) to be signed.
        TooManyConcernsError: the company has enough to answer.
    """
    require_sendable(contract)
    waiting = await read_concerns(session, vault, await open_concerns_of(session, contract.id))
    for said in waiting:
        if _same(said, remark):
            return said.concern
    if len(waiting) >= _MOST_OPEN:
        raise TooManyConcernsError
    due = await answer_due(session)
    made = await _write_down(session, vault, contract, remark, due)
    hold(contract)
    data = {"about": remark.about, "due_at": due.isoformat()}
    _record(session, _SAID[remark.kind], contract, made, actor=_candidate(contract), **data)
    return made


async def decline(session: AsyncSession, vault: Vault, contract: Contract, reason: str, words: str) -> None:
    """Refuse to sign a contract, locked: it ends, and the company hears why. A second tap changes nothing.

    Raises:
        NotToSignError: it is not (or no longer) to be signed.
    """
    if contract.state == "declined":
        return
    require_sendable(contract)
    advance(contract, "declined")
    await withdrawn(session, contract)
    made = await _write_down(session, vault, contract, Remark("refusal", reason, words))
    for asked_by in ("contract_ready", "contract_reminder"):
        await note_acted(session, contract.person_id, contract.application_id, asked_by)
    _record(session, SigningEvent.DECLINED, contract, made, actor=_candidate(contract), reason=reason)


async def put_off(session: AsyncSession, contract: Contract) -> None:
    """The candidate leaves, to sign a contract, locked, later. Tapped again within minutes, it is said once.

    Raises:
        NotToSignError: it is not (or no longer) to be signed.
    """
    require_sendable(contract)
    now, last = clock.now(), contract.put_off_at
    if last is not None and timedelta() <= now - last < _ONCE_IN:
        return
    contract.put_off_at = now
    record(
        session,
        SigningEvent.PUT_OFF,
        actor=_candidate(contract),
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"sign_until": contract.sign_until.isoformat() if contract.sign_until else ""},
    )


async def take_back(session: AsyncSession, contract: Contract, concern: Concern) -> None:
    """The candidate needs no answer any more, about a contract, locked: it goes on. Twice is once.

    Raises:
        ConcernOverError: it was answered before.
    """
    if concern.state == "taken_back":
        return
    _close(concern, "taken_back", _candidate(contract))
    _record(session, SigningEvent.CONCERN_TAKEN_BACK, contract, concern, actor=_candidate(contract))
    await _go_on(session, contract)


async def answer(
    session: AsyncSession, vault: Vault, contract: Contract, concern: Concern, words: str, *, actor: str
) -> None:
    """Answer what a candidate said of a contract, locked; they are told, and the contract goes on. Twice is once.

    A refusal may be seen to without words, of which nobody is told.

    Raises:
        ConcernOverError: it was taken back, or has ended with the contract.
    """
    if concern.state == "answered":
        return
    await _answer(session, vault, concern, words, "answered", actor)
    await _go_on(session, contract)
    _record(session, SigningEvent.CONCERN_ANSWERED, contract, concern, actor=actor, **_until(contract))
    if words:
        goes_on = contract.state == "sent" and contract.held_since is None
        step = _ANSWERED if goes_on else _HEARD
        await tell(session, vault, contract, "contract_answered", step, concern.id.hex)


async def agree_to_paper(
    session: AsyncSession, vault: Vault, contract: Contract, concern: Concern, words: str, *, actor: str
) -> None:
    """Sign a contract, locked, on paper as the candidate asks: it cannot be signed electronically any more. Twice is once.

    Raises:
        NotOnPaperError: it was something else that they said.
        ConcernOverError: it was answered or taken back.
        WrongStateError: the contract is not to be signed.
    """
    if concern.state == "agreed":
        return
    if concern.kind != "paper":
        raise NotOnPaperError
    await _answer(session, vault, concern, words, "agreed", actor)
    await go_on_paper(session, vault, contract)
    await _close_all(session, contract)
    _record(session, SigningEvent.ON_PAPER, contract, concern, actor=actor)
    await tell(session, vault, contract, "contract_answered", _ON_PAPER, concern.id.hex)


@withdrawn.listener
async def _end_with_contract(session: AsyncSession, contract: Contract) -> None:
    await _close_all(session, contract)


async def _close_all(session: AsyncSession, contract: Contract) -> None:
    for concern in await open_concerns_of(session, contract.id):
        _close(concern, "closed", "system")
        _record(session, SigningEvent.CONCERN_CLOSED, contract, concern, actor="system")


async def _write_down(
    session: AsyncSession,
    vault: Vault,
    contract: Contract,
    remark: Remark,
    due_at: datetime | None = None,
) -> Concern:
    key = await vault.subject(session, contract.person_id)
    made = Concern(
        id=new_id(),
        contract_id=contract.id,
        person_id=contract.person_id,
        kind=remark.kind,
        about=remark.about,
        state=CONCERN.initial,
        words_encrypted=key.encrypt("concern", remark.words) if remark.words else None,
        raised_at=clock.now(),
        due_at=due_at,
    )
    session.add(made)
    await tell_groups(session, CONCERNS)
    await tell_staff(session, made)
    return made


async def _answer(
    session: AsyncSession, vault: Vault, concern: Concern, words: str, state: str, actor: str
) -> None:
    _close(concern, state, actor)
    if words:
        key = await vault.subject(session, concern.person_id)
        concern.answer_encrypted = key.encrypt("answer", words)


async def _go_on(session: AsyncSession, contract: Contract) -> None:
    """The contract waits no more where nothing is left to answer."""
    await session.flush()
    if contract.held_since is not None and not await open_concerns_of(session, contract.id):
        await release(session, contract)


def _close(concern: Concern, state: str, by: str) -> None:
    end(concern, state)
    concern.ended_at, concern.ended_by = clock.now(), by


def _same(said: Said, remark: Remark) -> bool:
    before = said.concern
    once = remark.kind == "paper" or (before.about, said.words) == (remark.about, remark.words)
    return before.kind == remark.kind and once


def _candidate(contract: Contract) -> str:
    return f"candidate:{contract.person_id}"


def _until(contract: Contract) -> dict[str, str]:
    return {"sign_until": contract.sign_until.isoformat()} if contract.sign_until is not None else {}


def _record(
    session: AsyncSession, kind: Event, contract: Contract, concern: Concern, *, actor: str, **data: str
) -> None:
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"concern": str(concern.id), **data},
    )
