"""Taking the people of a sheet in: each once, each post they apply for once."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ..candidates.models import Application, Person
from ..candidates.service import Contact, Details, add_person, apply_for
from ..vacancies.models import Vacancy
from ..vacancies.service import find_or_add
from .rows import PersonRow

_AT_ONCE = 5_000


class Admission:
    """One import's people on their way in. It remembers who is here, so that thousands of rows stay quick."""

    def __init__(self, session: AsyncSession, vault: Vault, actor: str) -> None:
        self._session = session
        self._vault = vault
        self._actor = actor
        self._persons: dict[bytes, Person] = {}
        self._openings: dict[UUID, list[Vacancy]] = {}
        self._vacancies: dict[tuple[str, str, str], Vacancy] = {}

    async def admit(self, rows: list[PersonRow]) -> None:
        """Take every row in."""
        digests = [await self._vault.digest(self._session, "phone", row.phone) for row in rows]
        await self._remember(list(dict.fromkeys(digests)))
        for row, digest in zip(rows, digests, strict=True):
            await self._row(row, digest)

    async def _remember(self, digests: list[bytes]) -> None:
        for start in range(0, len(digests), _AT_ONCE):
            wanted = Person.phone_digest.in_(digests[start : start + _AT_ONCE])
            for person in await self._session.scalars(select(Person).where(wanted)):
                self._persons[person.phone_digest] = person
            openings = (
                select(Application.person_id, Vacancy)
                .join(Vacancy, Vacancy.id == Application.vacancy_id)
                .join(Person, Person.id == Application.person_id)
                .where(wanted)
            )
            for person_id, vacancy in await self._session.execute(openings):
                self._openings.setdefault(person_id, []).append(vacancy)

    async def _row(self, row: PersonRow, digest: bytes) -> None:
        person = self._persons.get(digest)
        if person is None:
            person = await add_person(self._session, self._vault, Contact(row.name, row.phone, row.email))
            await self._session.flush()
            self._persons[digest] = person
        openings = self._openings.setdefault(person.id, [])
        if any(_same(vacancy, row) for vacancy in openings):
            return
        vacancy = await self._vacancy(row)
        details = Details(
            source=row.source,
            applied_on=row.applied_on,
            pay_low=row.pay_low,
            pay_high=row.pay_high,
            available_on=row.available_on,
            note=row.note,
        )
        await apply_for(self._session, person, vacancy.id, details, actor=self._actor)
        openings.append(vacancy)

    async def _vacancy(self, row: PersonRow) -> Vacancy:
        key = (row.post, row.department, row.location)
        if key not in self._vacancies:
            self._vacancies[key] = await find_or_add(
                self._session,
                title=row.post,
                department=row.department,
                kind=row.kind,
                location=row.location,
            )
        return self._vacancies[key]


def _same(vacancy: Vacancy, row: PersonRow) -> bool:
    """Whether the row is about this opening: a sheet that says less about it does not make another of it."""
    return (
        vacancy.title == row.post
        and row.department in ("", vacancy.department)
        and row.location in ("", vacancy.location)
    )
