"""How messages go out, on the whole product: at night, one channel after the other, whatever the providers do."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.company import Candidate, Company
from tests.support.sending import sending


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


@pytest.fixture
async def night(company: Company) -> AsyncIterator[str]:
    """The tenant's quiet time is now; when it ends."""
    now = clock.now().astimezone(BEIJING)
    ends = now + timedelta(hours=3)
    values = {"quiet": "1", "start": f"{now - timedelta(hours=1):%H:%M}", "end": f"{ends:%H:%M}"}
    async with sending(company.settings, **values):
        yield f"{ends:%H:%M}"


@pytest.fixture
async def in_order(company: Company) -> AsyncIterator[None]:
    """Results go by text message first; where it has not arrived in two hours, by mail."""
    values = {"results__mode": "undelivered", "results__first": "sms", "results__minutes": "120"}
    async with sending(company.settings, **values):
        yield


async def _faults(company: Company, *faults: dict[str, Any]) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{company.inbox_origin}/aliyun/faults", json=list(faults))
    assert answer.status_code == 204, answer.text


async def _wait(one: Candidate, wanted: dict[str, str]) -> None:
    async def look() -> bool | None:
        states = {channel: state for _e, channel, state in (await one.outcome(settled=False))["messages"]}
        return True if states == wanted else None

    await eventually(look, f"{one.name}: {wanted}")


async def _times_over(company: Company, one: Candidate) -> None:
    """The two hours are over."""
    async with company.database() as connection:
        message = await connection.fetchval(
            "select id from messages where application_id = $1::uuid and channel = 'sms'",
            one.file.rsplit("/", 1)[1],
        )
        await connection.execute(
            "update queue.pgqueuer set execute_after = now() where entrypoint = 'message.fallback'"
            " and convert_from(payload, 'UTF8')::jsonb ->> 'message' = $1",
            str(message),
        )


async def test_at_night_the_page_says_the_result_and_the_message_waits_until_somebody_hurries_it(
    company: Company, night: str
) -> None:
    one, other = company.candidate(600, "仲长"), company.candidate(601, "百里")
    await company.interview([one, other])
    page = await (await company.hr.get(other.file)).form("decision-form").submit(("outcome", "pass"))
    assert f"进度页现在就能看到，消息最晚 {night} 发出" in page.text
    page = await company.confirm([one])
    assert f"最晚 {night} 发出" in page.text
    file = await company.hr.get(one.file)
    waits = file.all("data-waits")
    assert [row.attrs["data-waits"] for row in waits] == ["quiet", "quiet"]
    assert all(f"{night} 发出" in row.text for row in waits)
    assert (await one.told()) == {"sms": {}, "email": {}}
    # The candidate who looks sees the truth at once; the code to look with is never held.
    page = await people.sign_in(one._me, company.inbox, one.phone)
    assert "填写入职登记" in page.text

    links = [link for link in file.links("/hr/messages/") if link.endswith("/send-now")]
    assert len(links) == 2
    for link in links:
        form = (await company.hr.get(link)).form("send-now-form")
        page = await form.submit(expect=422)
        assert "请填写这一项" in page.text
        await page.form("send-now-form").fill({"reason": "明早八点就来"}).submit()
    await _wait(one, {"sms": "delivered", "email": "delivered"})
    assert (await company.hr.get(link)).text.count("这条消息已经发出") == 1
    page = await company.hr.post(f"{company.hr.origin}{link}", [("reason", "再来一次")], expect=422)
    outcome = await one.outcome()
    assert outcome["events"]["message.hurried"] == 2
    assert await company.chain() == "valid"


async def test_the_mail_comes_only_where_the_text_did_not_arrive(company: Company, in_order: None) -> None:
    fine, broken, hanging, twice, lost, silent = everybody = [
        company.candidate(610 + number, name)
        for number, name in enumerate(("一鸣", "二虎", "三春", "四喜", "五福", "六合"))
    ]
    await company.interview(everybody)
    await _faults(
        company,
        {"phone": broken.phone, "kind": "error"},
        {"phone": hanging.phone, "kind": "hang", "seconds": 12},
        {"phone": twice.phone, "kind": "twice"},
        {"phone": lost.phone, "kind": "undelivered", "code": "MK:0005"},
        {"phone": silent.phone, "kind": "slow", "seconds": 3600},
    )
    await company.confirm(everybody)
    for one in (fine, broken, hanging, twice):
        await _wait(one, {"sms": "delivered"})
    await _wait(lost, {"sms": "failed", "email": "delivered"})
    await _wait(silent, {"sms": "submitted"})
    assert "120 分钟没有送达，改发邮件" in (await company.hr.get(silent.file)).text
    for one in everybody:
        await _times_over(company, one)
    await _wait(silent, {"sms": "submitted", "email": "delivered"})
    assert "短信过了时间没有送达，改发这一条" in (await company.hr.get(silent.file)).text
    assert "短信没有发送成功，改发这一条" in (await company.hr.get(lost.file)).text
    await company.settled()
    for one in everybody:
        assert len((await one.outcome())["messages"]) == (2 if one in (lost, silent) else 1), one.name
    unreached = await company.hr.get("/hr/messages/unreached")
    assert lost.name not in unreached.text and silent.name not in unreached.text

    # Late, repeated, out of order and forged: kept where it is true, and nothing comes of it.
    text = next(item for item in await company.inbox.messages() if item["to"] == silent.phone)
    report = {
        "phone_number": silent.phone, "success": True, "err_code": "DELIVERED", "biz_id": text["id"],
        "out_id": text["out_id"], "sms_size": "1",
    }  # fmt: skip
    refusal = report | {"success": False, "err_code": "REJECT", "biz_id": "1" * 32}
    hook = f"http://127.0.0.1:{company.settings.port}/hooks/sms/aliyun/{company.settings.sms_receipt_token}"
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.post(hook + "x", json=[refusal])).status_code in (403, 404)
        for reports in ([refusal], [report, report], [refusal]):
            assert (await http.post(hook, json=reports)).json()["code"] == 0
    await _wait(silent, {"sms": "delivered", "email": "delivered"})
    await company.settled()
    assert len((await silent.outcome())["messages"]) == 2
    assert await company.chain() == "valid"


async def test_who_neither_text_nor_mail_reached_is_for_the_telephone(
    company: Company, in_order: None
) -> None:
    one = company.candidate(620, "司空")
    one.email = "nobody@nowhere.invalid"
    await company.interview([one])
    await _faults(company, {"phone": one.phone, "kind": "undelivered", "code": "MK:0005"})
    await company.confirm([one])
    await _wait(one, {"sms": "failed", "email": "failed"})
    assert one.name in (await company.hr.get("/hr/messages/unreached")).text


async def test_what_is_typed_wrong_is_said_beside_its_field(company: Company) -> None:
    admin = Browser(company.settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    typed = {
        "quiet": "1", "start": "09:00", "end": "09:00", "per_day": "0",
        "results.mode": "undelivered", "results.minutes": "soon",
        "contracts.mode": "together", "contracts.minutes": "",
    }  # fmt: skip
    form = (await admin.get("/hr/delivery")).form("delivery-form").fill(typed)
    page = await form.submit(expect=422)
    assert page.text.count("请填写 1 到 1440 之间的数") == 1 and "请填写 1 到 50 之间的数" in page.text
    again = page.form("delivery-form").fill({"per_day": "9", "results.minutes": "15"})
    page = await again.submit(expect=422)
    assert "开始和结束不能是同一时间" in page.text and 'value="15"' in page.content.decode()
    page = await page.form("delivery-form").fill({"start": "25:00"}).submit(expect=422)
    assert "请填写时间" in page.text
    await admin.close()
