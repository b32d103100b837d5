"""A company is verified: its papers are handed in, operators look at them, a small bank transfer shows that the account is its own.

The transfer is in `transfer.py`, what becomes of the proof in `proof.py`. Everything here takes the verification locked.
"""

from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.db.release import release_unchanged
from ....platform.errors import NotFoundError
from ....platform.features import Event
from ....platform.files import FileReader, Limits
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ..employers.models import LegalEntity
from .details import Details, details_of, keep_details
from .errors import (
    AuthorisationMissingError,
    DetailsMissingError,
    FactsMissingError,
    LicenceMissingError,
    VerificationStepError,
)
from .feature import VerificationEvent
from .models import CompanyVerification, VerificationDocument
from .queries import documents_of, standing_of, verification, waiting_count
from .scan import Scan, checked_scan, drawn_page
from .states import COMPANY_VERIFICATION, advance

TELL, TRANSFER = "company_verification.tell", "company_verification.transfer"
REASONS = {
    "licence_unreadable": _("营业执照看不清或不完整"),
    "facts_differ": _("单位全称、信用代码或法定代表人与营业执照不一致"),
    "authorisation_incomplete": _("授权书缺少盖章或签字，或与申请人不一致"),
    "account_refused": _("对公账户信息有误，无法打款"),
    "other": _("其他原因"),
}
_SCAN_LIMITS = Limits(seconds=20)
_SET_WAITING = text("select doors.set_reviews_waiting(:waiting)")


async def read_scan(session: AsyncSession, files: FileReader, data: bytes) -> Scan:
    """Look at an uploaded paper in a process of its own.

    Raises:
        FileRefusedError: it cannot be looked at, or there is no turn for it.
        UnfinishedChangeError: the session has changed something.
    """
    await release_unchanged(session)
    return await files.run(_SCAN_LIMITS, checked_scan, data)


async def begin(
    session: AsyncSession, vault: Vault, employer: LegalEntity, *, actor: str
) -> CompanyVerification:
    """The verification that is under way, locked; a new one, with what was typed for the last, where there is none."""
    await session.refresh(
        employer, with_for_update={"key_share": True}
    )  # two that begin are one after the other
    standing = await standing_of(session, employer.id)
    if standing.open is not None:
        return await verification(session, standing.open.id, lock=True)
    made = CompanyVerification(
        id=new_id(),
        legal_entity_id=employer.id,
        state=COMPANY_VERIFICATION.initial,
        created_by=actor,
        created_at=clock.now(),
    )
    session.add(made)
    await vault.new_subject(session, made.id)
    last = standing.proof or standing.ended
    if last is not None and last.details_encrypted is not None:
        await keep_details(session, vault, made, await details_of(session, vault, last))
    await session.flush()
    return made


async def keep_document(
    session: AsyncSession, vault: Vault, found: CompanyVerification, kind: str, scan: Scan, filename: str
) -> None:
    """Keep a paper in the place of the one before it.

    Raises:
        VerificationStepError: the papers are handed in already.
    """
    _require_preparing(found)
    mine = (VerificationDocument.verification_id == found.id, VerificationDocument.kind == kind)
    await session.execute(delete(VerificationDocument).where(*mine))
    key = await vault.subject(session, found.id)
    session.add(
        VerificationDocument(
            id=new_id(),
            verification_id=found.id,
            kind=kind,
            filename=filename[-200:],
            media_type=scan.media_type,
            pages=scan.pages,
            sha256=sha256_hex(scan.data),
            content_encrypted=key.encrypt_bytes(kind, scan.data),
            created_at=clock.now(),
        )
    )


async def fill_in(session: AsyncSession, vault: Vault, found: CompanyVerification, details: Details) -> None:
    """Keep bank account and applicant.

    Raises:
        VerificationStepError: the papers are handed in already.
    """
    _require_preparing(found)
    await keep_details(session, vault, found, details)


async def page_of(
    session: AsyncSession, vault: Vault, files: FileReader, verification_id: UUID, kind: str, number: int
) -> bytes:
    """One page of a paper, from 1, drawn anew as PNG.

    Raises:
        NotFoundError: there is no such paper, or page.
        FileRefusedError: there is no turn to draw it.
    """
    paper = (await documents_of(session, verification_id)).get(kind)
    if paper is None or not 1 <= number <= paper.pages:
        raise NotFoundError
    key = await vault.subject(session, verification_id)
    await session.refresh(paper, ["content_encrypted"])
    data = key.decrypt_bytes(kind, paper.content_encrypted)
    media_type = paper.media_type
    await release_unchanged(session)
    return await files.run(_SCAN_LIMITS, drawn_page, data, media_type, number)


async def submit(
    session: AsyncSession,
    vault: Vault,
    found: CompanyVerification,
    employer: LegalEntity,
    *,
    actor: str,
) -> None:
    """Hand everything in: the operators look at it, as the employer is called now.

    Raises:
        LicenceMissingError, AuthorisationMissingError, DetailsMissingError, FactsMissingError: something is missing.
        VerificationStepError: it is handed in already.
    """
    _require_preparing(found)
    if not employer.legal_representative:
        raise FactsMissingError
    details, papers = await details_of(session, vault, found), await documents_of(session, found.id)
    if "licence" not in papers:
        raise LicenceMissingError
    if not details.complete:
        raise DetailsMissingError
    if details.applicant == "agent" and "authorisation" not in papers:
        raise AuthorisationMissingError
    found.name, found.uscc = employer.name, employer.uscc
    found.legal_representative = employer.legal_representative
    found.reason = found.words = ""
    found.submitted_at = clock.now()
    advance(found, "in_review")
    shown = {
        kind: one.sha256 for kind, one in papers.items() if kind == "licence" or details.applicant == "agent"
    }
    note(session, VerificationEvent.SUBMITTED, found, actor=actor, applicant=details.applicant, **shown)
    await count_waiting(session)


async def take_back(session: AsyncSession, found: CompanyVerification, *, because: str, actor: str) -> None:
    """Begin with the papers anew: somebody wants to change them, or the employer is called differently (`because`).

    Raises:
        VerificationStepError: it has ended, or nothing was handed in.
    """
    advance(found, "preparing")
    found.amount_digest = found.transfer_until = None
    found.tries = found.transfers = 0
    note(session, VerificationEvent.TAKEN_BACK, found, actor=actor, because=because)
    await count_waiting(session)


def seen_as(found: CompanyVerification) -> str:
    """Which handing-in somebody has looked at, for a form."""
    return found.submitted_at.isoformat() if found.submitted_at is not None else ""


async def approve(session: AsyncSession, found: CompanyVerification, *, seen: str, actor: str) -> None:
    """An operator finds the papers in order: the bank transfer is next. `seen`: what they have looked at, as `seen_as` has it.

    Raises:
        VerificationStepError: something else was handed in since, or it is past that.
    """
    _require_seen(found, seen)
    advance(found, "transfer_due")
    note(session, VerificationEvent.APPROVED, found, actor=actor)
    await order_transfer(session, found)


async def reject(
    session: AsyncSession, found: CompanyVerification, reason: str, words: str, *, seen: str, actor: str
) -> None:
    """An operator does not: `reason` is one of REASONS and stands in the chain, `words` are for the company alone.

    Raises:
        VerificationStepError: something else was handed in since, or it is past that.
    """
    _require_seen(found, seen)
    advance(found, "rejected")
    found.reason, found.words = reason, words
    note(session, VerificationEvent.REJECTED, found, actor=actor, because=reason)
    await tell(session, found, "rejected")
    await count_waiting(session)


async def order_transfer(session: AsyncSession, found: CompanyVerification) -> None:
    """Have a small amount sent."""
    found.transfers += 1
    found.tries = 0
    payload = {"verification": str(found.id)}
    await enqueue(session, TRANSFER, payload, dedupe=f"{found.id}:{found.transfers}")
    await count_waiting(session)


async def count_waiting(session: AsyncSession) -> None:
    """Tell the operators' list how many verifications of this tenant wait for them."""
    await session.flush()
    await session.execute(_SET_WAITING, {"waiting": await waiting_count(session)})


async def tell(session: AsyncSession, found: CompanyVerification, news: str) -> None:
    """Have the admins told."""
    at = clock.now().isoformat()
    payload = {"verification": str(found.id), "news": news, "at": at}
    await enqueue(session, TELL, payload, dedupe=f"{found.id}:{news}:{at}")


def note(
    session: AsyncSession, kind: Event, found: CompanyVerification, *, actor: str, **data: str | int
) -> None:
    """Write what happened to the chain."""
    about = {"employer": str(found.legal_entity_id), "verification": str(found.id)}
    record(session, kind, actor=actor, data=about | data)


def _require_preparing(found: CompanyVerification) -> None:
    if found.state != "preparing":
        raise VerificationStepError


def _require_seen(found: CompanyVerification, seen: str) -> None:
    if seen != seen_as(found):
        raise VerificationStepError
