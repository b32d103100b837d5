"""Statements by hand that read what their reader may not see, planted: the check that must find them does."""

from pathlib import Path

import pytest
from huiyin.platform.db import HotQuery, OffPages
from huiyin.platform.db.tables import Touched, tables_in

from tools.queries import ROOT, unwalled, walled_tables

_HEAD = "from litestar import get\n\n@get('/hr/planted')\nasync def planted(session):\n    "
PLANTED = {
    "no declaration": 'return await HotQuery("select name from persons").rows(session)',
    "no walls": 'return await HotQuery("select name from persons", reads=("persons",)).rows(session)',
    "less than it reads": (
        'return await HotQuery("select 1 from stages join persons on true", reads=("stages",),'
        ' walls=ByArguments("x")).rows(session)'
    ),
    "off the pages on a page": (
        'return await HotQuery("select name from persons", reads=("persons",), walls=OffPages("x")).rows(session)'
    ),
    "writes and returns": (
        'return await HotQuery("update applications set stage_id = $1 returning id", writes=("applications",))'
    ),
    "text": "return await session.execute(text('select name from persons order by id'))",
    "text in parts": "return await session.execute(text(f'select {columns} from persons'))",
    "the driver's": "return await driver.fetch('select p.name from stages s, persons p')",
    "a literal column": "return select(literal_column('(select min(name) from persons)')), 'select 1 from persons'",
}


def _plant(root: Path, code: str) -> None:
    (root / "hr_console").mkdir()
    (root / "hr_console" / "planted.py").write_text(_HEAD + code + "\n", "utf-8")


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_query_of_another_departments_rows_is_found(tmp_path: Path, name: str) -> None:
    _plant(tmp_path, PLANTED[name])
    found = list(unwalled(tmp_path, walled_tables()))
    assert len(found) == 1 or name == "no declaration", found
    assert found[0].startswith("hr_console/planted.py:"), found


@pytest.mark.parametrize(
    "code",
    [
        'return HotQuery("select name from stages", reads=("stages",))',
        'return HotQuery("select id from persons where id = $1", reads=("persons",), walls=ByArguments("own"))',
        "return text('select doors.status()')",
        '"""select name from persons is what nobody may write here."""',
        "return gettext('select one of the persons')",
    ],
)
def test_what_is_right_is_left_alone(tmp_path: Path, code: str) -> None:
    _plant(tmp_path, code)
    assert list(unwalled(tmp_path, walled_tables())) == []


def test_the_product_has_none() -> None:
    assert list(unwalled(ROOT / "src", walled_tables())) == []


def test_a_wrong_declaration_is_refused_at_import() -> None:
    with pytest.raises(TypeError, match="reads \\['persons'\\]"):
        HotQuery("select 1 from persons", reads=("stages",))
    with pytest.raises(TypeError, match="says why"):
        HotQuery("select 1 from persons", reads=("persons",), walls=OffPages(" "))


@pytest.mark.parametrize(
    ("sql", "reads", "writes"),
    [
        ("select 1", set(), set()),
        ("select a from t where b is distinct from c", {"t"}, set()),
        ("select a from only t, lateral (select 1 from u) x, f(1) y, shared.v where 'from w' <> b", {"t", "u", "shared.v"}, set()),
        ("with x as (select 1 from t), y (a, b) as materialized (select 1, 2) select * from x, y", {"t"}, set()),
        ("select id from t order by id for no key update of t", {"t"}, set()),
        ("insert into t (a, b) select a, b from unnest($1::int[]) as given (a, b)", set(), {"t"}),
        ("insert into t values (1) on conflict (a) do update set b = excluded.b returning a", set(), {"t"}),
        ("update t x set a = y.a from u y left join v on v.a = y.a where x.b = y.b", {"u", "v"}, {"t"}),
        ("delete from t using u where t.a = u.a", {"u"}, {"t"}),
        ("with gone as (delete from t returning a) select a from gone join u on true", {"u"}, {"t"}),
        ("select extract(epoch from a), array(select b from u) from pg_class, t", {"t", "u"}, set()),
        ("-- from comments\nselect /* from more */ a from t -- join u", {"t"}, set()),
    ],
)  # fmt: skip
def test_the_tables_of_a_statement(sql: str, reads: set[str], writes: set[str]) -> None:
    assert tables_in(sql) == Touched(frozenset(reads), frozenset(writes))
