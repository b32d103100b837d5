"""Making two persons one, and two again.

Both rows stay. What is one person's by right of being sent or signed – messages, contracts that came to nothing, events – stays under
the name and the key it was made with; the applications go over to the one who is kept, with their whole trail. Each
value goes with the key of whoever bears it afterwards: it is decrypted with the one and encrypted with the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.crypto.vault import Subject, Vault
from ....platform.db.narrowing import narrowed
from ....platform.features import Event
from ....platform.ids import new_id
from ...access.sessions.service import close_sessions
from ...audit.service import record
from ...contracts.labour_contracts.models import Contract
from ...contracts.labour_contracts.states import CAME_TO_NOTHING
from ...people.employees.queries import newest_employments, other_employments
from ...people.persons.models import Person
from ..candidates.models import Application
from ..candidates.states import enter
from ..interviews.models import OPEN_STATES, Interview
from ..promises.models import Promise
from ..promises.service import promise
from .errors import (
    AlreadyMergedError,
    BeyondReachError,
    EmployedError,
    MergeNotFoundError,
    SameVacancyError,
    TooLateError,
    TwoContractsError,
    TwoIdentitiesError,
)
from .feature import DuplicateEvent
from .models import DistinctPersons, PersonMerge

UNDONE_WITHIN = timedelta(days=30)
_PASSED = ("offer", "sign", "onboard", "hired")
# What belongs together: the encrypted values of a group, with what is kept beside them to find and to show them by.
_GROUPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": ((), ("name",)),
    "phone": (("phone",), ("phone_digest", "phone_hint")),
    "email": (("email",), ("email_digest", "email_hint")),
    "identity": (("id_number", "address"), ("id_type", "id_number_digest", "id_number_hint", "onboarded_at")),
}
CHOICES = ("name", "phone", "email")
"""Of which the one who is kept may take over the other's."""


@dataclass(frozen=True, slots=True)
class Both:
    """The two, locked: who is kept, and who goes over into them."""

    kept: Person
    merged: Person


async def both(session: AsyncSession, kept_id: UUID, merged_id: UUID) -> Both:
    """Two persons within the walls, locked in the order of their ids.

    Raises:
        AlreadyMergedError: they are one, or one of them is merged already or not here.
    """
    wanted = select(Person).where(Person.id.in_([kept_id, merged_id])).order_by(Person.id)
    found = {one.id: one for one in await session.scalars(wanted.with_for_update(key_share=True))}
    if len(found) != 2 or any(one.merged_into_id is not None for one in found.values()):
        raise AlreadyMergedError
    return Both(found[kept_id], found[merged_id])


async def merge(
    session: AsyncSession, vault: Vault, two: Both, *, taking: Sequence[str] = (), actor: str
) -> PersonMerge:
    """Make two persons one. `taking`: of `CHOICES`, what the kept one takes over from the other in place of their own.

    Both phone numbers lead to the kept one afterwards.

    Raises:
        BeyondReachError, TwoContractsError, EmployedError, TwoIdentitiesError, SameVacancyError: they cannot be made one; nothing is
            changed.
    """
    kept, merged = two.kept, two.merged
    await _require_reach(session, two)
    with narrowed(session, ()):
        await _require_no_contract(session, merged)
        numbers = {kept.id_number_digest, merged.id_number_digest} - {None}
        if len(numbers) == 2:
            raise TwoIdentitiesError
        moved, left = await _applications(session, two)
    swapped = [name for name in taking if name in CHOICES]
    if kept.onboarded_at is None and merged.onboarded_at is not None:
        swapped.append("identity")
    if kept.email_encrypted is None and merged.email_encrypted is not None and "email" not in swapped:
        swapped.append("email")
    await _swap(session, vault, two, swapped)
    merged.merged_into_id = kept.id
    stages = {str(one.id): [one.stage, str(one.stage_id or ""), one.archive_reason] for one in left}
    for application in left:
        enter(session, application, "archived")
        application.archive_reason, application.promised_at = "other.duplicate", None
    for application in moved:
        application.person_id = kept.id
    made = PersonMerge(
        id=new_id(),
        kept_id=kept.id,
        merged_id=merged.id,
        moved={"applications": [str(one.id) for one in moved], "left": stages, "fields": swapped},
        merged_by=actor,
        merged_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    await close_sessions(session, "candidate", merged.id)
    _record(session, DuplicateEvent.MERGED, made, moved, actor)
    return made


async def undo(session: AsyncSession, vault: Vault, made: PersonMerge, *, actor: str) -> None:
    """Take a merger apart: what went over goes back, what came since stays with the one who was kept.

    Raises:
        TooLateError: it is undone, or more than `UNDONE_WITHIN` ago.
        BeyondReachError: applications, employments or contracts of theirs lie outside the walls.
        TwoContractsError: a contract was made about what would go back.
    """
    if made.undone_at is not None or made.merged_at + UNDONE_WITHIN < clock.now():
        raise TooLateError
    with narrowed(session, ()):
        pair = select(Person).where(Person.id.in_([made.kept_id, made.merged_id])).order_by(Person.id)
        found = {one.id: one for one in await session.scalars(pair.with_for_update(key_share=True))}
        two = Both(found[made.kept_id], found[made.merged_id])
    await _require_reach(session, two)
    ids = [UUID(one) for one in made.moved["applications"]]
    with narrowed(session, ()):
        statement = select(Application).where(Application.id.in_(ids), Application.person_id == two.kept.id)
        back = (await session.scalars(statement)).all()
        standing = select(Contract.id).where(
            Contract.application_id.in_([one.id for one in back]), Contract.state.not_in(CAME_TO_NOTHING)
        )
        if await session.scalar(standing.limit(1)) is not None:
            raise TwoContractsError
        left = select(Application).where(Application.id.in_([UUID(one) for one in made.moved["left"]]))
        for application in await session.scalars(left):
            stage, stage_id, reason = made.moved["left"][str(application.id)]
            if application.archive_reason == "other.duplicate":
                enter(session, application, stage)
                application.stage_id, application.archive_reason = (
                    UUID(stage_id) if stage_id else None,
                    reason,
                )
                await _promise_again(session, application, actor)
    for application in back:
        application.person_id = two.merged.id
    two.merged.merged_into_id = None
    await _swap(session, vault, two, made.moved["fields"])
    made.undone_at, made.undone_by = clock.now(), actor
    await session.flush()
    await close_sessions(session, "candidate", two.kept.id)
    _record(session, DuplicateEvent.MERGE_UNDONE, made, back, actor)


async def _promise_again(session: AsyncSession, application: Application, actor: str) -> None:
    """What was promised stands again, where its time has not come; who was interviewed is not left without a date."""
    standing = select(Promise.due_at).where(
        Promise.application_id == application.id, Promise.open, Promise.due_at > clock.now()
    )
    application.promised_at = await session.scalar(standing)
    if application.stage == "review":
        await promise(session, application, actor=actor)


async def say_distinct(session: AsyncSession, two: Both, *, actor: str) -> None:
    """Two who look like one are two: they are not shown as a pair again."""
    first, second = sorted((two.kept.id, two.merged.id))
    if await session.get(DistinctPersons, (first, second)) is None:
        session.add(DistinctPersons(first_id=first, second_id=second, said_by=actor, said_at=clock.now()))


async def merger(session: AsyncSession, merge_id: UUID) -> PersonMerge:
    """One merger, locked.

    Raises:
        MergeNotFoundError: not in this tenant, or outside the walls.
    """
    statement = select(PersonMerge).where(PersonMerge.id == merge_id).with_for_update(key_share=True)
    found = await session.scalar(statement)
    if found is None:
        raise MergeNotFoundError
    return found


async def _require_reach(session: AsyncSession, two: Both) -> None:
    seen = await _belongings(session, two)
    with narrowed(session, ()):
        if await _belongings(session, two) != seen:
            raise BeyondReachError


async def _belongings(session: AsyncSession, two: Both) -> tuple[int, int, int]:
    """How many applications, contracts of no application, and employments of the two there are within the walls."""
    ids = [two.kept.id, two.merged.id]
    applications = select(func.count(Application.id)).where(Application.person_id.in_(ids))
    contracts = select(func.count(Contract.id)).where(
        Contract.person_id.in_(ids), Contract.application_id.is_(None)
    )
    newest = (await newest_employments(session, ids)).values()
    older = [len(await other_employments(session, one)) for one in newest]
    return (
        await session.scalar(applications) or 0,
        await session.scalar(contracts) or 0,
        len(newest) + sum(older),
    )


async def _require_no_contract(session: AsyncSession, merged: Person) -> None:
    standing = select(Contract.id).where(
        Contract.person_id == merged.id, Contract.state.not_in(CAME_TO_NOTHING)
    )
    if await session.scalar(standing.limit(1)) is not None:
        raise TwoContractsError
    if await newest_employments(session, [merged.id]):
        raise EmployedError


async def _applications(
    session: AsyncSession, two: Both
) -> tuple[Sequence[Application], Sequence[Application]]:
    """The applications that go over, and those that stay behind because the kept one has applied there too."""
    statement = (
        select(Application)
        .where(Application.person_id.in_([two.kept.id, two.merged.id]))
        .options(joinedload(Application.vacancy))
        .with_for_update(of=Application, key_share=True)
    )
    found = (await session.scalars(statement)).all()
    applied = {one.vacancy_id for one in found if one.person_id == two.kept.id}
    theirs = [one for one in found if one.person_id == two.merged.id]
    left = [one for one in theirs if one.vacancy_id in applied]
    interviews = exists().where(
        Interview.application_id.in_([one.id for one in left]), Interview.state.in_(OPEN_STATES)
    )
    if any(one.stage in _PASSED for one in left) or await session.scalar(select(interviews)):
        raise SameVacancyError
    return [one for one in theirs if one.vacancy_id not in applied], left


async def _swap(session: AsyncSession, vault: Vault, two: Both, groups: Sequence[str]) -> None:
    """Exchange groups of values; each is encrypted anew with the key of whoever bears it now."""
    if not groups:
        return
    one, other = two.kept, two.merged
    keys = (await vault.subject(session, one.id), await vault.subject(session, other.id))
    new: list[dict[str, Any]] = [{}, {}]
    for group in groups:
        encrypted, plain = _GROUPS[group]
        for name in encrypted:
            column = f"{name}_encrypted"
            new[0][column] = _reencrypted(name, getattr(other, column), keys[1], keys[0])
            new[1][column] = _reencrypted(name, getattr(one, column), keys[0], keys[1])
        for column in plain:
            new[0][column], new[1][column] = getattr(other, column), getattr(one, column)
    if "phone" in groups:  # two rows may not bear one number, not even for a moment
        other.phone_digest = b"moving:" + other.id.bytes
        await session.flush()
    for person, values in zip((one, other), new, strict=True):
        for column, value in values.items():
            setattr(person, column, value)
        await session.flush()


def _reencrypted(field: str, value: bytes | None, before: Subject, after: Subject) -> bytes | None:
    return after.encrypt(field, before.decrypt(field, value)) if value is not None else None


def _record(
    session: AsyncSession, kind: Event, made: PersonMerge, moved: Sequence[Application], actor: str
) -> None:
    """On the trail of every application that changed hands, or once where none did."""
    data = {"merge": str(made.id), "kept": str(made.kept_id), "merged": str(made.merged_id)}
    trails: list[UUID | None] = [one.id for one in moved]
    for application_id in trails or [None]:
        record(session, kind, actor=actor, application_id=application_id, data=data)
