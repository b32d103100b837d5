"""Signing in through the pages: sessions, second factor, other sites' forms."""

import re

import httpx
import pyotp
from huiyin.platform import clock
from huiyin.platform.auth.passkeys import Site
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Page

from tests.support.authenticator import Authenticator
from tests.support.firm import LOGIN, PASSWORD, Firm, cookies, plant


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


async def test_the_address_a_person_wanted_is_where_they_land(firm: Firm) -> None:
    browser = firm.browser()
    page: Page = await browser.get("/hr/candidates?todo=1")
    assert page.path == "/hr/login"
    page = await page.form("/hr/login").fill({"login": LOGIN, "password": PASSWORD}).submit()
    assert page.url.endswith("/hr/candidates?todo=1")
