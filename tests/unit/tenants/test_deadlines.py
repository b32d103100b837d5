"""Which deadlines there are: of whoever works here unsigned, of terms and probations that end."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import icalendar
import pytest
from huiyin.platform.ids import new_id
from huiyin.tenants.contracts.deadlines.calendar import write
from huiyin.tenants.contracts.deadlines.queries import _ending, _near, _unsigned, double_pay
from huiyin.tenants.contracts.deadlines.types import Deadline, DeadlineKind
from huiyin.tenants.contracts.labour_contracts.queries import ContractDates
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.employees.queries import Employed, OpenEmployment
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.models import Person

TODAY = date(2026, 12, 1)
PERSON, FIRM = new_id(), LegalEntity(id=new_id(), name="云栖")


def works(since: date, *, ended_on: date | None = None) -> Employed:
    person = Person(id=PERSON, name="欧阳娜娜")
    file = Employee(
        id=new_id(),
        person_id=PERSON,
        legal_entity_id=FIRM.id,
        job_title="工程师",
        starts_on=since,
        ended_on=ended_on,
    )
    return Employed(file, person, FIRM, False)


def contract(
    starts: date,
    ends: date | None,
    *,
    concluded: bool = True,
    probation: date | None = None,
    works_from: date | None = None,
) -> ContractDates:
    return ContractDates(
        new_id(),
        "HT-1",
        PERSON,
        FIRM.id,
        "工程师",
        "云栖",
        concluded,
        starts,
        ends,
        probation,
        works_from or starts,
    )


def unsigned(working: list[Employed], rows: list[ContractDates]) -> list[tuple[date, int, UUID | None]]:
    return [
        (one.day, one.left, one.contract_id) for one in _unsigned(working, rows, {PERSON: "欧阳娜娜"}, TODAY)
    ]


def ending(working: list[Employed], rows: list[ContractDates]) -> list[tuple[str, int, bool]]:
    return [(one.kind, one.left, one.open_next) for one in _ending(working, rows, TODAY)]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        (date(2026, 12, 2), []),
        (date(2026, 12, 1), [(date(2026, 12, 31), 30, None)]),
        (date(2026, 11, 10), [(date(2026, 12, 9), 8, None)]),
        (date(2026, 10, 31), [(date(2026, 11, 30), -1, None)]),
        (date(2026, 1, 31), [(date(2026, 2, 28), -276, None)]),
        (date(2020, 1, 1), []),
    ],
)
def test_who_works_without_a_contract(since: date, found: list[tuple[date, int, None]]) -> None:
    assert unsigned([works(since)], []) == found
    assert unsigned([works(since)], [contract(since, None)]) == []


def test_a_contract_that_is_not_signed_by_both_is_none() -> None:
    row = contract(date(2026, 11, 1), None, concluded=False)
    assert unsigned([], [row]) == [(date(2026, 11, 30), -1, row.id)]
    assert unsigned([works(date(2026, 11, 5))], [row]) == [(date(2026, 11, 30), -1, row.id)]
    later = contract(date(2026, 12, 24), None, concluded=False)
    assert unsigned([], [later]) == []


@pytest.mark.parametrize(
    ("today", "owed"),
    [
        (date(2026, 2, 28), "0.00"),
        (date(2026, 3, 1), "394.52"),  # a day of 12,000 a month
        (date(2026, 3, 31), "12230.14"),
        (date(2027, 1, 31), "132953.42"),
        (date(2030, 1, 1), "132953.42"),  # eleven months at most
    ],
)
def test_what_it_has_cost(today: date, owed: str) -> None:
    last = date(2026, 2, 28)
    assert double_pay(last, Decimal(12_000), today) == Decimal(owed)


def test_eleven_months_are_the_most() -> None:
    last = date(2026, 2, 28)
    most = double_pay(last, Decimal(12_000), date(2040, 1, 1))
    assert most == double_pay(last, Decimal(12_000), date(2027, 1, 31)) and Decimal(131_000) < most < Decimal(
        133_500
    )


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(("left", "shown"), [(61, False), (60, True), (30, True), (0, True)])
def test_a_term_that_ends_is_shown_sixty_days_before(left: int, shown: bool) -> None:
    rows = [contract(date(2024, 1, 1), days(left))]
    assert ending([works(date(2024, 1, 1))], rows) == ([("expiry", left, False)] if shown else [])


def test_what_follows_puts_an_end_to_it() -> None:
    before, working = contract(date(2024, 1, 1), days(20)), [works(date(2024, 1, 1))]
    assert ending(working, [before, contract(days(21), None, concluded=False)]) == []
    assert ending(working, [before, contract(days(21), days(900))]) == []
    assert ending([works(date(2024, 1, 1), ended_on=days(20))], [before]) == []


def test_after_two_fixed_terms_the_next_has_no_end() -> None:
    rows = [contract(date(2020, 1, 1), date(2022, 12, 31)), contract(date(2023, 1, 1), days(10))]
    assert ending([works(date(2020, 1, 1))], rows) == [("expiry", 10, True)]


def test_a_term_that_is_over_while_somebody_works_on() -> None:
    rows = [contract(date(2024, 1, 1), days(-3))]
    assert ending([works(date(2024, 1, 1))], rows) == [("overdue", -3, False)]
    assert ending([], rows) == []


def test_a_probation_that_ends() -> None:
    rows = [contract(date(2026, 9, 1), None, probation=days(30))]
    assert ending([works(date(2026, 9, 1))], rows) == [("probation", 30, False)]
    assert ending([works(date(2026, 9, 1))], [contract(date(2026, 9, 1), None, probation=days(-1))]) == []


@pytest.mark.parametrize(
    ("row", "looked_at"),
    [
        (contract(date(2024, 1, 1), days(400), probation=date(2024, 3, 31)), False),
        (contract(date(2024, 1, 1), None), False),
        (contract(date(2024, 1, 1), days(60)), True),
        (contract(date(2020, 1, 1), days(-367)), False),
        (contract(date(2026, 11, 1), days(700), probation=days(30)), True),
        (contract(date(2026, 11, 1), days(700), concluded=False), True),
    ],
)
def test_only_those_who_are_near_are_looked_at(row: ContractDates, looked_at: bool) -> None:
    one = OpenEmployment(new_id(), PERSON, FIRM.id, row.starts_on or TODAY)
    assert _near([one], [row], TODAY) == ({one.id} if looked_at else set())


def made(kind: DeadlineKind, left: int) -> Deadline:
    return Deadline(kind, PERSON, "欧阳\r\nSUMMARY:x", "工程师", "云栖", days(left), left, employee_id=PERSON)


@pytest.mark.parametrize(
    ("kind", "left", "told"),
    [
        (DeadlineKind.EXPIRY, 60, True), (DeadlineKind.EXPIRY, 59, False), (DeadlineKind.EXPIRY, 7, True), (DeadlineKind.PROBATION, 60, False),
        (DeadlineKind.UNSIGNED, 10, True), (DeadlineKind.UNSIGNED, -1, True), (DeadlineKind.UNSIGNED, -2, False), (DeadlineKind.OVERDUE, -8, True),
    ],
)  # fmt: skip
def test_on_which_days_members_are_told(kind: DeadlineKind, left: int, told: bool) -> None:
    assert made(kind, left).told_today is told


def test_the_calendar_has_whole_days_that_keep_their_names() -> None:
    stamp = datetime(2026, 12, 1, tzinfo=UTC)
    found = [made(DeadlineKind.EXPIRY, 20), made(DeadlineKind.PROBATION, 5)]
    once, again = (
        write(found, name="云栖\n", link="https://a.example/hr/deadlines", stamp=stamp) for _twice in range(2)
    )
    events = icalendar.Calendar.from_ical(once).walk("VEVENT")
    assert once == again and [one["dtstart"].dt for one in events] == [days(20), days(5)]
    assert len({one["uid"] for one in events}) == 2 and once.count("\nSUMMARY") == 2
