"""An upload: looked at first, then applied in one transaction. The same sheet twice doubles nobody."""

import asyncio
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from ...platform import clock
from ...platform.crypto.keyed import sha256_hex
from ...platform.crypto.vault import Vault
from ...platform.errors import NotFoundError
from ...platform.ids import new_id
from ..audit.events import Event
from ..audit.service import record
from ..candidates.models import Application, Person
from ..interviews.errors import AlreadyScoredError
from ..interviews.service import Card, submit
from ..vacancies.models import Vacancy
from .admission import Admission
from .faulty_sheet import faulty_workbook
from .models import ImportBatch
from .plan import ImportPlan, plan_import
from .rows import ScoreRow
from .workbook import read_sheets


async def start(
    session: AsyncSession, vault: Vault, *, filename: str, data: bytes, actor: str
) -> ImportBatch:
    """Keep an upload, sealed, for its preview.

    Raises:
        SheetUnreadableError: it cannot be read.
    """
    await asyncio.to_thread(read_sheets, data, filename)
    batch_id = new_id()
    seal = await vault.new_subject(session, batch_id)
    batch = ImportBatch(
        id=batch_id,
        filename=filename[:200],
        sha256=sha256_hex(data),
        source_sealed=seal.seal_bytes("source", data),
        mapping={},
        state="preview",
        counts={},
        created_by=actor,
        created_at=clock.now(),
    )
    session.add(batch)
    return batch


async def load(session: AsyncSession, batch_id: UUID, *, lock: bool = False) -> ImportBatch:
    """One upload.

    Raises:
        NotFoundError: not in this tenant.
    """
    batch = await session.get(ImportBatch, batch_id, with_for_update={"key_share": True} if lock else None)
    if batch is None:
        raise NotFoundError
    return batch


async def preview(session: AsyncSession, vault: Vault, batch: ImportBatch) -> ImportPlan:
    """What applying the upload would do, as the tenant's data stand now."""
    seal = await vault.subject(session, batch.id)
    data = seal.open_bytes("source", batch.source_sealed)
    sheets = await asyncio.to_thread(read_sheets, data, batch.filename)
    # A first reading only for the phones in it: whose they are is known afterwards.
    first = await asyncio.to_thread(plan_import, sheets, batch.mapping, lambda _phone: None)
    phones = {row.phone for row in first.people} | {row.phone for row in first.scores}
    known = await _known(session, vault, phones - {""})
    return await asyncio.to_thread(plan_import, sheets, batch.mapping, known.get)


async def _known(session: AsyncSession, vault: Vault, phones: set[str]) -> dict[str, str]:
    digests = {await vault.digest(session, "phone", phone): phone for phone in phones}
    found: dict[str, str] = {}
    listed = list(digests)
    for start in range(0, len(listed), 5_000):
        statement = select(Person.phone_digest, Person.name).where(
            Person.phone_digest.in_(listed[start : start + 5_000])
        )
        found |= {digests[digest]: name for digest, name in await session.execute(statement)}
    return found


async def apply(session: AsyncSession, vault: Vault, batch: ImportBatch, *, actor: str) -> dict[str, int]:
    """Take the clean rows in and keep the faulty ones as a sheet. Applying twice applies once.

    Returns:
        The counts: people + duplicates + faulty = rows, and likewise for the scores.
    """
    if batch.state == "done":
        return dict(batch.counts)
    plan = await preview(session, vault, batch)
    await Admission(session, vault, actor).admit([row for row in plan.people if row.verdict != "faulty"])
    counts = plan.counts()
    repeated = 0
    for score in plan.scores:
        if score.verdict == "scorecard" and not await _score(session, vault, score, actor=actor):
            repeated += 1
    counts["scorecards"] -= repeated
    counts["score_duplicates"] += repeated
    seal = await vault.subject(session, batch.id)
    batch.faulty_sealed = seal.seal_bytes("faulty", await asyncio.to_thread(faulty_workbook, plan))
    batch.state, batch.counts, batch.done_at = "done", counts, clock.now()
    record(
        session,
        Event.IMPORT_APPLIED,
        actor=actor,
        data={"batch": str(batch.id), "counts": counts},
    )
    return counts


async def faulty_sheet(session: AsyncSession, vault: Vault, batch: ImportBatch) -> bytes:
    """The faulty rows as .xlsx.

    Raises:
        NotFoundError: the import is not applied.
    """
    if batch.faulty_sealed is None:
        raise NotFoundError
    seal = await vault.subject(session, batch.id)
    return seal.open_bytes("faulty", batch.faulty_sealed)


async def _score(session: AsyncSession, vault: Vault, row: ScoreRow, *, actor: str) -> bool:
    """Take a card in; False when it is here already."""
    digest = await vault.digest(session, "phone", row.phone)
    application = await _application(session, digest, row.post)
    if application is None:
        return False
    zone_free = row.held_at.replace(tzinfo=clock.BEIJING) if row.held_at else None
    card = Card(
        round=row.round,
        interviewer=row.interviewer,
        scores=row.scores,
        note=row.note,
        conclusion=row.conclusion,
        held_at=zone_free,
    )
    try:
        await submit(session, application, card, actor=actor)
    except AlreadyScoredError:
        return False
    return True


async def _application(session: AsyncSession, digest: bytes, post: str) -> Application | None:
    """The application a score is about: the one for its post, else the person's newest."""
    statement = (
        select(Application)
        .join(Application.person)
        .join(Application.vacancy)
        .where(Person.phone_digest == digest)
        .options(contains_eager(Application.person), contains_eager(Application.vacancy))
        .order_by((Vacancy.title == post).desc(), Application.id.desc())
        .limit(1)
    )
    return await session.scalar(statement)
