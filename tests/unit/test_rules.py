"""Every way around the wall, planted: the rule that must see it does."""

import pytest

from tools.rules import broken

PLACE = "src/tenants/hiring/candidates/queries.py"
PLANTED = {
    "engine": (
        "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine(url)",
        "from sqlalchemy import create_engine as make\nengine = make(url)",
        "from sqlalchemy.ext.asyncio import AsyncSession\nsession = AsyncSession(engine)",
        "import asyncpg\nconnection = await asyncpg.connect(url)",
        "import asyncpg\npool = asyncpg.create_pool(url)",
        "from asyncpg import connect\nawait connect(url)",
    ),
    "behind": (
        "connection = await session.connection()",
        "driver = (await (await session.connection()).get_raw_connection()).driver_connection",
        "raw = database.engine.raw_connection()",
        "inner = session.sync_session",
    ),
    "climb": (
        "await session.execute(text('set role t_0123456789ab'))",
        "await session.execute(text('SET LOCAL ROLE x'))",
        "SQL = 'reset role'",
        "SQL = 'set search_path = x'",
        "SQL = \"select set_config('role', 'x', true)\"",
        "SQL = 'set session authorization x'",
    ),
    "schema": (
        "SQL = text('select * from t_0123456789ab.persons')",
        "SQL = text('insert into shared.tenants values (1)')",
        "SQL = HotQuery('select 1 from persons join \"t_0123456789ab\".users on true')",
        "SQL = text('delete from queue.pgqueuer')",
        "SQL = f'select * from {schema}.persons'",
        "SQL = f'update \"{tenant.schema}\".users set active = false'",
    ),
    "store": (
        "data = await context.services.store.get(key)",
        "store = request.app.state.store",
        "store = open_store(settings)",
    ),
    "built_sql": (
        "text(f'select {column}')",
        "text('select ' + column)",
        "text(statement)",
        "HotQuery('select {}'.format(column))",
    ),
    "commit": ("await session.commit()",),
    "state_writer": (
        "application.stage = 'offer'",
        "contract.sent_at, (contract.state, x) = at, ('sent', 1)",
        "setattr(event, 'state', 'held')",
        "await session.execute(update(Application).where(here).values(stage='offer'))",
        "await session.execute(update(Move).values({'step': 'back'}))",
        "SQL = HotQuery('update applications set note = 1, stage = $1 where id = $2')",
        "SQL = text('with x as (update messages m set failure = 1, state = 2 from y) select 1')",
    ),
    "core_table": (
        "rows = await session.execute(select(Person.__table__))",
        "persons = TenantBase.metadata.tables['persons']",
        "persons = Person.__table__.alias('p')",
    ),
    "provider_name": (
        "from ..platform.providers.sms.tencent.gateway import TencentSms",
        "if account.kind == 'feishu': send()",
        "open_robot('dingtalk', token)",
    ),
    "system_time": (
        "at = datetime.now(UTC)",
        "at = dt.datetime.utcnow()",
        "day = dt.date.today()",
        "at = time.time()",
        "from time import monotonic, time_ns",
    ),
    "sql_time": (
        "at = text('select current_timestamp')",  # rules: allow sql_time – planted
        "at = func.current_date()",  # rules: allow sql_time – planted
        "sql = f'delete from t where at < localtimestamp - {age}'",  # rules: allow sql_time – planted
        "at = text('select CLOCK_TIMESTAMP()')",  # rules: allow sql_time – planted
    ),
    "parameters": (
        "def f(a, b, c, d, e, f, g): ...",
        "async def f(self, b, c, d, *, e, f, g=1): ...",
        "def f(a, b, c, d, e, *rest, **more): ...",
        "def f(a, /, b, c, *, d, e, f, g): ...",
    ),
    "untyped": (
        "def f(vault: Any): ...",
        "async def f(_session: Any | None = None): ...",
        "def f(*, vault: NamedDependency[Any]): ...",
        "vault: typing.Any = make()",
        "self.session: Any = session",
    ),
    "any_request": (
        "AnyRequest = Request[Any, Any, Any]",
        "def f(request: litestar.Request[User, Token, Any]): ...",
    ),
}


@pytest.mark.parametrize(
    ("rule", "code"), [(rule, code) for rule, codes in PLANTED.items() for code in codes]
)
def test_the_rule_sees(rule: str, code: str) -> None:
    indented = "\n".join("    " + line for line in code.splitlines())
    found = list(broken(PLACE, f"async def planted():\n{indented}\n"))
    assert any(f": {rule}: " in said for said in found), found


def test_a_page_takes_no_object_out_by_its_key() -> None:
    code = "async def planted():\n    return await store.get(contract.final_key)\n"
    assert any(": object_key: " in said for said in broken("src/hr_console/x.py", code))
    assert list(broken(PLACE, code)) == []


@pytest.mark.parametrize(
    "code",
    [
        '"""Why nobody may `set role` or read `from shared.tenants` here."""',
        "SQL = text('select doors.status()')",
        "SQL = text('select now()')",
        "at = clock.now()",
        "SQL = text('select queue.enqueue(:name)')",
        "from ..access.models import Session\nrow = Session(id=1)",
        "data = await context.store.get(key)",
        "found = await connection(session, id_)",
        "def f(self, a, b, *, c, d, e): ...",
        "def f(  # rules: allow parameters – planted\n    a, b, c, d, e, f, g): ...",
        "def f(session: AsyncSession, vault: Vault, values: Any): ...",
        "def f(request: AnyRequest): ...",
        "self.state = path",
        "counts = update(Application).values(stage_id=None)",
        "SQL = text('update messages message set send_at = $1 where message.state = 2')",
    ],
)
def test_what_is_right_is_left_alone(code: str) -> None:
    assert list(broken(PLACE, code if "await" not in code else f"async def right():\n    {code}")) == []


@pytest.mark.parametrize("excuse", ["", " –", " – ", " - a plain hyphen", " because"])
def test_no_excuse_without_a_reason(excuse: str) -> None:
    code = f"def f(  # rules: allow parameters{excuse}\n    a, b, c, d, e, f, g): ..."
    assert any(": parameters: " in one for one in broken(PLACE, code))
