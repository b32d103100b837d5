"""What is said on pages while a year's plan is missing: to operators, to HR, to the candidate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
import pytest
from huiyin.app import Surroundings, build_app
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.settings import Settings
from huiyin.portal.actor import COOKIE
from huiyin.steward.context import stewardship
from huiyin.tenants.access.sessions.service import Browser, open_session
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.company.operators.service import make_link
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.promises.postponement import Postponement, move
from huiyin.tenants.hiring.promises.rule import promise_rule
from huiyin.up import Product
from litestar import Litestar

from tests.support.databases import own_database
from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place

UNKNOWN = datetime(2037, 9, 28, 10, tzinfo=BEIJING)
KNOWN = datetime(2026, 9, 28, 10, tzinfo=BEIJING)
AT_BOTH = pytest.mark.parametrize(("moment", "said"), [(UNKNOWN, True), (KNOWN, False)])


@pytest.fixture(scope="module")
async def settings(stores: Product) -> AsyncIterator[Settings]:
    """A database of these tests' own: no worker takes what was to be done on days that are over."""
    async with own_database(stores.stack.settings()) as ours:
        yield ours


@asynccontextmanager
async def browser(settings: Settings, origin: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an origin of an application in this process, which has our clock."""
    app = build_app(settings)
    assert isinstance(app, Surroundings) and isinstance(app.app, Litestar)
    async with app.app.lifespan():
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        headers = {"origin": origin, "accept-language": "zh-CN"}
        async with httpx.AsyncClient(transport=transport, base_url=origin, headers=headers) as client:
            yield client


@pytest.mark.parametrize(
    ("moment", "warned"),
    [
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=BEIJING), ""),
        (datetime(2026, 12, 1, tzinfo=BEIJING), "2027 年的放假安排还没有收录"),
        (datetime(2027, 1, 2, tzinfo=BEIJING), "2027 年的放假安排还没有收录"),
        (datetime(2026, 1, 2, tzinfo=BEIJING), ""),
    ],
)
async def test_operators_are_warned_from_the_first_of_december(
    settings: Settings, moment: datetime, warned: str
) -> None:
    async with browser(settings, settings.origin()) as operator:
        with clock.use(moment):
            async with stewardship(settings) as steward, steward.database.shared() as session:
                token = await make_link(session, "plans")
            assert (await operator.post(f"/ops/enter/{token}")).status_code == 303
            page = await operator.get("/ops")
    assert page.status_code == 200 and ('id="missing-plan"' in page.text) is bool(warned)
    assert warned in page.text


async def promised(place: Place) -> Application:
    async with place.database.tenant(place.tenant) as session:
        await create_user(
            session, NewUser("admin@x.cn", "沈知远", password=PASSWORD), roles=[GivenRole("admin")]
        )
        hiring = Hiring(session, place)
        found = await hiring.candidate()
        await hiring.card(found)
        return found


@AT_BOTH
async def test_hr_reads_it_beside_every_date(
    place: Place, settings: Settings, moment: datetime, said: bool
) -> None:
    with clock.use(moment):
        found = await promised(place)
        async with browser(settings, place.tenant.origin) as hr:
            entered = await hr.post("/hr/login", data={"login": "admin@x.cn", "password": PASSWORD})
            assert entered.status_code == 303
            file = f"/hr/candidates/{found.id}"
            for path in ("/hr/board", "/hr/candidates", file):
                page = await hr.get(path)
                assert page.status_code == 200 and ("· 推算" in page.text) is said, path
            for path in (file, f"{file}/promise", "/hr/promise-rule"):
                page = await hr.get(path)
                assert ("2037 年放假安排尚未公布" in page.text) is said, path
            assert ("系统会先告诉候选人" in (await hr.get(file)).text) is said


@AT_BOTH
async def test_the_candidate_reads_that_it_may_move_until_it_has(
    place: Place, settings: Settings, moment: datetime, said: bool
) -> None:
    note = "2037 年放假安排尚未公布"
    with clock.use(moment):
        found = await promised(place)
        async with place.database.tenant(place.tenant) as session:
            opened = await open_session(session, "candidate", found.person_id, Browser("test"))
        async with browser(settings, place.tenant.origin) as candidate:
            candidate.cookies.set(COOKIE, opened.token)
            page = await candidate.get("/progress")
            assert "最晚在这个时间前答复您" in page.text and (note in page.text) is said
            async with place.database.tenant(place.tenant) as session:
                again = await Hiring(session, place).again(found)
                rule = await promise_rule(session)
                later = rule.calendar.after(clock.today_in_china(), 6)
                await move(session, place.vault, again, rule, Postponement(later, "出差"), actor=ME)
            page = await candidate.get("/progress")
            assert "不会再改" in page.text and note not in page.text
