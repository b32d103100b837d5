"""Two cells in one running product: pages, jobs, messages, walls; and a tenant that moves, killed at every step."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from huiyin.demo import PASSWORD as DEMO
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.steward import relocation
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.steward.relocation import MoveError, Patience, move_tenant
from huiyin.tenants.company.lifecycle.service import resume, suspend
from huiyin.tenants.people.employers.service import EmployerFacts
from huiyin.up import Product

from tests.support.cells import Cells, Killed
from tests.support.companies import new_uscc
from tests.support.company import Company
from tests.support.products import fresh_product
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook
from tests.support.tenants import send_at_any_hour

SOON = Patience(jobs=20, locks=20, requests=1.5)  # a page remembers for a second where a tenant lives
PASSWORD = "竹林深处有人家 2026"
GONE = {"schema": 0, "role": 0, "row": 0, "jobs": 0, "parked": 0}
HERE = {"schema": 1, "role": 1, "row": 1, "jobs": 0, "parked": 0}


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """A product of these tests' own, with a second cell on a server of its own."""
    with fresh_product("cells", cells=("east",)) as started:
        started.start()
        yield started


@pytest.fixture(scope="module")
def settings(product: Product) -> Settings:
    return product.stack.settings()


@pytest.fixture
def cells(settings: Settings) -> Cells:
    return Cells(settings)


@pytest.fixture
async def steward(settings: Settings) -> AsyncIterator[Stewardship]:
    async with stewardship(settings) as made:
        yield made


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", DEMO)
    yield browser
    await browser.close()


async def test_a_tenant_works_in_another_cell_behind_the_same_walls(
    product: Product, settings: Settings, steward: Stewardship, cells: Cells
) -> None:
    employer = EmployerFacts("苏州东厢文化有限公司", new_uscc(), "苏州", "东方朔", "东方朔", "0512-68001234")
    founder = Founder("东方朔", "founder@east.test", password=PASSWORD)
    made = await provision(steward, NewTenant(new_id(), "dongxiang", "东厢文化"), employer, founder)
    assert made.cell == "east"  # main has two tenants
    async with steward.database.tenant(made) as session:
        await send_at_any_hour(session)
    assert await cells.trace("east", made.schema) | {"jobs": 0} == HERE
    assert await cells.trace("main", made.schema) == GONE

    # Pages, jobs and messages.
    hr = Browser(settings.origin("dongxiang"))
    await people.log_in(hr, "founder@east.test", PASSWORD)
    sheet = {
        "候选人": [PEOPLE, person("季札", "13910000001")],
        "面试评分": [SCORES, score("季札", "13910000001", 9, 9)],
    }
    await people.import_sheet(hr, "e.xlsx", workbook(sheet))
    file = (await hr.get("/hr/candidates?q=季札")).entries("/hr/candidates")[0]
    await (await hr.get(file)).form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("dongxiang"), home=7)
    inbox = people.Inbox(product.stack.inbox_origin)
    await people.sign_in(me, inbox, "13910000001")
    assert "季札" in (await me.get("/progress")).text
    await cells.settled("east")

    # A change of its state is made in its cell, and the directory is told.
    row = await cells.row("dongxiang")
    tenant = await steward.tenant(row["id"])
    assert tenant is not None
    async with steward.database.tenant(tenant) as session:
        await suspend(session, reason="欠费", actor="operator:test")

    async def told() -> bool | None:
        return True if (await cells.row("dongxiang"))["status"] == "suspended" else None

    await people.eventually(told, "a directory that knows")
    refused = await hr.post("/hr/departments", [("name", "编辑部")], expect=None)
    assert refused.status == 423
    async with steward.database.tenant(tenant) as session:
        await resume(session, actor="operator:test")
    await cells.settled("east")
    log = "select array_agg(action order by at) from shared.operator_log where tenant_id = $1"
    assert await cells.ask("main", log, row["id"]) == ["tenant.trial", "tenant.suspended", "tenant.trial"]
    assert await cells.ask("east", log, row["id"]) is None

    # The walls: from the other cell there is nothing to reach, in its own cell no way around its role.
    acme = (await cells.row("acme"))["schema_name"]
    for cell, url in settings.page_addresses().items():
        app = await asyncpg.connect(url.replace("+asyncpg", ""))
        for schema in (made.schema, acme):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
                await app.fetch(f"select * from {schema}.persons")  # noqa: S608
        elsewhere, here = (made.schema, acme) if cell == "main" else (acme, made.schema)
        with pytest.raises(asyncpg.PostgresError, match="does not exist"):
            await app.execute(f"set role {elsewhere}")
        async with app.transaction():
            await app.execute(f"set local role {here}")
            with pytest.raises(asyncpg.PostgresError):
                await app.fetch(f"select * from {elsewhere}.persons")  # noqa: S608
        await app.close()
    for browser in (hr, me):
        await browser.close()


async def test_a_move_killed_at_every_step_finishes_and_nothing_is_lost_or_doubled(
    product: Product,
    company: EmployerFacts,
    admin: Browser,
    steward: Stewardship,
    cells: Cells,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody = first, second = company.candidate(1, "赵安"), company.candidate(2, "钱宁")
    await company.interview(everybody)
    assert product.worker is not None
    await company.settled()
    product.worker.stop()
    await company.confirm(everybody)  # four messages wait, and nobody sends them
    assert await cells.jobs("main") == 4
    row = await cells.row("acme")
    waiting = (await cells.trace("main", row["schema_name"]))["jobs"]  # those of a later day go along

    async def go(target: str, progress: relocation.Progress = lambda *_: None) -> None:
        await move_tenant(steward, row["id"], target, by="operator:test", progress=progress, patience=SOON)

    # There, dying after the work of every step and before it is noted.
    noted = relocation._note
    died = []

    async def die(journey: relocation._Journey, step: str) -> None:
        if step not in died:
            died.append(step)
            raise Killed
        await noted(journey, step)

    monkeypatch.setattr(relocation, "_note", die)
    for number in range(len(relocation._STEPS)):
        switched = (await cells.row("acme"))["cell"] == "east"
        assert await company.chain() == "valid"  # it can be looked at all the time
        answer = await admin.post("/hr/departments", [("name", f"第{number}部")], expect=None)
        assert (answer.status == 503) == (number > 0 and not switched), (number, answer.status)
        if answer.status == 503:
            assert "搬迁" in answer.text
        if died[-1:] != ["dropped"]:
            with pytest.raises(Killed):
                await go("east")
    await go("east")
    assert died == [name for name, _step in relocation._STEPS]
    assert (await cells.trace("main", row["schema_name"])) == GONE
    assert (await cells.trace("east", row["schema_name"])) == HERE | {"jobs": waiting}
    assert await company.chain() == "valid"

    # At work there.
    product.start_worker()
    await first.enter()
    await first.make()
    await first.come_to_sign()
    await first.sign()
    await first.to_seal()
    await cells.settled("east")
    assert max((await first.told())["sms"].values()) == max((await first.told())["email"].values()) == 1

    # And back, dying before every step and in the middle of the copy, with the worker at work.
    for last in (
        "drained",
        "frozen",
        "copied",
        "messages",
        "checked",
        "switched",
        "released",
        "dropped",
        "done",
    ):

        def stop(what: str, _done: int, _total: int, last: str = last) -> None:
            if what == last:
                raise Killed

        with pytest.raises(Killed):
            await go("main", stop)
    assert (await cells.trace("east", row["schema_name"])) == GONE
    assert (await cells.trace("main", row["schema_name"])) | {"jobs": 0} == HERE
    await first.seal()
    await first.finish()
    await company.settled()
    outcome = await first.outcome()
    assert (outcome["contracts"], outcome["employees"]) == (["archived"], 1)
    assert outcome["objects"] == ["contract.pdf", "evidence.zip"]
    assert {state for _event, _channel, state in outcome["messages"]} == {"delivered"}
    await second.outcome()  # each of its messages came once
    assert await company.chain() == "valid"
    moves = (
        "select array_agg(action order by number) from shared.operator_log where action like 'tenant.move%'"
    )
    assert await cells.ask("main", moves) == ["tenant.move_begun", "tenant.moved"] * 2
    assert await cells.ask("main", "select count(*) from shared.moves") == 0


async def test_a_move_that_fails_is_taken_back_and_a_running_job_finishes_first(
    product: Product,
    company: EmployerFacts,
    admin: Browser,
    steward: Stewardship,
    cells: Cells,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = await cells.row("acme")
    await company.settled()
    await cells.ask("main", "delete from queue.pgqueuer")
    later = "select queue.enqueue('message.send', '{\"message\": \"00000000-0000-0000-0000-000000000000\"}', $1, 'x')"
    async with cells.at("main") as connection:
        async with connection.transaction():
            await connection.execute(f"set local role {row['schema_name']}")
            await connection.execute(later.replace("$1", "now() + interval '1 hour'"))
        await connection.execute(
            "insert into queue.pgqueuer (priority, status, entrypoint, payload, heartbeat, tenant)"
            " values (0, 'picked', 'test.runs', '{}', now() + interval '1 hour', $1)",
            row["schema_name"],
        )
    with pytest.raises(MoveError, match="still runs"):
        await move_tenant(steward, row["id"], "east", by="operator:test", patience=Patience(jobs=0.3))
    async with cells.at("main") as connection:
        assert await connection.fetchval("select count(*) from queue.parked") == 0
        assert await connection.fetchval("select count(*) from queue.pgqueuer where status = 'queued'") == 1
        await connection.execute("delete from queue.pgqueuer where entrypoint = 'test.runs'")

    async def differs(*_arguments: object) -> dict[str, list[object]]:
        return {}

    with monkeypatch.context() as patched, pytest.raises(MoveError, match="differs"):
        patched.setattr(relocation, "sums_of", differs)
        await move_tenant(steward, row["id"], "east", by="operator:test", patience=SOON)
    with pytest.raises(MoveError, match="no cell"):
        await move_tenant(steward, row["id"], "west", by="operator:test")
    assert await cells.trace("east", row["schema_name"]) == GONE
    assert await cells.trace("main", row["schema_name"]) == HERE | {"jobs": 1}
    assert ((await cells.row("acme"))["moving_to"], (await cells.row("acme"))["gate"]) == (None, "open")
    answer = await admin.post("/hr/departments", [("name", "又能写了")])
    assert answer.status == 200
    await cells.ask("main", "delete from queue.pgqueuer")

    # A real `kill -9` of the command in the middle of the copy; the same words again finish it.
    command = [sys.executable, "-m", "huiyin", "tenant", "move", "acme", "east"]
    env = {
        name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")
    } | product.stack.env()
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        while "messages" not in process.stdout.readline():
            assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    assert (await cells.row("acme"))["cell"] == "main"
    again = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, text=True)
    assert again.stdout.endswith("acme lives in east\n"), again.stderr
    assert await cells.trace("main", row["schema_name"]) == GONE
    assert await company.chain() == "valid"
