"""Every awkward sheet gives the counts that an HR person would expect, or names what it misses."""

from collections.abc import Callable

import pytest
from huiyin.tenants.imports.faulty_sheet import faulty_workbook
from huiyin.tenants.imports.plan import ImportPlan, plan_import
from huiyin.tenants.imports.workbook import read_sheets

from tests.support import awkward
from tests.support.awkward import Awkward

EVERY = awkward.every()


def read(sheet: Awkward, said: dict[str, str] | None = None) -> ImportPlan:
    return plan_import(read_sheets(sheet.data, sheet.filename), said or {}, lambda _phone: None)


@pytest.mark.parametrize("name", EVERY)
def test_counts_and_names(name: str) -> None:
    sheet = EVERY[name]
    plan = read(sheet)
    reasons = [
        (row.row.number, row.verdict, [f.message for f in row.findings])
        for rows in (plan.people, plan.scores)
        for row in rows
        if row.findings
    ]
    assert plan.blocked is (sheet.counts is None)
    if sheet.counts is not None:
        found = {key: value for key, value in plan.counts().items() if key in sheet.counts}
        assert found == sheet.counts, reasons
    assert tuple(column.heading for _tab, column in plan.unmapped) == sheet.unmapped
    faulty_workbook(plan)


_ = Callable
