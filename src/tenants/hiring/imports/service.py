"""An upload: looked at first, then applied in one transaction. The same sheet twice doubles nobody.

A sheet is read in a process of its own, and no transaction is open meanwhile: `check`, `preview` and `work_out` end the
one they are given and go on in another, so that whoever changes something afterwards loads it anew, with a lock.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.db.parts import parts
from ....platform.db.release import release_unchanged
from ....platform.errors import NotFoundError
from ....platform.files import FileReader
from ....platform.i18n import gettext as _
from ....platform.ids import new_id
from ...audit.service import record
from ...people.persons.models import Person
from ..blacklist.service import listed_phones
from ..candidates.models import Application
from ..scorecards.batch import submit_many
from ..scorecards.service import Card
from ..vacancies.models import Vacancy
from . import reading
from .admission import TOGETHER, Admission
from .errors import MappingChangedError
from .feature import ImportEvent
from .models import ImportBatch
from .plan import ImportPlan
from .rows import Finding, PersonRow, ScoreRow
from .states import IMPORT, advance


@dataclass(frozen=True, slots=True)
class SoundSheet:
    """A file that can be read; `check` makes it, and nothing else."""

    filename: str
    data: bytes


async def check(session: AsyncSession, files: FileReader, filename: str, data: bytes) -> SoundSheet:
    """Read an upload once, all through: what is kept can be looked at.

    Raises:
        FileRefusedError: it cannot be read, and why.
        UnfinishedChangeError: the session has changed something.
    """
    await release_unchanged(session)
    await reading.read(files, data, filename, {})
    return SoundSheet(filename, data)


async def start(session: AsyncSession, vault: Vault, sheet: SoundSheet, *, actor: str) -> ImportBatch:
    """Keep an upload, encrypted, for its preview."""
    batch_id = new_id()
    key = await vault.new_subject(session, batch_id)
    batch = ImportBatch(
        id=batch_id,
        filename=sheet.filename[-200:],
        sha256=sha256_hex(sheet.data),
        source_encrypted=key.encrypt_bytes("source", sheet.data),
        mapping={},
        state=IMPORT.initial,
        counts={},
        created_by=actor,
        created_at=clock.now(),
    )
    session.add(batch)
    return batch


async def load(session: AsyncSession, batch_id: UUID, *, lock: bool = False) -> ImportBatch:
    """One upload; with `lock` as it stands now, whatever this request has read of it before.

    Raises:
        NotFoundError: not in this tenant.
    """
    wanted = {"key_share": True} if lock else None
    batch = await session.get(ImportBatch, batch_id, with_for_update=wanted, populate_existing=lock)
    if batch is None:
        raise NotFoundError
    return batch


async def preview(session: AsyncSession, vault: Vault, files: FileReader, batch: ImportBatch) -> ImportPlan:
    """What applying the upload would do, as the tenant's data stand now.

    Raises:
        FileRefusedError: it takes too long now, or there is no turn for it.
        UnfinishedChangeError: the session has changed something.
    """
    sheets, known = await _read(session, vault, files, batch)
    return await _warn_of_closed(session, await reading.plan(files, sheets, batch.mapping, known))


async def work_out(
    session: AsyncSession, vault: Vault, files: FileReader, batch: ImportBatch
) -> reading.Outcome:
    """As `preview`, for `apply`: with the sheet of what cannot come in."""
    sheets, known = await _read(session, vault, files, batch)
    return await reading.work_out(files, sheets, batch.mapping, known)


async def _read(
    session: AsyncSession, vault: Vault, files: FileReader, batch: ImportBatch
) -> tuple[reading.ReadSheets, dict[str, str]]:
    """The sheet, and who of it is here under which name; no transaction is open before and after."""
    key = await vault.subject(session, batch.id)
    data = key.decrypt_bytes("source", batch.source_encrypted)
    await release_unchanged(session)
    sheets = await reading.read(files, data, batch.filename, batch.mapping)
    known = await _known(session, vault, set(sheets.phones))
    await release_unchanged(session)
    return sheets, known


async def _warn_of_closed(session: AsyncSession, plan: ImportPlan) -> ImportPlan:
    """The plan with a word on every row for a vacancy that is closed: taken in, but somebody should know."""
    statement = select(Vacancy.title, Vacancy.department, Vacancy.location)
    rows = await session.execute(statement.where(Vacancy.closed_at.is_not(None)))
    closed = {tuple(row) for row in rows}

    def say(row: PersonRow) -> str:
        if (row.vacancy, row.department, row.location) not in closed:
            return ""
        return _("「{post}」已关闭招聘。这一行仍会导入；不再招聘的，请先从表中删去。").format(
            post=row.vacancy
        )

    return _warned(plan, say)


async def warn(session: AsyncSession, vault: Vault, plan: ImportPlan) -> ImportPlan:
    """The plan with what only some may see: who of the sheet stands on the blacklist, and why."""
    listed = await listed_phones(session, vault, list({row.phone for row in plan.people} - {""}))

    def say(row: PersonRow) -> str:
        found = listed.get(row.phone)
        if found is None:
            return ""
        return _("此人在黑名单中：{category}。{reason}").format(category=found.category, reason=found.reason)

    return _warned(plan, say)


def _warned(plan: ImportPlan, say: Callable[[PersonRow], str]) -> ImportPlan:
    """The plan with what is to be said of each person's row as a warning; nothing where it is empty."""

    def warned(row: PersonRow) -> PersonRow:
        said = say(row)
        return replace(row, findings=(*row.findings, Finding("warning", "", said))) if said else row

    return replace(plan, people=tuple(map(warned, plan.people)))


async def _known(session: AsyncSession, vault: Vault, phones: set[str]) -> dict[str, str]:
    digests = {await vault.digest(session, "phone", phone): phone for phone in phones}
    found: dict[str, str] = {}
    for some in parts(list(digests)):
        statement = select(Person.phone_digest, Person.name).where(Person.phone_digest.in_(some))
        found |= {digests[digest]: name for digest, name in await session.execute(statement)}
    return found


async def apply(
    session: AsyncSession, vault: Vault, batch: ImportBatch, outcome: reading.Outcome, *, actor: str
) -> dict[str, int]:
    """Take the clean rows in and keep the faulty ones as a sheet. Applying twice applies once.

    `outcome` is what was worked out of the batch; the caller has loaded it with a lock since.

    Returns:
        The counts: people + duplicates + faulty = rows, and likewise for the scores.

    Raises:
        MappingChangedError: it was worked out of columns that mean something else by now.
    """
    if batch.state == "done":
        return dict(batch.counts)
    if batch.mapping != outcome.said:
        raise MappingChangedError
    plan = outcome.plan
    await Admission(session, vault, actor).admit([row for row in plan.people if row.verdict != "faulty"])
    counts = plan.counts()
    scores = [score for score in plan.scores if score.verdict == "scorecard"]
    repeated = len(scores) - await _take_scores(session, vault, scores, actor=actor)
    counts["scorecards"] -= repeated
    counts["score_duplicates"] += repeated
    key = await vault.subject(session, batch.id)
    batch.faulty_encrypted = key.encrypt_bytes("faulty", outcome.faulty)
    advance(batch, "done")
    batch.counts, batch.done_at = counts, clock.now()
    record(
        session,
        ImportEvent.APPLIED,
        actor=actor,
        data={"batch": str(batch.id), "counts": counts},
    )
    return counts


async def faulty_sheet(session: AsyncSession, vault: Vault, batch: ImportBatch) -> bytes:
    """The faulty rows as .xlsx.

    Raises:
        NotFoundError: the import is not applied.
    """
    if batch.faulty_encrypted is None:
        raise NotFoundError
    key = await vault.subject(session, batch.id)
    return key.decrypt_bytes("faulty", batch.faulty_encrypted)


async def _take_scores(session: AsyncSession, vault: Vault, rows: list[ScoreRow], *, actor: str) -> int:
    """Take cards in; returns how many were not here yet."""
    by_phone: dict[str, list[ScoreRow]] = {}
    for row in rows:
        by_phone.setdefault(row.phone, []).append(row)
    taken = 0
    # All of somebody's at once: a result is marked from all of their cards.
    for phones in parts(list(by_phone), TOGETHER):
        some = [row for phone in phones for row in by_phone[phone]]
        taken += await _take_some(session, vault, some, actor=actor)
    return taken


async def _take_some(session: AsyncSession, vault: Vault, rows: list[ScoreRow], *, actor: str) -> int:
    phones = {row.phone: await vault.digest(session, "phone", row.phone) for row in rows}
    applied = await _applications(session, list(set(phones.values())))
    given: list[tuple[Application, Card]] = []
    for row in rows:
        theirs = applied.get(phones[row.phone], [])
        if not theirs:
            continue
        # The one for the score's vacancy, else the newest.
        application, _title = max(theirs, key=lambda one: (one[1] == row.vacancy, one[0].id))
        card = Card(
            round=row.round,
            interviewer=row.interviewer,
            scores=row.scores,
            note=row.note,
            conclusion=row.conclusion,
            held_at=row.held_at.replace(tzinfo=clock.BEIJING) if row.held_at else None,
        )
        given.append((application, card))
    return await submit_many(session, given, actor=actor)


async def _applications(
    session: AsyncSession, digests: list[bytes]
) -> dict[bytes, list[tuple[Application, str]]]:
    """The applications of the people with these phones, each with its vacancy's title."""
    found: dict[bytes, list[tuple[Application, str]]] = {}
    whose = func.coalesce(Person.merged_into_id, Person.id)
    for some in parts(digests):
        statement = (
            select(Person.phone_digest, Application, Vacancy.title)
            .join(Application, Application.person_id == whose)
            .join(Vacancy, Vacancy.id == Application.vacancy_id)
            .where(Person.phone_digest.in_(some))
        )
        for digest, application, title in await session.execute(statement):
            found.setdefault(digest, []).append((application, title))
    return found
