"""What each table of the domain says about how far its rows are seen."""

import pytest
from huiyin.platform.db import TenantBase
from huiyin.platform.db.scoping import Follows, ScopeRoot, Unscoped
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
    scope, columns = SCOPES[name], TABLES[name].columns
    if isinstance(scope, ScopeRoot):
        assert {scope.department, scope.manager} <= set(columns.keys())
    elif isinstance(scope, Follows):
        assert scope.column in columns
        assert scope.key in TABLES[scope.table].columns
        assert not isinstance(SCOPES[scope.table], Unscoped), "it follows a table without walls"


def test_every_scope_ends_at_a_department() -> None:
    for name in SCOPES:
        scope, steps = SCOPES[name], [name]
        while isinstance(scope, Follows):
            steps.append(scope.table)
            assert len(steps) < 6, f"a scope that follows itself: {steps}"
            scope = SCOPES[scope.table]
