"""A contract on paper: chosen, its scan filed, checked by a second person, or sent back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.db.release import release
from ....platform.features import Event
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ....platform.providers.storage.checked import Copy, ObjectDamagedError, read_whole
from ....platform.providers.storage.port import ObjectMissingError, ObjectStore
from ...audit.service import record
from ..labour_contracts.feature import ContractEvent
from ..labour_contracts.models import Contract
from ..labour_contracts.notifications import tell
from ..labour_contracts.service import conclude_on_paper, go_on_paper, sent, withdrawn
from ..signing.errors import AnswerFirstError
from .errors import (
    ChecksMissingError,
    DayUnlikelyError,
    NotSignedOnPaperError,
    SameHandsError,
    ScanOverError,
    ScanWaitsError,
)
from .feature import PaperEvent
from .models import PaperScan
from .queries import waiting_scan
from .reading import Scan
from .staff_mail import SENT_BACK, TO_CHECK, tell_staff
from .states import SCAN, end

CHECKS = MappingProxyType(
    {
        "pages": _("页数齐全，每一页都看得清"),
        "employee": _("员工本人签字，姓名与合同一致"),
        "seal": _("用人单位盖章，单位名称与合同一致"),
        "days": _("签字和盖章的日期与填写的一致"),
        "content": _("内容与系统生成的合同一致，没有涂改"),
    }
)
"""What the second person looks at, one by one."""
_COME = "公司会与您约定签署的时间和地点"  # rules: allow untranslated – a text message
_KEEP = "下载扫描件并保存好纸质原件"  # rules: allow untranslated – a text message


@dataclass(frozen=True, slots=True)
class PaperDays:
    """What stands on the paper: when the employee signed, and when it was sealed."""

    employee_signed_on: date
    sealed_on: date


async def choose_paper(session: AsyncSession, vault: Vault, contract: Contract, *, actor: str) -> None:
    """The company has a contract, locked, signed on paper; the candidate is told. Twice is once.

    Raises:
        AnswerFirstError: the candidate waits for an answer.
        WrongStateError: it is not made yet, or signed, or came to nothing.
    """
    if contract.state == "on_paper":
        return
    if contract.held_since is not None:
        raise AnswerFirstError
    await go_on_paper(session, vault, contract)
    _record(session, PaperEvent.CHOSEN, contract, actor=actor, document=contract.draft_sha256)
    again = f"{clock.now().timestamp():.0f}"
    await tell(session, vault, contract, "contract_on_paper", _COME, again)


def scan_key(session: AsyncSession, contract: Contract, scan: Scan) -> str:
    """Where a scan lies in the store: the same bytes always in the same place."""
    return f"{tenant_of(session).schema}/scans/{contract.id}/{sha256_hex(scan.pdf)}.pdf"


async def file_scan(
    session: AsyncSession, contract: Contract, scan: Scan, days: PaperDays, *, actor: str
) -> PaperScan:
    """Note a scan, which lies in the store already, of a contract, locked; whoever can check it is told.

    Raises:
        NotSignedOnPaperError: no paper is waited for.
        ScanWaitsError: another one waits for its check.
        DayUnlikelyError: the paper cannot have been signed on that day.
    """
    require_on_paper(contract)
    if (waiting := await waiting_scan(session, contract.id)) is not None:
        if (waiting.sources, waiting.uploaded_by) == (list(scan.sources), actor):
            return waiting  # the second of two clicks: the same files, joined once more
        raise ScanWaitsError
    require_likely(session, contract, days)
    digest = sha256_hex(scan.pdf)
    made = PaperScan(
        id=new_id(),
        contract_id=contract.id,
        state=SCAN.initial,
        object_key=scan_key(session, contract, scan),
        sha256=digest,
        pages=scan.pages,
        expected_pages=scan.expected,
        sources=list(scan.sources),
        employee_signed_on=days.employee_signed_on,
        sealed_on=days.sealed_on,
        uploaded_by=actor,
        uploaded_at=clock.now(),
        checks=[],
    )
    session.add(made)
    await session.flush()
    _record(
        session,
        PaperEvent.SCANNED,
        contract,
        actor=actor,
        scan=str(made.id),
        document=digest,
        printed=contract.draft_sha256,
        pages=scan.pages,
        expected_pages=scan.expected,
        sources=" ".join(scan.sources),
        **_dated(made),
    )
    await tell_staff(session, contract, TO_CHECK, made.uploaded_at)
    return made


def require_on_paper(contract: Contract) -> None:
    """See that paper is waited for.

    Raises:
        NotSignedOnPaperError: it is not.
    """
    if contract.state != "on_paper":
        raise NotSignedOnPaperError


def require_likely(session: AsyncSession, contract: Contract, days: PaperDays) -> None:
    """See that the paper can have been signed on these days.

    Raises:
        DayUnlikelyError: one lies before the contract was made, or in the future.
    """
    zone = tenant_of(session).zoneinfo
    made, today = contract.created_at.astimezone(zone).date(), clock.today(zone)
    for name in ("employee_signed_on", "sealed_on"):
        if not made <= getattr(days, name) <= today:
            raise DayUnlikelyError(name)


async def accept_scan(
    session: AsyncSession,
    vault: Vault,
    contract: Contract,
    scan: PaperScan,
    ticked: Collection[str],
    *,
    actor: str,
) -> None:
    """The second person has found everything right: the contract, locked, is concluded, and the employee told. Twice is once.

    Raises:
        SameHandsError: it was uploaded by the same person.
        ChecksMissingError: something on the list was not ticked.
        ScanOverError: it was sent back or taken down.
    """
    if scan.state == "accepted" and scan.checked_by == actor:
        return
    if scan.uploaded_by == actor:
        raise SameHandsError
    if not set(CHECKS) <= set(ticked):
        raise ChecksMissingError
    require_waiting(scan)
    end(scan, "accepted")
    scan.checked_by, scan.checked_at, scan.checks = actor, clock.now(), list(CHECKS)
    await conclude_on_paper(session, contract, key=scan.object_key, sha256=scan.sha256)
    contract.paper_due_at = None
    _record(
        session,
        PaperEvent.COMPLETED,
        contract,
        actor=actor,
        scan=str(scan.id),
        document=scan.sha256,
        uploaded_by=scan.uploaded_by,
        checks=" ".join(CHECKS),
        **_dated(scan),
    )
    await tell(session, vault, contract, "contract_completed_on_paper", _KEEP)


async def send_scan_back(
    session: AsyncSession, vault: Vault, contract: Contract, scan: PaperScan, reason: str, *, actor: str
) -> None:
    """Something is wrong with the scan of a contract, locked: another one is needed, and whoever makes contracts is told why.

    Raises:
        SameHandsError: it was uploaded by the same person, who takes it down instead.
        ScanOverError: it is checked, sent back or taken down.
    """
    if scan.uploaded_by == actor:
        raise SameHandsError
    end(scan, "sent_back")
    key = await vault.subject(session, contract.person_id)
    scan.checked_by, scan.checked_at = actor, clock.now()
    scan.reason_encrypted = key.encrypt("paper_reason", reason)
    _record(session, PaperEvent.SENT_BACK, contract, actor=actor, scan=str(scan.id), document=scan.sha256)
    await session.flush()
    await tell_staff(session, contract, SENT_BACK, scan.checked_at)


async def drop_scan(session: AsyncSession, contract: Contract, scan: PaperScan, *, actor: str) -> None:
    """Take a scan of a contract, locked, down before it is checked. Twice is once.

    Raises:
        ScanOverError: it is checked or sent back.
    """
    if scan.state == "dropped":
        return
    end(scan, "dropped")
    _record(session, PaperEvent.DROPPED, contract, actor=actor, scan=str(scan.id), document=scan.sha256)


async def hand_out_scan(
    session: AsyncSession, contract: Contract, scan: PaperScan, store: ObjectStore, *, actor: str
) -> bytes:
    """The scan for somebody who looks at it, which is recorded. The session holds no connection while the store is asked.

    Raises:
        ObjectDamagedError: it is not there as it was put away; nothing is recorded.
        StoreAwayError: the store does not answer; nothing is recorded.
    """
    await release(session)
    try:
        data = await read_whole(store, Copy(scan.object_key, scan.sha256))
    except ObjectMissingError as lost:
        raise ObjectDamagedError from lost
    _record(session, ContractEvent.DOWNLOADED, contract, actor=actor, scan=str(scan.id))
    return data


def require_waiting(scan: PaperScan) -> None:
    """See that nobody has decided on it.

    Raises:
        ScanOverError: somebody has.
    """
    if scan.state != SCAN.initial:
        raise ScanOverError


@sent.listener
@withdrawn.listener
async def _drop_with_contract(session: AsyncSession, contract: Contract) -> None:
    """No paper is waited for any more."""
    if (waiting := await waiting_scan(session, contract.id)) is not None:
        await drop_scan(session, contract, waiting, actor="system")


def _dated(scan: PaperScan) -> dict[str, str]:
    return {
        "employee_signed_on": scan.employee_signed_on.isoformat(),
        "sealed_on": scan.sealed_on.isoformat(),
    }


def _record(session: AsyncSession, kind: Event, contract: Contract, *, actor: str, **data: str | int) -> None:
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data=dict(data),
    )
