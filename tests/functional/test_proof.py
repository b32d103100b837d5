"""Proving again who one is, before what weighs more."""

import pyotp
import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings

from tests.support.firm import PASSWORD, Firm, cookies, firm_at, plant


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
        "/hr/company/exports", "/hr/company/close", "/hr/account/app", "/hr/account/app/remove", "/hr/account/passkeys/new", "/hr/account/recovery",
    ],
)  # fmt: skip
async def test_what_weighs_more_asks_for_a_proof(settings: Settings, path: str) -> None:
    async with firm_at(settings) as firm:
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
