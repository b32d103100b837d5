"""Signing in through the pages: cookies, second factor, proof, links in mails, sessions, other sites' forms."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pyotp
import pytest
from huiyin.platform import clock
from huiyin.platform.auth.passkeys import Site
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.access.models import User
from huiyin.tenants.access.people import GivenRole, create_user
from huiyin.tenants.signin.factors import begin_app, confirm_app
from sqlalchemy import text

from tests.support.authenticator import Authenticator
from tests.support.tenants import Place, fresh_tenant

PASSWORD = "竹林深处有人家 2026"
OTHER = "江上清风 山间明月 1082"
LOGIN = "owner@example.com"


@dataclass
class Firm:
    """A tenant of its own with one admin, and the browsers opened there."""

    place: Place
    origin: str
    user: User
    open: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.open.append(Browser(self.origin))
        return self.open[-1]

    async def signed_in(self) -> Browser:
        browser = self.browser()
        await people.log_in(browser, LOGIN, PASSWORD)
        return browser

    async def age(self, minutes: int) -> None:
        """Let every proof be older by so much."""
        statement = text("update sessions set proved_at = proved_at - make_interval(mins => :minutes)")
        async with self.place.database.tenant(self.place.tenant) as session:
            await session.execute(statement, {"minutes": minutes})

    async def app(self) -> str:
        """Give the admin an authenticator app; returns its secret."""
        before = clock.now() - timedelta(minutes=30)
        with clock.use(before):
            async with self.place.database.tenant(self.place.tenant) as session:
                user = await session.merge(self.user)
                secret = await begin_app(session, self.place.vault, user)
                await confirm_app(session, self.place.vault, user, pyotp.TOTP(secret).at(before))
        return secret


@asynccontextmanager
async def _firm(settings: Settings) -> AsyncIterator[Firm]:
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            roles = [GivenRole("admin"), GivenRole("seal_keeper")]
            user = await create_user(session, login=LOGIN, name="沈知远", roles=roles, password=PASSWORD)
        made = Firm(place, settings.origin(place.tenant.slug), user)
        try:
            yield made
        finally:
            for browser in made.open:
                await browser.close()


@pytest.fixture
async def firm(settings: Settings) -> AsyncIterator[Firm]:
    async with _firm(settings) as made:
        yield made


def cookies(browser: Browser) -> dict[str, str]:
    return dict(browser._client.cookies)


def plant(browser: Browser, name: str, value: str) -> None:
    browser._client.cookies.set(name, value, domain=httpx.URL(browser.origin).host)


async def mail_link(inbox: Inbox, to: str, path: str, *, after: int = 0) -> str:
    """The newest link of a kind in the mails to somebody, when there are more than `after`."""

    async def look() -> str | None:
        mails = [m["text"] for m in await inbox.messages() if m["to"] == to]
        found = [link for mail in mails for link in re.findall(rf"({path}\S+)", mail)]
        return found[0] if len(found) > after else None

    link: str = await eventually(look, f"a mail with {path} to {to}")
    return link


# --- sessions ----------------------------------------------------------------------------------------------------


async def test_a_token_brought_along_is_never_taken_over(firm: Firm) -> None:
    victim = firm.browser()
    for name in ("hr", "hr_step", "hr_device"):
        plant(victim, name, "planted-by-somebody-else")
    await people.log_in(victim, LOGIN, PASSWORD)
    first = cookies(victim)["hr"]
    assert first != "planted-by-somebody-else"
    attacker = firm.browser()
    plant(attacker, "hr", "planted-by-somebody-else")
    assert (await attacker.get("/hr/account")).path == "/hr/login"
    await people.log_in(victim, LOGIN, PASSWORD)  # again: the first session does not live on
    plant(attacker, "hr", first)
    assert cookies(victim)["hr"] != first
    assert (await attacker.get("/hr/account")).path == "/hr/login"


async def test_a_stolen_cookie_dies_with_the_next_request(firm: Firm) -> None:
    owner, thief = await firm.signed_in(), firm.browser()
    stolen = (await firm.signed_in()) and cookies(firm.open[-1])["hr"]
    plant(thief, "hr", stolen)
    assert (await thief.get("/hr/account")).path == "/hr/account"
    page = await owner.get("/hr/account")
    assert page.text.count("登录于") == 2 and "微信" in page.text
    ends = [
        element.attrs["action"] for element in page.all("action") if element.attrs["action"].endswith("/end")
    ]
    page = await page.form(ends[0]).submit()
    assert "已退出这台设备" in page.text
    assert (await thief.get("/hr/account")).path == "/hr/login"  # the very next one: nothing is remembered
    await firm.signed_in()
    page = await (await owner.get("/hr/account")).form("end-others").submit()
    assert "已退出其他 1 台设备" in page.text
    assert (await firm.open[-1].get("/hr/account")).path == "/hr/login"
    assert (await owner.get("/hr/account")).path == "/hr/account"


async def test_another_sites_forms_are_refused(firm: Firm, settings: Settings) -> None:
    owner = await firm.signed_in()
    paths = [
        "/hr/login", "/hr/login/code", "/hr/login/code/check", "/hr/login/second", "/hr/login/passkey", "/hr/logout",
        "/hr/forgot", "/hr/reset/x", "/hr/join/x", "/hr/prove", "/hr/security", "/hr/account/name",
        "/hr/account/phone", "/hr/account/phone/check", "/hr/account/phone/remove", "/hr/account/password",
        "/hr/account/app", "/hr/account/app/remove", "/hr/account/passkeys/new", "/hr/account/recovery",
        "/hr/account/sessions/end-others",
    ]  # fmt: skip
    foreign: tuple[dict[str, str], ...] = ({"sec-fetch-site": "cross-site"}, {"origin": "https://a.test"}, {})
    for headers in foreign:
        for path in paths:
            answer = await owner._client.post(path, data={"name": "x"}, headers=headers)
            assert answer.status_code == 403, (path, headers)
    assert (await owner.get("/hr/account")).path == "/hr/account"


# --- second factor -----------------------------------------------------------------------------------------------


async def test_password_alone_does_not_open_where_there_is_a_second_factor(firm: Firm) -> None:
    secret = await firm.app()
    browser = firm.browser()
    page = await people.log_in(browser, LOGIN, PASSWORD)
    assert page.path == "/hr/login/second" and "hr" not in cookies(browser)
    assert (await browser.get("/hr/account")).path == "/hr/login"
    page = await browser.get("/hr/login/second?next=/hr/account")
    page = await page.form("second-form").fill({"code": "000000"}).submit(expect=422)
    assert "验证码不正确或已用过" in page.text
    code = pyotp.TOTP(secret).at(clock.now())
    page = await page.form("second-form").fill({"code": code}).submit()
    assert page.path == "/hr/account" and "hr_step" not in cookies(browser)
    again = firm.browser()
    await people.log_in(again, LOGIN, PASSWORD)
    page = await again.get("/hr/login/second")
    await page.form("second-form").fill({"code": code}).submit(expect=422)  # seen over the shoulder
    page = await again.get("/hr/login/second?recovery=1")
    page = await page.form("recovery-form").fill({"recovery": "aaaaa-aaaaa"}).submit(expect=422)
    assert "恢复码不正确" in page.text


async def test_a_passkey_opens_by_itself(firm: Firm) -> None:
    owner = await firm.signed_in()
    key = Authenticator(Site(httpx.URL(firm.origin).host, firm.origin))
    page = await owner.get("/hr/account/passkeys/new")
    options = page.one("data-options").attrs["data-options"]
    page = (
        await page.form("passkey-form").fill({"answer": key.create(options), "name": "办公室电脑"}).submit()
    )
    codes = re.findall(r"\b[a-z2-9]{5}-[a-z2-9]{5}\b", page.text)
    assert len(codes) == 10
    assert "办公室电脑" in (await owner.get("/hr/account")).text
    browser = firm.browser()
    page = await browser.get("/hr/login?next=/hr/account")
    answer = key.get(page.one("data-options").attrs["data-options"])
    page = await page.form("/hr/login/passkey").fill({"answer": answer}).submit()
    assert page.path == "/hr/account"
    other = firm.browser()
    page = (
        await (await other.get("/hr/login"))
        .form("/hr/login/passkey")
        .fill({"answer": answer})
        .submit(expect=422)
    )
    assert "通行密钥没有通过验证" in page.text
    page = await people.log_in(other, LOGIN, PASSWORD)
    page = await other.get("/hr/login/second?recovery=1&next=/hr/account")
    page = await page.form("recovery-form").fill({"recovery": codes[3]}).submit()
    assert page.path in ("/hr/", "/hr/account")
    assert "还剩 9 个" in (await other.get("/hr/account")).text


async def test_who_must_have_a_second_factor_adds_one_first(firm: Firm) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/security")
    page = await page.form("policy-form").fill({"second_factor": "managers"}).submit()
    assert page.path == "/hr/account/second-factor"  # from the very next click, for the admin too
    assert (await owner.get("/hr/people")).path == "/hr/account/second-factor"
    page = await owner.get("/hr/account/app")
    secret = re.sub(r"\s", "", re.search(r"密钥：\s*([A-Z2-7 ]+)", page.text)[1])  # type: ignore[index]
    page = await page.form("app-form").fill({"code": "123"}).submit(expect=422)
    assert re.sub(r"\s", "", page.text).find(secret) >= 0  # still the same secret
    page = await page.form("app-form").fill({"code": pyotp.TOTP(secret).at(clock.now())}).submit()
    assert "保存恢复码" in page.text
    assert (await owner.get("/hr/people")).path == "/hr/people"


# --- proof -------------------------------------------------------------------------------------------------------


async def test_what_was_typed_survives_the_proof(firm: Firm) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/people/new")
    await firm.age(11)
    filled = page.form("person-form").fill(
        {"name": "阿卜杜热合曼·买买提艾力", "login": "new@example.com", "role-0": "hr"}
    )
    page = await filled.submit()
    assert page.path == "/hr/prove" and "请再次验证身份" in page.text
    page = await page.form("prove-form").fill({"password": "wrong"}).submit(expect=422)
    page = await page.form("prove-form").fill({"password": PASSWORD}).submit()
    assert page.path.startswith("/hr/prove/go/")
    address = page.url
    assert (await owner.get("/hr/people")).text.count("阿卜杜热合曼") == 0  # nothing is sent by itself
    other = await firm.signed_in()
    assert (await other.get(address)).path == "/hr/"  # nobody else's session sees it
    page = await page.form("go-form").submit()
    assert page.path == "/hr/people" and "阿卜杜热合曼·买买提艾力" in page.text


async def test_a_file_is_one_click_away_after_the_proof(firm: Firm) -> None:
    owner = await firm.signed_in()
    await firm.age(11)
    page = await owner.get("/hr/candidates/export.xlsx?todo=1&q=a")
    page = await page.form("prove-form").fill({"password": PASSWORD}).submit()
    form = page.form("go-form")
    assert "继续：导出候选人" in page.text and (form.value("todo"), form.value("q")) == ("1", "a")
    assert (await owner.get("/hr/candidates/export.xlsx")).content[:2] == b"PK"


async def test_the_proof_asks_for_the_second_factor_where_there_is_one(firm: Firm) -> None:
    owner = await firm.signed_in()
    secret = await firm.app()
    await firm.age(11)
    page = await owner.get("/hr/account/password")
    assert page.path == "/hr/prove"
    with pytest.raises(AssertionError):
        page.form("prove-form")
    await owner.post(page.url, [("password", PASSWORD)], expect=422)
    page = await owner.get("/hr/account/password")
    page = await page.form("second-form").fill({"code": pyotp.TOTP(secret).at(clock.now())}).submit()
    assert page.path == "/hr/account/password"


@pytest.mark.parametrize(
    "path",
    [
        "/hr/people/new", "/hr/roles/new", "/hr/security", "/hr/sso-connections/new/oidc", "/hr/account/password", "/hr/account/phone",
        "/hr/account/app", "/hr/account/app/remove", "/hr/account/passkeys/new", "/hr/account/recovery",
    ],
)  # fmt: skip
async def test_what_weighs_more_asks_for_a_proof(settings: Settings, path: str) -> None:
    async with _firm(settings) as firm:
        owner = await firm.signed_in()
        await firm.age(11)
        page = await owner.post(firm.origin + path, [("name", "x")])
        assert page.path == "/hr/prove"


async def test_a_proof_cannot_be_guessed_and_leads_nowhere_else(firm: Firm) -> None:
    owner = await firm.signed_in()
    for outside in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        page = await owner.get(f"/hr/prove?next={outside}")
        page = await page.form("prove-form").fill({"password": PASSWORD}).submit()
        assert page.url.startswith(firm.origin)
    stranger = firm.browser()  # a stolen session in a browser that never signed in here
    plant(stranger, "hr", cookies(owner)["hr"])
    answers = []
    for _number in range(6):
        answer = await stranger._client.post(
            "/hr/prove", data={"password": "wrong"}, headers={"sec-fetch-site": "same-origin"}
        )
        answers.append(answer.status_code)
    assert answers == [422] * 5 + [429]
    assert "次数过多" in answer.text


# --- links in mails ----------------------------------------------------------------------------------------------


async def test_an_invitation_is_mailed_and_lets_in(firm: Firm, inbox: Inbox) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/people/new")
    address = f"new-{firm.place.tenant.slug}@example.com"
    await page.form("person-form").fill({"name": "孟凡", "login": address, "role-0": "hr"}).submit()
    link = await mail_link(inbox, address, "/hr/join/")
    guest = firm.browser()
    page = await guest.get(link)
    page = await page.form("join-form").fill({"password": "1234567890"}).submit(expect=422)
    assert "至少 10 个字符" in page.text and page.form("join-form").value("name") == "孟凡"
    page = await page.form("join-form").fill({"name": "孟凡凡", "password": OTHER}).submit()
    assert page.path == "/hr/" and "孟凡凡" in page.text
    assert (await firm.browser().get(link, expect=410)).status == 410
    assert "孟凡凡" in (await owner.get("/hr/people")).text


async def test_a_forgotten_password(firm: Firm, inbox: Inbox) -> None:
    address = f"lost-{firm.place.tenant.slug}@example.com"
    async with firm.place.database.tenant(firm.place.tenant) as session:
        await create_user(session, login=address, name="周敏", roles=[GivenRole("hr")], password=PASSWORD)
    browser = firm.browser()
    said = []
    for login in ("nobody@example.com", address):
        page = await (await browser.get("/hr/forgot")).form("forgot-form").fill({"login": login}).submit()
        said.append(page.text.replace(login, ""))
    assert said[0] == said[1]
    link = await mail_link(inbox, address, "/hr/reset/")
    page = await browser.get(link)
    page = await page.form("reset-form").fill({"password": OTHER}).submit()
    assert page.path == "/hr/login" and "请用新密码登录" in page.text
    assert (await browser.get(link, expect=410)).status == 410
    page = await people.log_in(browser, address, OTHER)
    assert page.path == "/hr/"
    assert not [m for m in await inbox.messages() if m["to"] == "nobody@example.com"]


async def test_a_phone_is_bound_and_opens_the_door(firm: Firm, inbox: Inbox) -> None:
    owner, phone = await firm.signed_in(), "13700137" + firm.place.tenant.slug[-3:].translate(_DIGITS)
    had = await inbox.codes(phone)
    page = await (await owner.get("/hr/account/phone")).form("phone-form").fill({"phone": phone}).submit()
    page = await page.form("code-form").fill({"code": "000000"}).submit(expect=422)
    page = await page.form("code-form").fill({"code": await inbox.code(phone, had)}).submit()
    assert page.path == "/hr/account" and f"{phone[:3]}****{phone[-4:]}" in page.text
    had = await inbox.codes(phone)
    browser = firm.browser()
    page = (
        await (await browser.get("/hr/login/code?next=/hr/account"))
        .form("phone-form")
        .fill({"phone": phone})
        .submit()
    )
    code = await inbox.code(phone, had)
    elsewhere = firm.browser()
    page_there = await elsewhere.post(firm.origin + "/hr/login/code/check", [("code", code)], expect=422)
    assert "验证码不正确" in page_there.text
    page = await page.form("code-form").fill({"code": code}).submit()
    assert page.path == "/hr/account"
    assert (
        await browser.get("/hr/account/password")
    ).path == "/hr/prove"  # a code says less than the password
    stranger = firm.browser()
    page = (
        await (await stranger.get("/hr/login/code"))
        .form("phone-form")
        .fill({"phone": "13911112222"})
        .submit()
    )
    assert "验证码已发送" in page.text
    await page.form("code-form").fill({"code": "123456"}).submit(expect=422)


_DIGITS = str.maketrans("abcdef", "012345")


async def test_a_new_password_signs_out_elsewhere(firm: Firm) -> None:
    owner, elsewhere = await firm.signed_in(), await firm.signed_in()
    page = await owner.get("/hr/account/password")
    page = await page.form("password-form").fill({"current": "wrong", "password": OTHER}).submit(expect=422)
    assert "当前密码不正确" in page.text
    page = await page.form("password-form").fill({"current": PASSWORD, "password": OTHER}).submit()
    assert page.path == "/hr/account"
    assert (await elsewhere.get("/hr/account")).path == "/hr/login"
    assert (await owner.get("/hr/account")).path == "/hr/account"


async def test_the_address_a_person_wanted_is_where_they_land(firm: Firm) -> None:
    browser = firm.browser()
    page: Page = await browser.get("/hr/candidates?todo=1")
    assert page.path == "/hr/login"
    page = await page.form("/hr/login").fill({"login": LOGIN, "password": PASSWORD}).submit()
    assert page.url.endswith("/hr/candidates?todo=1")
