"""A company's own matters through real forms: state, brand, employers, domains; and the operators' page."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from huiyin.app import DEPENDENCIES
from huiyin.demo import ACME, PASSWORD
from huiyin.hr_console import HANDLERS as CONSOLE
from huiyin.jobs.company.domains import prove
from huiyin.jobs.context import Context
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Tenant
from huiyin.portal import HANDLERS as PORTAL
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.steward.cli import _services
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.tenants.company.exports.feature import TENANT_LIMIT
from huiyin.tenants.company.exports.models import Export
from huiyin.tenants.company.operators.service import make_link
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from PIL import Image

from tests.functional.test_road import hired
from tests.support.companies import new_uscc
from tests.support.names import name_server

ADMIN = "admin@own.test"


@dataclass(frozen=True, slots=True)
class Own:
    """A tenant of the test's own with its admin signed in."""

    tenant: Tenant
    admin: Browser
    origin: str
    steward: Stewardship


@pytest.fixture
async def own(settings: Settings) -> AsyncIterator[Own]:
    async with stewardship(settings) as steward:
        id_ = new_id()
        slug = f"own-{id_.hex[-12:]}"
        founder = Founder("沈知远", ADMIN, password=PASSWORD)
        company = replace(ACME.company, uscc=new_uscc())
        tenant = await provision(steward, NewTenant(id_, slug, "自有公司"), company, founder)
        admin = Browser(settings.origin(slug))
        await people.log_in(admin, ADMIN, PASSWORD)
        yield Own(tenant, admin, settings.origin(slug), steward)
        await admin.close()


@pytest.fixture
async def operator(settings: Settings) -> AsyncIterator[Browser]:
    """An operator's browser, let in by a link."""
    async with stewardship(settings) as steward, steward.database.shared() as session:
        token = await make_link(session, "test")
    browser = Browser(settings.origin())
    page = await browser.get(f"/ops/enter/{token}")
    page = await page.form("enter-form").submit()
    assert page.path == "/ops"
    used = Browser(settings.origin())
    again = await (await used.get(f"/ops/enter/{token}")).form("enter-form").submit()
    assert "已用过" in again.text  # the link was good once
    await used.close()
    yield browser
    await browser.close()


async def do(operator: Browser, slug: str, what: str, expect: int = 200, **typed: str) -> Page:
    page = await operator.get(f"/ops/tenants/{slug}")
    return await page.form("change-form").fill(typed).submit(("do", what), expect=expect)


def unsafe() -> list[tuple[str, str, bool]]:
    """Every unsafe address of a tenant's host, and whether it works while nothing may be changed."""
    found = []
    for route in Litestar([*PORTAL, *CONSOLE], dependencies=DEPENDENCIES, openapi_config=None).routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler):
                path = re.sub(r"\{\w+:uuid\}", str(uuid4()), route.path)
                path = re.sub(r"\{\w+:\w+\}", "x", path)
                allowed = bool(handler.opt.get("works_while_read_only"))
                found += [
                    (method, path, allowed) for method in handler.http_methods - {"GET", "HEAD", "OPTIONS"}
                ]
    return found


async def test_everything_staff_may_change_is_refused_while_suspended(own: Own, operator: Browser) -> None:
    page = await do(operator, own.tenant.slug, "suspend", expect=422)
    assert "请填写原因" in page.text
    page = await do(operator, own.tenant.slug, "suspend", reason="测试欠费")
    assert "已暂停" in page.text and "测试欠费" in page.text
    refused = 0
    for method, path, allowed in unsafe():
        if not allowed and not path.startswith("/hooks/"):
            assert method == "POST"
            page = await own.admin.post(own.origin + path, [], expect=423)
            assert "测试欠费" in page.text and "只能查看" in page.text, path
            refused += 1
    assert refused > 20
    fresh = Browser(own.origin)  # staff can still sign in and look
    page = await people.log_in(fresh, ADMIN, PASSWORD)

    async def banner() -> Page | None:
        seen = await fresh.get("/hr/employers")
        return seen if seen.all("data-status") and "测试欠费" in seen.text else None

    await eventually(banner, "the banner that says why")
    await fresh.close()
    await do(operator, own.tenant.slug, "resume")
    form = (await own.admin.get("/hr/employers/new")).form("employer-form")
    await own.admin.post(f"{own.origin}/hr/employers/new", [("name", form.value("name"))], expect=422)


async def test_a_candidate_signs_what_was_sent_while_the_company_is_suspended(
    settings: Settings, inbox: Inbox, operator: Browser
) -> None:
    phone = "13800016001"
    staff, me, application = await hired(settings, inbox, phone, "李想")
    page = await people.contract_form(await staff.get(f"/hr/contracts/new/{application}")).submit()
    contract = page.path.rsplit("/", 1)[1]
    page = await people.wait_for_state(staff, contract, "checked")
    await page.form("send-form").submit()
    await do(operator, "acme", "suspend", reason="演示暂停")
    try:
        await people.sign_contract(me, inbox, phone, contract)
        await people.wait_for_state(staff, contract, "pending_company")
        posted = await staff.post(
            f"{settings.origin('acme')}/hr/contracts/{contract}/withdraw", [], expect=423
        )
        assert "演示暂停" in posted.text
        page = await staff.get("/hr/messages")
    finally:
        await do(operator, "acme", "resume")
    keeper = Browser(settings.origin("acme"))
    await people.log_in(keeper, "seal@acme.test", PASSWORD)
    page = await people.wait_for_state(keeper, contract, "pending_company")
    await page.form("seal-form").submit()
    await people.wait_for_state(staff, contract, "archived")
    for browser in (staff, me, keeper):
        await browser.close()


async def test_closing_is_meant_can_be_taken_back_and_offers_everything(own: Own) -> None:
    page = await own.admin.get("/hr/company")
    wrong = await page.form("close-form").fill({"slug": "oops"}).submit(expect=422)
    assert "没有注销" in wrong.text
    page = await page.form("close-form").fill({"slug": own.tenant.slug}).submit()

    async def closing() -> Page | None:
        seen = await own.admin.get("/hr/company")
        return seen if "撤回注销" in seen.text else None

    page = await eventually(closing, "the page to say that it is closing")
    await own.admin.post(f"{own.origin}/hr/employers/new", [], expect=423)
    await page.form("export-form").submit()

    async def ready() -> Page | None:
        seen = await own.admin.get("/hr/company")
        return (
            seen
            if [item for item in seen.all("data-export") if item.attrs["data-export"] == "ready"]
            else None
        )

    page = await eventually(ready, "the export")
    file = await own.admin.get(page.links("/hr/company/exports/")[0])
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert "manifest.json" in archive.namelist() and "tables/audit_events.csv" in archive.namelist()
    page = await page.form("reopen-form").submit()
    assert "注销已撤回" in page.text
    await own.admin.post(f"{own.origin}/hr/employers/new", [], expect=422)


async def test_who_has_exported_often_reads_when_to_go_on(own: Own) -> None:
    now = clock.now()
    async with own.steward.database.tenant(own.tenant) as session:
        facts = {"state": "expired", "asked_by": "user:somebody", "done": 0, "total": 0}
        session.add_all(
            Export(id=new_id(), asked_at=now - timedelta(hours=hours), **facts)
            for hours in range(1, TENANT_LIMIT.most + 1)
        )
    page = await (await own.admin.get("/hr/company")).form("export-form").submit(expect=429)
    free = (now + timedelta(hours=24 - TENANT_LIMIT.most)).astimezone(BEIJING)
    assert f"已导出 {TENANT_LIMIT.most} 次，{free:%Y-%m-%d %H:%M} 起可以再次导出" in page.text
    assert all(item.attrs["data-export"] == "expired" for item in page.all("data-export"))


async def test_a_brand_is_seen_everywhere(own: Own) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "#7c2d12").save(out, "PNG")
    page = await own.admin.get("/hr/brand")
    bad = await page.form("brand-form").fill({"name": "启明", "accent": "#ffee00"}).submit(expect=422)
    assert "对比度" in bad.text and bad.form("brand-form").value("name") == "启明"
    page = await own.admin.get("/hr/brand")
    for break_ in ("\n", "\u2028"):
        broken = {"name": f"启明{break_}Bcc: eve@example.com", "accent": "#7c2d12"}
        bad = await page.form("brand-form").fill(broken).submit(expect=422)
        assert "请写在一行里" in bad.text and bad.form("brand-form").value("name") == broken["name"]
    page = await own.admin.get("/hr/brand")
    svg = page.form("brand-form").attach("logo", "a.png", b"<svg onload=alert(1)>")
    assert "PNG 图片" in (await svg.submit(expect=422)).text
    page = await own.admin.get("/hr/brand")
    form = page.form("brand-form").fill({"name": "启明", "accent": "#7c2d12"})
    await form.attach("logo", "logo.png", out.getvalue()).submit()
    candidate = Browser(own.origin)

    async def branded() -> Page | None:
        seen = await candidate.get("/")
        sheets = [item for item in seen.all("href") if item.attrs["href"].startswith("/brand/")]
        return seen if sheets and "启明" in seen.text else None

    page = await eventually(branded, "the brand on the portal")
    sheet = next(item.attrs["href"] for item in page.all("href") if item.attrs["href"].startswith("/brand/"))
    style = await candidate.get(sheet)
    assert "#7c2d12" in style.text and "immutable" in style.response.headers["cache-control"]
    picture = await candidate.get(
        next(item.attrs["src"] for item in page.all("src") if "/brand/" in item.attrs["src"])
    )
    assert picture.content.startswith(b"\x89PNG")
    assert picture.response.headers["content-type"] == "image/png"
    for nothing in ("/brand/style/0000000000000000.css", "/brand/logo/" + "0" * 64 + ".png"):
        await candidate.get(nothing, expect=404)
    await candidate.close()


async def test_several_employers_each_with_its_seal(own: Own) -> None:
    page = await own.admin.get("/hr/employers/new")
    code = new_uscc()
    second = {
        "name": "杭州启明人力有限公司",
        "uscc": code,
        "address": "杭州市文一路 1 号",
        "legal_representative": "何文清",
    }
    doubtful = second | {"uscc": code[:-1] + ("0" if code[-1] != "0" else "1")}
    page = await page.form("employer-form").fill(doubtful).submit(expect=422)
    assert "校验位不符" in page.text and page.form("employer-form").value("address") == "杭州市文一路 1 号"
    page = await page.form("employer-form").fill(second).submit()
    assert "刻制了合同专用章" in page.text and "杭州启明人力有限公司" in page.text
    page = (
        await (await own.admin.get("/hr/employers/new")).form("employer-form").fill(second).submit(expect=422)
    )
    assert "已有统一社会信用代码相同" in page.text
    page = await own.admin.get("/hr/employers")
    mine = [link for link in page.links("/hr/employers/") if not link.endswith("new")]
    page = await own.admin.get(mine[-1])
    changed = await page.form("employer-form").fill({"name": "杭州启明人才有限公司"}).submit()
    assert "杭州启明人才有限公司" in changed.text and "仍保留原来的单位信息" in changed.text


async def test_a_domain_leads_here_once_its_owner_has_proved_it(own: Own, settings: Settings) -> None:
    host = f"jobs-{own.tenant.schema[2:]}.example"
    page = await own.admin.get("/hr/domains")
    for wrong in ("localhost", "x.localhost", "a b"):
        await page.form("domain-form").fill({"host": wrong}).submit(expect=422)
    page = await page.form("domain-form").fill({"host": host}).submit()
    value = next(text for item in page.all("class") if (text := item.text.strip()).startswith("huiyin="))
    port = settings.port
    stranger = Browser(f"http://{host}:{port}")
    await stranger.get("/", expect=404)
    async with name_server() as (names, address):
        services = replace(_services(own.steward), settings=replace(settings, dns_server=address))
        job = Context(own.tenant, services)
        for answer in ({}, {f"_huiyin.{host}": ["something else"]}):
            names.records = answer
            await prove(job, {"host": host})
            page = await own.admin.get("/hr/domains")
            assert "没有找到" in page.text
        names.records = {f"_huiyin.{host}": ["something else", value]}
        for _repeated in range(2):
            await prove(job, {"host": host})
    page = await own.admin.get("/hr/domains")
    assert "已验证" in page.text

    async def served() -> Page | None:
        response = await stranger._client.get("/")
        return Page(stranger, response) if response.status_code == 200 else None

    page = await eventually(served, "the domain to lead here")
    assert "自有公司" in page.text
    page = await own.admin.get("/hr/domains")
    await page.form(f"/hr/domains/{host}/use").submit()
    assert (await own.steward.tenant(own.tenant.id)).origin == f"http://{host}:{port}"  # type: ignore[union-attr]
    await stranger.close()


async def test_operators_see_tenants_and_nothing_of_their_people(
    operator: Browser, settings: Settings
) -> None:
    page = await operator.get("/ops?q=acme")
    assert "云栖星河科技" in page.text and "MB" in page.text
    page = await operator.get("/ops/tenants/acme")
    for private in ("李想", "hr@acme.test", "周敏", "13800006721"):
        assert private not in page.text
    stranger = Browser(settings.origin())
    for path in ("/ops", "/ops/tenants/acme"):
        assert (await stranger.get(path)).path == "/ops/enter"
    await stranger.post(f"{settings.origin()}/ops/tenants/acme", [("do", "suspend"), ("reason", "x")])
    assert "使用中" in (await operator.get("/ops/tenants/acme")).text
    tenant = Browser(settings.origin("acme"))
    for path in ("/ops", "/ops/tenants/acme", "/signup"):
        await tenant.get(path, expect=404)
    await operator.get("/ops/tenants/nobody", expect=404)
    left = await (await operator.get("/ops")).form("/ops/leave").submit()
    assert left.path == "/ops/enter" and (await operator.get("/ops")).path == "/ops/enter"
    for browser in (stranger, tenant):
        await browser.close()
