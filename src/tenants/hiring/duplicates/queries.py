"""Pairs of people who may be one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from ....platform import clock
from ....platform.crypto.vault import Vault
from ...people.persons.models import Person
from ...people.persons.service import email_digest
from ..candidates.models import Application
from .models import DistinctPersons, PersonMerge
from .service import UNDONE_WITHIN

_AT_ONCE = 1_000
_MOST_GROUPS, _MOST_IN_GROUP = 200, 12
LIKENESS = ("identity", "email", "phone", "name")
"""Why two may be one, the surest first."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, and why (of `LIKENESS`).

    `phone`: the same name, and all that is seen of the numbers; `name`: the same, and both applied for one title.
    """

    first: Person
    second: Person
    why: str
    applications: Sequence[Application] = ()


async def pairs(session: AsyncSession, vault: Vault, *, limit: int = 50) -> Sequence[Pair]:
    """The likeliest first, the newest of each kind; without those of whom somebody said that they are two."""
    await _complete_digests(session, vault)
    looks = (("identity", Person.id_number_digest), ("email", Person.email_digest), ("name", _bare_name()))
    groups = [(why, group) for why, look in looks for group in await _groups(session, look)]
    theirs = await _applications_of(session, {one for _why, group in groups for one in group})
    distinct = await _distinct(session)
    found: dict[tuple[UUID, UUID], Pair] = {}
    wanted = select(Person).where(Person.id.in_(theirs))
    people = {person.id: person for person in await session.scalars(wanted)}
    for why, group in groups:
        for first, second in combinations(sorted(group), 2):
            if (first, second) in distinct or (first, second) in found:
                continue
            reason = why if why != "name" else _alike(people[first], people[second], theirs)
            if reason:
                applications = [*theirs[first], *theirs[second]]
                found[first, second] = Pair(people[first], people[second], reason, applications)
    return sorted(found.values(), key=lambda pair: LIKENESS.index(pair.why))[:limit]


async def _groups(
    session: AsyncSession, look: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> list[list[UUID]]:
    """People who are the same to one look: grouped once, so that nobody is compared with everybody."""
    ids = func.array_agg(aggregate_order_by(Person.id, Person.id.desc()))
    statement = (
        select(ids)
        .where(Person.merged_into_id.is_(None), look.is_not(None))
        .group_by(look)
        .having(func.count() > 1)
        .order_by(ids.desc())
        .limit(_MOST_GROUPS)
    )
    return [list(group[:_MOST_IN_GROUP]) for group in await session.scalars(statement)]


async def _applications_of(session: AsyncSession, people: set[UUID]) -> dict[UUID, list[Application]]:
    found: dict[UUID, list[Application]] = {person_id: [] for person_id in people}
    statement = (
        select(Application)
        .where(Application.person_id.in_(people))
        .options(joinedload(Application.vacancy))
        .order_by(Application.id.desc())
    )
    for application in await session.scalars(statement):
        found[application.person_id].append(application)
    return found


async def _distinct(session: AsyncSession) -> set[tuple[UUID, UUID]]:
    rows = await session.execute(select(DistinctPersons.first_id, DistinctPersons.second_id))
    return {(first, second) for first, second in rows}


def _alike(one: Person, two: Person, theirs: Mapping[UUID, Sequence[Application]]) -> str:
    """Why two of one name may be one; empty where the name is all they share."""
    if one.phone_hint == two.phone_hint:
        return "phone"
    titles = [{application.vacancy.title for application in theirs[person.id]} for person in (one, two)]
    return "name" if titles[0] & titles[1] else ""


def _bare_name() -> ColumnElement[str]:
    """A name without what people write into it or leave out."""
    return func.lower(func.regexp_replace(Person.name, r"[\s·•.]", "", "g"))


async def mergers(session: AsyncSession) -> Sequence[PersonMerge]:
    """Those that can still be taken apart, the newest first."""
    statement = (
        select(PersonMerge)
        .where(PersonMerge.undone_at.is_(None), PersonMerge.merged_at > clock.now() - UNDONE_WITHIN)
        .options(joinedload(PersonMerge.kept))
        .order_by(PersonMerge.id.desc())
    )
    return (await session.scalars(statement)).all()


async def _complete_digests(session: AsyncSession, vault: Vault) -> None:
    """People who came before addresses were compared have no digest yet: theirs are made at the first look."""
    missing = (
        select(Person)
        .where(Person.email_digest.is_(None), Person.email_encrypted.is_not(None))
        .limit(_AT_ONCE)
    )
    for person in await session.scalars(missing):
        key = await vault.subject(session, person.id)
        address = key.decrypt("email", person.email_encrypted or b"")
        person.email_digest = await email_digest(session, vault, address)
    await session.flush()
