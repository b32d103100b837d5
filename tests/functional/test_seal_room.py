"""The seal room through its pages: seals added, changed, replaced; contracts sealed with a code; the register."""

import io
import re
from collections.abc import AsyncIterator

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import eventually
from huiyin.up import Product
from openpyxl import load_workbook

from tests.support.company import Candidate, Company
from tests.unit.platform.documents.test_imprint import photograph


@pytest.fixture(scope="module")
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as opened:
        yield opened


@pytest.fixture(scope="module")
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", PASSWORD)
    yield browser
    await browser.close()


@pytest.fixture(scope="module")
async def signed(company: Company) -> list[Candidate]:
    """Three who have signed; the company's seal is all that is missing."""
    made = [company.candidate(760 + n, name) for n, name in enumerate(("蔺相如", "廉颇颇", "赵奢奢"))]
    await company.interview(made)
    await company.confirm(made)
    for one in made:
        await one.enter()
        await one.make()
        await one.come_to_sign()
        await one.sign()
        await one.to_seal()
    return made


async def saved(page: Page, form: str, *, expect: int | None = 200) -> Page:
    return await people.proven(await page.form(form).submit(expect=expect), PASSWORD)


async def in_use(admin: Browser) -> str:
    """The page of the seal that labour contracts get."""
    page = await admin.get("/hr/seals")
    assert "用于劳动合同" in page.text
    return page.entries("/hr/seals")[0]


async def rule(admin: Browser, how: str) -> None:
    page = await admin.get(await in_use(admin))
    form = page.form("seal-rule-form").drop("rule").fill({"rule": how})
    page = await people.proven(await form.submit(), PASSWORD)
    assert "已保存" in page.text


async def codes(company: Company, login: str) -> list[str]:
    """Every code that was ever sent to somebody, the newest first: other tests have some sent too."""
    mails = [m["text"] for m in await company.inbox.messages() if m["to"] == login]
    return [found[1] for mail in mails if (found := re.search(r"验证码是 (\d{6})", mail))]


async def code_of(company: Company, login: str, had: int) -> str:
    """The next one; `had`: how many there were before."""

    async def look() -> str | None:
        found = await codes(company, login)
        return found[0] if len(found) > had else None

    code: str = await eventually(look, "a code by mail")
    return code


async def test_keepers_seal_a_list_with_a_code(
    company: Company, admin: Browser, signed: list[Candidate]
) -> None:
    first, *rest = signed
    await rule(admin, "code")
    page = await company.keeper.get(f"/hr/contracts/{first.contract}")
    assert "seal-form" not in page.text and "盖章：获取验证码" in page.text
    await people.proven(await company.keeper.post(f"/hr/contracts/{first.contract}/seal", []), PASSWORD)
    assert "待公司盖章" in (await company.hr.get(f"/hr/contracts/{first.contract}")).text
    page = await company.keeper.get("/hr/sealing")
    assert all(one.name in page.text for one in signed)
    had = len(await codes(company, "seal@acme.test"))
    page = await company.keeper.post("/hr/sealing", [("contract", one.contract) for one in rest])
    assert page.path.startswith("/hr/sealing/") and "2 份合同" in page.text and "seal@acme.test" in page.text
    code = await code_of(company, "seal@acme.test", had)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    page = await page.form("confirm-form").fill({"code": wrong}).submit(expect=422)
    assert "验证码不正确" in page.text and first.name not in page.text
    page = await page.form("confirm-form").fill({"code": code}).submit()
    assert "正在盖章，共 2 份" in page.text
    for one in rest:
        await one.finish()
    page = await company.keeper.get("/hr/seal-register")
    assert all(one.name in page.text for one in rest) and first.name not in page.text
    shown = await company.keeper.get(f"/hr/contracts/{rest[0].contract}")
    number = re.search(r"HT-\d{4}-\d{4}-\d{4}", shown.text)
    assert number
    page = await page.form("filter-form").fill({"q": number[0]}).submit()
    assert rest[0].name in page.text and rest[1].name not in page.text
    page = await page.form("filter-form").fill({"q": "100%"}).submit()
    assert "没有符合条件的用印" in page.text
    sheet = load_workbook(io.BytesIO((await company.hr.get("/hr/seal-register/export.xlsx")).content)).active
    assert sheet is not None
    rows = [
        row for row in sheet.iter_rows(min_row=2, values_only=True) if row[5] in {one.name for one in rest}
    ]
    assert len(rows) == 2 and {row[1] for row in rows} == {"陆青"} and len({row[9] for row in rows}) == 2
    too_many = [("contract", one.contract) for one in signed] + [
        ("contract", f"00000000-0000-7000-8000-{n:012x}") for n in range(98)
    ]
    page = await company.keeper.post("/hr/sealing", too_many, expect=422)
    assert "一次最多盖 100 份，您选了 101 份" in page.text
    assert await company.chain() == "valid"


async def test_four_eyes_through_the_pages(company: Company, admin: Browser, signed: list[Candidate]) -> None:
    first = signed[0]
    page = await admin.get("/hr/seals")
    form = page.form("four-eyes-form").fill({"four_eyes": "1"})
    assert "每次用印都要两个人" in (await people.proven(await form.submit(), PASSWORD)).text
    page = await company.keeper.get(f"/hr/contracts/{first.contract}")
    page = await page.form("seal-list-form").submit()
    assert "由另一位用印人核对" in page.text and "confirm-form" not in page.text
    refused = await company.keeper.post(f"{page.path}/code", [], expect=409)
    assert "申请人不能确认自己的申请" in refused.text
    page = await page.form("put-away-form").submit()
    assert "已撤回，没有盖章" in page.text
    await _asked_by_hr(company, first)
    form = (await admin.get("/hr/seals")).form("four-eyes-form").drop("four_eyes")
    assert "一个人就可以盖章" in (await people.proven(await form.submit(), PASSWORD)).text


async def _asked_by_hr(company: Company, contract: Candidate) -> None:
    """Who makes contracts and keeps no seal asks for one; keepers are told and send it back."""
    assert "申请用印" in (await company.hr.get("/hr/contracts")).text
    page = await company.hr.get(f"/hr/contracts/{contract.contract}")
    page = await page.form("seal-list-form").submit()
    assert "由另一位用印人核对" in page.text and "confirm-form" not in page.text
    await company.hr.post(f"{page.path}/code", [], expect=404)
    await company.hr.post(f"{page.path}/confirm", [("code", "123456")], expect=404)

    async def told() -> str | None:
        mails = await company.inbox.messages()
        mine = (one for one in mails if one["to"] == "seal@acme.test" and page.path in one["text"])
        return next((str(one["subject"]) for one in mine), None)

    assert "申请用印，1 份合同等您确认" in await eventually(told, "a mail to the keeper")
    assert contract.name in (await company.hr.get("/hr/sealing")).text
    page = await company.keeper.get(page.path)
    page = await page.form("put-away-form").fill({"reason": "薪资待核"}).submit()
    assert "已退回，没有盖章" in page.text


async def test_a_photographed_seal_takes_the_place_of_the_drawn_one(
    company: Company, admin: Browser, signed: list[Candidate]
) -> None:
    await rule(admin, "proof")
    old = await in_use(admin)
    page = await people.proven(await admin.get(f"/hr/seals/new?replaces={old.rsplit('/', 1)[1]}"), PASSWORD)
    form = page.form("seal-form").fill({"reason": "renamed", "how": "scan"})
    page = await form.attach("scan", "seal.jpg", photograph((30, 30, 30))).submit(expect=422)
    assert "白纸上清晰的红色印迹" in page.text and page.form("seal-form").value("reason") == "renamed"
    page = await page.form("seal-form").attach("scan", "seal.jpg", photograph()).submit()
    assert "已换章" in page.text and page.path != old
    picture = await admin.get(f"{page.path}/picture")
    assert picture.content.startswith(b"<svg") and b"data:image/png;base64," in picture.content
    assert "renamed" in (await admin.get(old)).text
    page = await signed[0].to_seal()
    page = await people.proven(await page.form("seal-form").submit(), PASSWORD)
    await signed[0].finish()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"serial": "3301"}, "备案编号是 13 位数字"),
        ({"kind": "representative", "holder": ""}, "请填写这一项"),
        ({"kind": "official", "how": "scan"}, "请选择文件"),
        ({"kind": "ours"}, "请选择一项"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_lost(
    admin: Browser, typed: dict[str, str], said: str
) -> None:
    page = await people.proven(await admin.get("/hr/seals/new"), PASSWORD)
    form = page.form("seal-form").drop("how").fill({"how": "drawn", **typed})
    page = await form.submit(expect=422)
    assert said in page.text
    for name, value in typed.items():
        if name in ("serial", "holder"):
            assert page.form("seal-form").value(name) == value


async def test_who_does_not_manage_seals_sees_no_page_of_them(company: Company) -> None:
    for browser in (company.hr, company.keeper):
        assert (await browser.get("/hr/seals", expect=404)).status == 404
    page = await company.hr.get("/hr/sealing")
    assert page.path == "/hr/contracts" and "盖章由用印人完成" in page.text
    assert (await company.hr.get("/hr/seal-register")).status == 200
