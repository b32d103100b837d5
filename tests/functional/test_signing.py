"""The three steps through real forms: what is refused says why and loses nothing, what is done twice is done once."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Form, Page
from huiyin.road.people import Inbox

from tests.functional.test_portal import ADDRESS, admitted, sent_contract, staff_of

ID_NUMBER = "310199198812311223"
NUMBERS = iter(range(100))
_TRIAL = "测试/演示：签名证书不是由依法设立的电子认证服务提供者签发的"


class Signer:
    """A candidate with a contract to sign."""

    def __init__(self, me: Browser, inbox: Inbox, phone: str, contract: str) -> None:
        self.me, self.inbox, self.phone, self.contract = me, inbox, phone, contract

    @property
    def address(self) -> str:
        return f"/contracts/{self.contract}"

    async def post(self, step: str, expect: int | None = 200, **fields: str) -> Page:
        return await self.me.post(
            f"{self.me.origin}{self.address}/{step}", list(fields.items()), expect=expect
        )


@pytest.fixture
async def signer(settings: Settings, inbox: Inbox, acme: Browser) -> AsyncIterator[Signer]:
    phone = f"138000481{next(NUMBERS):02d}"
    application = await admitted(settings, phone, "欧阳䶮")
    await people.sign_in(acme, inbox, phone)
    await people.fill_onboarding(acme, ID_NUMBER, ADDRESS)
    yield Signer(acme, inbox, phone, await sent_contract(settings, application))


async def test_no_step_is_skipped_and_each_leads_to_the_next(signer: Signer) -> None:
    for step in ("verify", "sign", "done", ""):
        assert (await signer.me.get(f"{signer.address}/{step}")).path == f"{signer.address}/read"
    await signer.post("code", 409, name="欧阳䶮", id_number=ID_NUMBER)
    await signer.post("verify", 409, code="123456")
    await signer.post("sign", 409, strokes=json.dumps(people._DRAWING))
    assert _TRIAL in (await signer.me.get(f"{signer.address}/read")).text
    page = await people.read_contract(signer.me, signer.contract)
    assert page.path == f"{signer.address}/verify" and _TRIAL in page.text
    assert (await signer.post("read", agree="1")).path == f"{signer.address}/verify"  # the second tap
    assert "您已读完并同意" in (await signer.me.get(f"{signer.address}/read")).text
    await signer.post("verify", 409, code="123456")  # who they are comes first
    page = await signer.post("code", 422)
    assert page.text.count("请填写这一项") == 2
    page = await signer.post("code", 422, name="欧阳龙", id_number=ID_NUMBER)
    assert "与登记表不一致，还可以试 4 次" in page.text and "打电话给招聘负责人" in page.text
    assert page.form("send-form").value("name") == "欧阳龙"


async def test_what_is_sent_twice_is_done_once_whoever_comes_second(
    settings: Settings, signer: Signer
) -> None:
    pad = await people.come_to_sign(signer.me, signer.inbox, signer.phone, signer.contract)
    other = Browser(settings.origin("acme"))
    other._client.cookies.update(signer.me._client.cookies)
    second = await other.get(signer.address)
    assert second.path == f"{signer.address}/sign"
    ends = await asyncio.gather(people.draw(pad), people.draw(second))
    assert {page.path for page in ends} == {f"{signer.address}/done"}
    for step, fields in (("read", {"agree": "1"}), ("verify", {"code": "1"}), ("sign", {"strokes": "[]"})):
        assert (await signer.post(step, **fields)).path == f"{signer.address}/done"
    await signer.post("reading", 204, pages="1", seconds="5")
    keeper = await staff_of(settings, "seal")
    await people.wait_for_state(keeper, signer.contract, "pending_company")
    page = await signer.me.get(f"{signer.address}/read")  # now the pages with the signature on them
    pictures = [image.attrs["src"] for image in page.elements("img") if "/pages/" in image.attrs["src"]]
    assert pictures and page.all("data-next") == []
    assert (await signer.me.get(pictures[-1])).content.startswith(b"\x89PNG")
    for browser in (other, keeper):
        await browser.close()


async def test_a_script_is_told_where_to_go(signer: Signer) -> None:
    """As `steady.js` asks: an answer it can read instead of a redirect it cannot."""
    await signer.me.get(f"{signer.address}/read")
    headers = {"origin": signer.me.origin, "sec-fetch-site": "same-origin", "hx-request": "true"}
    url, fields = f"{signer.me.origin}{signer.address}/read", {"agree": "1", "read_all": "1"}
    refused = await signer.me._client.post(url, data={"agree": "1"}, headers=headers)
    assert refused.status_code == 422 and 'id="content"' in refused.text and 'id="actions"' in refused.text
    answer = await signer.me._client.post(url, data=fields, headers=headers)
    assert answer.status_code == 200 and answer.headers["hx-redirect"] == signer.address
    assert answer.headers["x-request-id"]
    signer.me._client.cookies.clear()
    answer = await signer.me._client.post(url, data=fields, headers=headers)
    assert answer.headers["hx-redirect"].startswith("/?to=/contracts/")


async def test_the_company_says_how_long_is_read_at_least(settings: Settings, signer: Signer) -> None:
    admin = await staff_of(settings, "admin")
    page = await admin.get("/hr/signing-rule")
    assert "不向您收取任何费用" in page.text
    assert (
        await page.form("signing-rule-form").fill({"least_seconds": "7"}).submit(expect=422)
    ).status == 422
    await page.form("signing-rule-form").fill({"least_seconds": "10"}).submit()
    try:
        page = await signer.me.get(f"{signer.address}/read")
        assert page.one("data-least").attrs["data-least"] == "10"
        page = await page.form("read-form").fill({"agree": "1", "read_all": "1"}).submit(expect=422)
        assert "还需阅读" in page.text
    finally:
        await people.ask_for_no_reading_time(admin)
        await admin.close()
    hr = await staff_of(settings)
    await hr.get("/hr/signing-rule", expect=404)
    await hr.close()


async def test_the_box_of_the_seam_shows_what_is_kept(settings: Settings) -> None:
    """Saving something else does not tick it."""
    admin = await staff_of(settings, "admin")

    async def shown() -> Form:
        return (await admin.get("/hr/signing-rule")).form("signing-rule-form")

    await (await shown()).submit()
    assert "hand_seam" not in (await shown()).names()
    await (await shown()).fill({"hand_seam": "1"}).submit()
    assert (await shown()).value("hand_seam") == "1"
    await (await shown()).drop("hand_seam").submit()
    assert "hand_seam" not in (await shown()).names()
    await admin.close()
