"""Single sign-on through real forms, at a certified provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from huiyin.app import build_app
from huiyin.demo import PASSWORD
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page

from tests.support.openid.real import CLIENT_ID, SECRET, openid_provider, sign_in_at
from tests.support.openid.wicked import serving


@dataclass(frozen=True, slots=True)
class Office:
    """A web process that trusts a provider on loopback; the provider's issuer."""

    settings: Settings
    issuer: str

    def browser(self, tenant: str = "acme") -> Browser:
        return Browser(self.settings.origin(tenant))

    async def connect(self, **wanted: str) -> str:
        """An admin connects the provider; the path of the log-in button."""
        admin = self.browser()
        await people.log_in(admin, "admin@acme.test", PASSWORD)
        page = await admin.get("/hr/sso-connections/new/oidc")
        given = {"name": "公司账号", "issuer": self.issuer, "client_id": CLIENT_ID, "secret": SECRET}
        page = await page.form("sso-form").fill(given | wanted).submit()
        assert "已保存" in page.text
        made = page.entries("/hr/sso-connections")
        await admin.close()
        return made[-1].replace("sso-connections", "sso")


@pytest.fixture(scope="module")
async def office(settings: Settings) -> AsyncIterator[Office]:
    port = free_port()
    mine = replace(settings, port=port)
    with openid_provider(f"{mine.origin('acme')}/hr/sso/callback") as issuer:
        trusting = replace(mine, sso_trusted_hosts=issuer.removeprefix("http://"))
        async with serving(build_app(trusting), port):
            yield Office(trusting, issuer)


async def come_back(browser: Browser, button: str, person: str) -> str:
    """Press the button and sign in at the provider; the path the provider sends the browser back to."""
    response = await browser._client.get(button)
    target = urlsplit(await sign_in_at(response.headers["location"], person))
    return f"{target.path}?{target.query}"


async def sign_in(browser: Browser, button: str, person: str) -> Page:
    return await browser.get(await come_back(browser, button, person))


@asynccontextmanager
async def visitor(office: Office, tenant: str = "acme") -> AsyncIterator[Browser]:
    browser = office.browser(tenant)
    yield browser
    await browser.close()


async def test_a_stranger_is_turned_away_until_the_tenant_lets_strangers_in(office: Office) -> None:
    closed = await office.connect()
    async with visitor(office) as lilei:
        assert "用公司账号登录" in (await lilei.get("/hr/login")).text
        page = await sign_in(lilei, closed, "1001")
        assert page.path == "/hr/login"
        assert "还没有加入本企业" in page.text
        page = await lilei.get("/hr/candidates")
        assert page.path == "/hr/login"


async def test_a_just_in_time_member_gets_the_departments_of_their_groups(office: Office) -> None:
    admin = office.browser()
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    tree = await admin.get("/hr/departments")
    research = next(a.attrs["href"] for a in tree.all("href") if "研发部" in a.text).rsplit("/", 1)[1]
    open_door = await office.connect(
        just_in_time="1", role="hiring_manager", **{"group-0": "研发部", "place-0": research}
    )
    async with visitor(office) as lilei:
        page = await sign_in(lilei, open_door, "1001")
        assert page.path == "/hr/"
        assert "李雷" in page.text
        assert (await lilei.get("/hr/people", expect=404)).status == 404
    async with visitor(office) as again:
        assert (await sign_in(again, f"{open_door}?next=/hr/candidates", "1001")).path == "/hr/candidates"
    people_page = await admin.get("/hr/people")
    assert people_page.text.count("lilei@corp.example") == 1
    assert "用人经理 · 研发部" in people_page.text
    await admin.close()


async def test_an_address_of_a_member_is_not_enough(office: Office) -> None:
    untrusted = await office.connect(just_in_time="1")
    async with visitor(office) as pretender:
        page = await sign_in(pretender, untrusted, "1003")
        assert page.path == "/hr/login"
        assert "已有账号" in page.text
    trusted = await office.connect(domains="acme.test")
    async with visitor(office) as member:
        page = await sign_in(member, trusted, "1003")
        assert page.path == "/hr/"
        assert "周敏" in page.text  # the member's own name and rights, whatever the provider calls them


async def test_an_answer_works_once_and_in_the_browser_that_began(office: Office) -> None:
    button = await office.connect(domains="acme.test")
    async with visitor(office) as mine, visitor(office) as victim:
        back = await come_back(mine, button, "1003")
        assert (await victim.get(back)).path == "/hr/login"  # led into somebody else's account: no
        other = await come_back(victim, button, "1003")
        assert (await mine.get(other)).path == "/hr/login"  # the state is another's; this log-in is used up
        assert (await mine.get(back)).path == "/hr/login"
        fresh = await come_back(mine, button, "1003")
        assert (await mine.get(fresh)).path == "/hr/"
    async with visitor(office) as late:
        assert "已超时" in (await late.get("/hr/sso/callback?code=x&state=y")).text


async def test_another_tenant_has_no_such_button(office: Office) -> None:
    button = await office.connect()
    async with visitor(office, "globex") as stranger:
        assert "用公司账号登录" not in (await stranger.get("/hr/login")).text
        assert "没有找到" in (await stranger.get(button, expect=404)).text


async def test_a_refused_form_keeps_what_was_typed_but_no_secret(office: Office) -> None:
    admin = office.browser()
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    page = await admin.get("/hr/sso-connections/new/oidc")
    wrong = {
        "name": "新平台",
        "issuer": "http://10.0.0.1",
        "client_id": "x",
        "secret": "密钥",
        "domains": "acme",
    }
    page = await page.form("sso-form").fill(wrong).submit(expect=422)
    form = page.form("sso-form")
    assert (form.value("name"), form.value("issuer"), form.value("secret")) == (
        "新平台",
        "http://10.0.0.1",
        "",
    )
    assert "https://" in page.text and "每行一个域名" in page.text
    page = await admin.get("/hr/sso-connections/new/wecom")
    page = await page.form("sso-form").fill({"name": "企业微信", "client_id": "ww1"}).submit(expect=422)
    assert page.text.count("请填写这一项") == 2  # secret and AgentId
    await admin.close()
