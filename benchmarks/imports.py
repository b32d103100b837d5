"""import_sheet: 5,000 people with a scorecard each, looked at and taken in, beside the bare inserts of the same rows."""

import asyncio
import io
import time
from datetime import timedelta
from typing import Any

import asyncpg
from huiyin.platform import clock
from huiyin.platform.files import FilePool
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.hiring.imports.service import SoundSheet, apply, load, preview, start, work_out
from openpyxl import Workbook

from tests.support.tenants import Place, fresh_tenant

from . import serving
from .harness import Bench, Figure

_PEOPLE = ("姓名", "手机号", "邮箱", "应聘岗位", "部门", "岗位类别", "工作地点", "期望薪资", "可到岗日期")
_SCORES = (
    "姓名",
    "手机号",
    "应聘岗位",
    "面试轮次",
    "面试官",
    "面试时间",
    "沟通能力",
    "专业技能",
    "团队协作",
    "稳定性",
)


def import_sheet(bench: Bench) -> list[Figure]:
    """Seconds for the preview and for taking the sheet in."""
    with bench.product() as product:
        return asyncio.run(_measure(product.stack.settings(), bench.of(5_000, 40)))


def _name(number: int) -> str:
    return f"王{chr(0x4E00 + number // 100)}{chr(0x5B50 + number % 100)}"


def sheet(rows: int) -> bytes:
    """An .xlsx with so many people over twenty vacancies, and a scorecard for each."""
    scored, free = clock.today_in_china() - timedelta(days=1), clock.today_in_china() + timedelta(days=30)
    book = Workbook()
    people, scores = book.worksheets[0], book.create_sheet("面试评分")
    people.title = "候选人"
    people.append(_PEOPLE)
    scores.append(_SCORES)
    for number in range(rows):
        name, phone, post = _name(number), f"1387{number:07d}", f"工程师{number % 20}"
        mail = f"p{number}@example.com"
        people.append((name, phone, mail, post, f"部门{number % 8}", "技术", "上海市", "20k", f"{free}"))
        marks = (6 + number % 4, 7, 8, 5 + number % 5)
        scores.append((name, phone, post, "初试", "王磊", f"{scored} 15:30", *marks))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def _measure(settings: Settings, rows: int) -> list[Figure]:
    async with fresh_tenant(settings) as place:
        looked, taken = await _ours(place, rows)
        bare = await _bare(settings, place.tenant.schema)
    return [
        Figure("import_preview", looked, "s", "bare inserts of the same rows", bare),
        Figure("import_apply", taken, "s", "bare inserts of the same rows", bare),
    ]


async def _ours(place: Place, rows: int) -> tuple[float, float]:
    """Seconds for looking at the sheet, and for taking it in."""
    database, tenant, vault = place.database, place.tenant, place.vault
    data = sheet(rows)
    async with database.tenant(tenant) as session:
        batch = await start(session, vault, SoundSheet("a.xlsx", data), actor="system")
    pool = FilePool()
    files = pool.of(tenant.schema)
    began = time.perf_counter()
    async with database.tenant(tenant) as session:
        plan = await preview(session, vault, files, await load(session, batch.id))
    looked = time.perf_counter() - began
    if plan.counts()["people"] != rows or plan.counts()["scorecards"] != rows:
        raise RuntimeError(f"the sheet is not read as it was written: {plan.counts()}")
    began = time.perf_counter()
    async with database.tenant(tenant) as session:
        batch = await load(session, batch.id)
        outcome = await work_out(session, vault, files, batch)
        await apply(session, vault, batch, outcome, actor="system")
    taken = time.perf_counter() - began
    pool.close()
    return looked, taken


async def _bare(settings: Settings, schema: str) -> float:
    """Seconds to copy what the import left (persons, keys, applications, cards, decisions, events) by one INSERT … each."""
    tables = ("persons", "subject_keys", "applications", "scorecards", "decisions", "audit_events")
    connection = await asyncpg.connect(serving.plain(settings.database_owner_url))
    spent = 0.0
    try:
        await connection.execute(f"set search_path = {schema}")
        for table in tables:
            rows: list[Any] = await connection.fetch(f"select * from {table}")  # noqa: S608 – our own names
            columns = list(rows[0].keys())
            name = f"bare_{table}_{new_id().hex[:8]}"
            await connection.execute(f"create table {name} (like {table} including all)")
            places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
            listed = ", ".join(f'"{column}"' for column in columns)
            statement = f"insert into {name} ({listed}) values ({places})"  # noqa: S608 – our own names
            began = time.perf_counter()
            await connection.executemany(statement, [tuple(row.values()) for row in rows])
            spent += time.perf_counter() - began
            await connection.execute(f"drop table {name}")
    finally:
        await connection.close()
    return spent
