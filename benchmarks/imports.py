"""import_sheet: 5,000 people with a scorecard each, looked at and taken in, beside the bare inserts of the same rows."""

import asyncio
import io
import time
from typing import Any

import asyncpg
from huiyin.platform.crypto.vault import Vault
from huiyin.platform.db import Database
from huiyin.platform.ids import new_id
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.directory import TenantDirectory
from huiyin.tenants.hiring.imports.service import apply, preview, start
from openpyxl import Workbook

from . import serving
from .harness import Figure

ROWS = 5_000
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


def import_sheet(_against: str) -> list[Figure]:
    """Seconds for the preview and for taking the sheet in."""
    with serving.product() as (_product, settings):
        return asyncio.run(_measure(settings))


def _name(number: int) -> str:
    return f"王{chr(0x4E00 + number // 100)}{chr(0x5B50 + number % 100)}"


def sheet() -> bytes:
    """An .xlsx with `ROWS` people over twenty openings, and a scorecard for each."""
    book = Workbook()
    people, scores = book.worksheets[0], book.create_sheet("面试评分")
    people.title = "候选人"
    people.append(_PEOPLE)
    scores.append(_SCORES)
    for number in range(ROWS):
        name, phone, post = _name(number), f"1387{number:07d}", f"工程师{number % 20}"
        mail = f"p{number}@example.com"
        people.append((name, phone, mail, post, f"部门{number % 8}", "技术", "上海市", "20k", "2026-12-01"))
        marks = (6 + number % 4, 7, 8, 5 + number % 5)
        scores.append((name, phone, post, "初试", "王磊", "2026-11-24 15:30", *marks))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def _measure(settings: Settings) -> list[Figure]:
    database = Database(settings.database_url)
    tenant = await TenantDirectory(database, settings).by_host("acme.localhost")
    if tenant is None:
        raise RuntimeError("the demo tenant is not there")
    vault = Vault(LocalMasterKey.open(settings.master_key_file))
    data = sheet()
    async with database.tenant(tenant) as session:
        batch = await start(session, vault, filename="a.xlsx", data=data, actor="system")
    began = time.perf_counter()
    async with database.tenant(tenant) as session:
        plan = await preview(session, vault, await session.merge(batch))
    looked = time.perf_counter() - began
    if plan.counts()["people"] != ROWS or plan.counts()["scorecards"] != ROWS:
        raise RuntimeError(f"the sheet is not read as it was written: {plan.counts()}")
    began = time.perf_counter()
    async with database.tenant(tenant) as session:
        await apply(session, vault, await session.merge(batch), actor="system")
    taken = time.perf_counter() - began
    bare = await _bare(settings, tenant.schema)
    await database.close()
    return [
        Figure("import_preview", looked, "s", "bare inserts of the same rows", bare),
        Figure("import_apply", taken, "s", "bare inserts of the same rows", bare),
    ]


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
    finally:
        await connection.close()
    return spent
