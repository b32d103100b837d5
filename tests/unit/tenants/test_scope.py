"""What each table of the domain says about how far its rows are seen."""

from collections.abc import Iterator

import pytest
from huiyin.platform.db import TenantBase
from huiyin.platform.db.scoping import AnyOf, Follows, RowScope, ScopeRoot, Unscoped
from huiyin.tenants import loading  # noqa: F401 – every table there is
from huiyin.tenants.access.scope.service import declared
from sqlalchemy import Table

SCOPES = {mapper.local_table.name: declared(mapper) for mapper in TenantBase.registry.mappers}
TABLES = TenantBase.metadata.tables
# What a department's own HR must not see of the others, and everything that leads there by a foreign key.
_PEOPLE = frozenset({"applications", "persons", "contracts", "vacancies", "messages", "scorecards"})
# The same, where the id stands without a foreign key.
_IDS = frozenset({"application_id", "contract_id", "message_id", "person_id", "scorecard_id", "vacancy_id"})
# Tables that lead to people and are walled by no department, with the reason that each of them gives. Whoever adds a
# line has looked at every page that reads the table.
OPEN = {
    "distinct_persons": "two ids that are told apart; the pairs shown are read from persons",
    "interview_assignments": "who scores is asked of each assignment itself: interviewers have no scope",
    "one_time_codes": "of members and the door: no page lists it by vacancy",
    "rule_versions": "settings of the tenant: opened by a permission, nobody's data",
    "scorecard_drafts": "whose it is, is asked of each row itself",
    "scorecard_form_uses": "settings of the tenant: opened by a permission, nobody's data",
    "scorecard_reminders": "how often somebody was reminded; no page shows it",
    "survey_refusals": "who wants no more questions; no page shows it",
}


def _leads(table: Table, known: frozenset[str]) -> bool:
    return any(key.column.table.name in known for key in table.foreign_keys) or bool(
        _IDS & set(table.columns.keys())
    )


def of_people() -> frozenset[str]:
    """Tables whose rows are about somebody, in one step or in many."""
    known = _PEOPLE
    while more := {name for name, table in TABLES.items() if name not in known and _leads(table, known)}:
        known |= more
    return known


def test_every_table_is_known() -> None:
    assert len(SCOPES) > 60
    assert set(SCOPES) == set(TABLES)


def test_every_table_about_people_is_walled_or_says_why_not() -> None:
    people = of_people()
    assert len(people) > 25
    told = {name: scope.reason for name in people if isinstance(scope := SCOPES[name], Unscoped)}
    assert told == OPEN


@pytest.mark.parametrize("name", sorted(SCOPES))
def test_a_scope_names_columns_that_exist(name: str) -> None:
    columns = TABLES[name].columns
    for scope in _ways(SCOPES[name]):
        assert not scope.unless or scope.unless in columns
        if isinstance(scope, ScopeRoot):
            assert {scope.department, scope.manager} - {""} <= set(columns.keys())
        else:
            assert scope.column in columns
            assert scope.key in TABLES[scope.table].columns
            assert not isinstance(SCOPES[scope.table], Unscoped), "it follows a table without walls"


def test_every_scope_ends_at_a_department() -> None:
    for name in SCOPES:
        ends = [scope for _steps, scope in _roads([name])]
        assert all(isinstance(scope, ScopeRoot) for scope in ends), name
        assert ends or isinstance(SCOPES[name], Unscoped)


def _ways(scope: RowScope) -> tuple[ScopeRoot | Follows, ...]:
    if isinstance(scope, Unscoped):
        return ()
    return scope.ways if isinstance(scope, AnyOf) else (scope,)


def _roads(steps: list[str]) -> Iterator[tuple[list[str], RowScope]]:
    """Every road from a table, with where it ends."""
    assert len(steps) == len(set(steps)) < 7, f"a scope that follows itself: {steps}"
    for scope in _ways(SCOPES[steps[-1]]):
        if isinstance(scope, Follows):
            yield from _roads([*steps, scope.table])
        else:
            yield steps, scope
