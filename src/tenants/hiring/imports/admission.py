"""Taking the people of a sheet in: each once, each vacancy they apply for once. Read in sets and written in sets."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db.parts import parts
from ...people.persons.models import Person
from ...people.persons.service import Contact, add_person
from ..candidates.models import Application
from ..candidates.service import Details, new_application
from ..vacancies.models import Vacancy
from ..vacancies.service import find_or_add
from .rows import PersonRow

TOGETHER = 1_000
"""So many rows are held and written at once: more take memory, and others of this process wait for each flush."""
VacancyKey = tuple[str, str, str]
"""Title, department and place."""


class Admission:
    """One import's people on their way in. Who is here is asked once for all of them; nothing is asked row by row."""

    def __init__(self, session: AsyncSession, vault: Vault, actor: str) -> None:
        self._session = session
        self._vault = vault
        self._actor = actor
        self._persons: dict[bytes, UUID] = {}
        self._applied: dict[UUID | bytes, list[VacancyKey]] = {}
        """What somebody has applied for, by their id, or by their phone's digest while they have none."""

    async def admit(self, rows: list[PersonRow]) -> None:
        """Take every row in."""
        digests = [await self._vault.digest(self._session, "phone", row.phone) for row in rows]
        await self._remember(list(dict.fromkeys(digests)))
        wanted = [
            (row, digest) for row, digest in zip(rows, digests, strict=True) if self._is_new(row, digest)
        ]
        vacancies: dict[VacancyKey, Vacancy] = {}
        for row, _digest in wanted:
            if _vacancy_key(row) not in vacancies:
                vacancies[_vacancy_key(row)] = await self._vacancy(row)
        ids = {key: vacancy.id for key, vacancy in vacancies.items()}
        for some in parts(list(zip(rows, digests, strict=True)), TOGETHER):
            with self._session.no_autoflush:  # what is new of a part is written in one go
                for row, digest in some:
                    if digest not in self._persons:
                        contact = Contact(row.name, row.phone, row.email)
                        self._persons[digest] = (await add_person(self._session, self._vault, contact)).id
            await self._session.flush()
        for news in parts(wanted, TOGETHER):
            for row, digest in news:
                person_id, vacancy_id = self._persons[digest], ids[_vacancy_key(row)]
                new_application(self._session, person_id, vacancy_id, _details(row), actor=self._actor)
            await self._session.flush()

    async def _remember(self, digests: list[bytes]) -> None:
        kept = func.coalesce(Person.merged_into_id, Person.id)  # who was merged is whom they were merged into
        for some in parts(digests):
            wanted = Person.phone_digest.in_(some)
            known = select(Person.phone_digest, kept).where(wanted)
            self._persons |= dict((await self._session.execute(known)).all())
            applications = (
                select(Application.person_id, Vacancy.title, Vacancy.department, Vacancy.location)
                .join(Vacancy, Vacancy.id == Application.vacancy_id)
                .where(Application.person_id.in_(select(kept).where(wanted)))
            )
            for person_id, *vacancy_key in await self._session.execute(applications):
                self._applied.setdefault(person_id, []).append(
                    (vacancy_key[0], vacancy_key[1], vacancy_key[2])
                )

    def _is_new(self, row: PersonRow, digest: bytes) -> bool:
        """Whether the row is an application that is not here yet, nor further up in the sheet."""
        applied = self._applied.setdefault(self._persons.get(digest, digest), [])
        if any(_same(vacancy_key, row) for vacancy_key in applied):
            return False
        applied.append(_vacancy_key(row))
        return True

    async def _vacancy(self, row: PersonRow) -> Vacancy:
        return await find_or_add(
            self._session, title=row.vacancy, department=row.department, kind=row.kind, location=row.location
        )


def _vacancy_key(row: PersonRow) -> VacancyKey:
    return row.vacancy, row.department, row.location


def _same(vacancy_key: VacancyKey, row: PersonRow) -> bool:
    """Whether the row is about this vacancy: a sheet that says less about it does not make another of it."""
    title, department, location = vacancy_key
    return title == row.vacancy and row.department in ("", department) and row.location in ("", location)


def _details(row: PersonRow) -> Details:
    return Details(
        source=row.source,
        applied_on=row.applied_on,
        pay_low=row.pay_low,
        pay_high=row.pay_high,
        available_on=row.available_on,
        note=row.note,
    )
