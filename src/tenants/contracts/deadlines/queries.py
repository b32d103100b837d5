"""Which deadlines there are, from who works here and what contracts say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ...people.employees.queries import Employed, OpenEmployment, employees_by_id, open_employments
from ...people.persons.queries import persons
from ..labour_contracts.queries import ContractDates, contract_dates
from ..labour_contracts.queries import contract as load
from ..labour_contracts.service import wage_of
from ..law.periods import double_pay_span, last_day
from .types import Deadline, DeadlineKind

EXPIRES_IN, PROBATION_IN = 60, 30
"""Days before the end of a term, and of a probation, from which on it is shown."""
_LONG_AGO = 366
# Beyond a year it counts as a contract without end (Art. 14); a file this old came from before us.
_FORGOTTEN = 2 * _LONG_AGO
_MONTH = Decimal(365) / 12
_CENTS = Decimal("0.01")
_Pair = tuple[UUID, UUID]


async def deadlines(session: AsyncSession, vault: Vault) -> list[Deadline]:
    """Every deadline that whoever asks may see, the nearest first."""
    today = clock.today(tenant_of(session).zoneinfo)
    rows = await contract_dates(session)
    near = _near(await open_employments(session), rows, today)
    working = await employees_by_id(session, near)
    names = {
        one.id: one.name
        for one in (await persons(session, {row.person_id for row in rows if not row.concluded})).values()
    }
    found = [*_unsigned(working, rows, names, today), *_ending(working, rows, today)]
    priced = [await _with_cost(session, vault, one, today) for one in found]
    return sorted(priced, key=lambda one: (one.day, one.name))


def _near(working: Sequence[OpenEmployment], rows: Sequence[ContractDates], today: date) -> set[UUID]:
    """Those employments that are worth a look: most have a contract that lasts."""
    concluded = {(row.person_id, row.legal_entity_id) for row in rows if row.concluded}
    ending = {(row.person_id, row.legal_entity_id) for row in rows if _ends_soon(row, today)}
    return {
        one.id
        for one in working
        if (pair := (one.person_id, one.legal_entity_id)) not in concluded or pair in ending
    }


def _ends_soon(row: ContractDates, today: date) -> bool:
    """Whether its term ends about now, or has not long ago, or its probation does."""
    ends, probation = row.ends_on, row.probation_ends_on
    return (ends is not None and -_LONG_AGO <= (ends - today).days <= EXPIRES_IN) or (
        probation is not None and 0 <= (probation - today).days <= PROBATION_IN
    )


async def _with_cost(session: AsyncSession, vault: Vault, found: Deadline, today: date) -> Deadline:
    if found.kind is not DeadlineKind.UNSIGNED or not found.late or found.contract_id is None:
        return found
    wage = await wage_of(session, vault, await load(session, found.contract_id))
    return replace(found, cost=double_pay(found.day, wage, today))


def double_pay(last: date, wage: Decimal, today: date) -> Decimal:
    """What is owed beside the wage for the days after `last`, the last day on which a contract was in time, at most eleven months.

    《劳动合同法》 Art. 82, implementing regulation Art. 6. An estimate: a month has 365/12 days in it.
    """
    end = last_day(last + timedelta(days=1), 11)
    days = max(0, (min(today, end) - last).days)
    return (wage * days / _MONTH).quantize(_CENTS, ROUND_HALF_UP)


def _unsigned(
    working: Sequence[Employed], rows: Sequence[ContractDates], names: Mapping[UUID, str], today: date
) -> Iterator[Deadline]:
    """Whoever is at work and has no contract that both have signed."""
    concluded = {(row.person_id, row.legal_entity_id) for row in rows if row.concluded}
    under_way = {(row.person_id, row.legal_entity_id): row for row in rows if not row.concluded}
    for file in working:
        pair = file.person.id, file.employer.id
        if pair not in concluded:
            yield from _of_file(file, under_way.pop(pair, None), today)
    for pair, row in under_way.items():
        if pair not in concluded:
            yield from _of_contract(row, names.get(row.person_id, ""), today)


def _of_file(file: Employed, row: ContractDates | None, today: date) -> Iterator[Deadline]:
    """Of somebody who works here, as the file says; `row`: the contract that is under way."""
    start = file.employee.starts_on
    if row is not None and row.works_from is not None:
        start = min(start, row.works_from)
    if start > today or (today - start).days > _FORGOTTEN:
        return
    last = _in_time(start)
    yield Deadline(
        DeadlineKind.UNSIGNED,
        person_id=file.person.id,
        name=file.person.name,
        job=file.employee.job_title,
        employer=file.employer.name,
        day=last,
        left=(last - today).days,
        employee_id=file.employee.id,
        contract_id=row.id if row is not None else None,
        number=row.number if row is not None else "",
    )


def _of_contract(row: ContractDates, name: str, today: date) -> Iterator[Deadline]:
    """Of somebody whose contract says that they are at work, before anything is filed."""
    if row.works_from is None or row.works_from > today:
        return
    last = _in_time(row.works_from)
    yield Deadline(
        DeadlineKind.UNSIGNED,
        person_id=row.person_id,
        name=name,
        job=row.job_title,
        employer=row.employer_name,
        day=last,
        left=(last - today).days,
        contract_id=row.id,
        number=row.number,
    )


def _in_time(start: date) -> date:
    """The last day on which a written contract is in time."""
    return double_pay_span(start)[0] - timedelta(days=1)


def _ending(working: Sequence[Employed], rows: Sequence[ContractDates], today: date) -> Iterator[Deadline]:
    """Terms and probations that end while the person works here, where nothing follows yet."""
    by_pair = defaultdict[_Pair, list[ContractDates]](list)
    for row in rows:
        by_pair[row.person_id, row.legal_entity_id].append(row)
    for file in working:
        mine = by_pair.get((file.person.id, file.employer.id), [])
        concluded = sorted((row for row in mine if row.concluded and row.starts_on), key=_begin)
        if not concluded:
            continue
        last, ends = concluded[-1], file.employee.ended_on
        followed = any(not row.concluded for row in mine)
        for kind, day, days in (
            (DeadlineKind.EXPIRY, last.ends_on, EXPIRES_IN),
            (DeadlineKind.PROBATION, last.probation_ends_on, PROBATION_IN),
        ):
            if day is None or (ends is not None and ends <= day) or (day - today).days > days:
                continue
            left = (day - today).days
            if left < 0:
                if kind is DeadlineKind.PROBATION or followed or left < -_LONG_AGO:
                    continue
                kind = DeadlineKind.OVERDUE
            elif followed and kind is DeadlineKind.EXPIRY:
                continue
            fixed = sum(1 for row in concluded if row.ends_on is not None)
            yield Deadline(
                kind,
                person_id=last.person_id,
                name=file.person.name,
                job=last.job_title,
                employer=last.employer_name,
                day=day,
                left=left,
                employee_id=file.employee.id,
                contract_id=last.id,
                number=last.number,
                open_next=kind is not DeadlineKind.PROBATION and fixed >= 2,
            )


def _begin(row: ContractDates) -> date:
    return row.starts_on or date.min


def counts(found: Iterable[Deadline]) -> dict[DeadlineKind, int]:
    """How many there are of each kind."""
    tally = dict.fromkeys(DeadlineKind, 0)
    for one in found:
        tally[one.kind] += 1
    return tally
