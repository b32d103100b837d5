"""Notices on the whole product: who was not reached, what the candidate did, the tenant's own gateway and robots."""

from collections.abc import AsyncIterator

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.support.company import Candidate, Company


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


@pytest.fixture
async def admin(company: Company) -> AsyncIterator[Browser]:
    browser = Browser(company.settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", PASSWORD)
    yield browser
    await browser.close()


async def _post(company: Company, path: str, body: object) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(company.inbox_origin + path, json=body)
    assert answer.status_code == 204, answer.text


async def _states(one: Candidate, wanted: dict[str, str]) -> None:
    async def look() -> bool | None:
        states = {channel: state for _e, channel, state in (await one.outcome(settled=False))["messages"]}
        return True if states == wanted else None

    await eventually(look, f"{one.name}: {wanted}")


async def test_who_was_not_reached_is_listed_until_the_phone_call(company: Company) -> None:
    one = company.candidate(400, "窦章")
    one.email = "nobody@nowhere.invalid"
    await company.interview([one])
    await _post(company, "/aliyun/faults", [{"phone": one.phone, "kind": "undelivered", "code": "MK:0005"}])
    await company.confirm([one])
    await _states(one, {"sms": "failed", "email": "failed"})

    page = await company.hr.get("/hr/messages/unreached")
    assert one.name in page.text
    assert "号码停机或已注销" in page.text and "邮箱不存在或拒收" in page.text
    assert one.phone not in page.text  # shown by a click that is written down
    todo = await company.hr.get("/hr/")
    assert "待电话通知" in todo.text

    application = one.file.rsplit("/", 1)[1]
    for outcome, listed in (("not_reached", True), ("reached", False)):
        form = page.form(f"call-{application}").fill({"note": "前台转告"})
        page = await form.submit(("outcome", outcome))
        rows = [row.attrs["data-unreached"] for row in page.all("data-unreached")]
        assert (application in rows) is listed
    file = await company.hr.get(one.file)
    assert [call.attrs["data-call"] for call in file.all("data-call")] == ["reached", "not_reached"]
    assert (await one.outcome(settled=False))["events"]["call.noted"] == 2
    assert await company.chain() == "valid"


async def test_what_the_candidate_does_is_the_end_of_the_messages_way(company: Company) -> None:
    one = company.candidate(401, "云飞")
    await company.interview([one])
    await company.confirm([one])
    await _states(one, {"sms": "delivered", "email": "delivered"})
    await one.enter()
    file = await company.hr.get(one.file)
    assert file.text.count("已操作") == 2
    assert (await one.outcome())["events"]["message.acted"] == 2


def _of_kind(page: Page, kind: str) -> list[str]:
    """Where the accounts of a kind are."""
    return [row.attrs["data-account"] for row in page.all("data-account") if row.attrs["data-sender"] == kind]


async def _own_tencent(company: Company, admin: Browser, *, enabled: bool = True) -> str:
    """The tenant's own account at the small Tencent; the secret path of its reports."""
    page = await admin.get("/hr/channels")
    page = await admin.get((_of_kind(page, "tencent") or ["/hr/channels/new/tencent"])[0])
    secret = company.settings.sms_secret
    values = {
        "key_id": "embedded",
        "app_id": "1400000000",
        "sign_name": "回音招聘",
        "secret": secret,
        "enabled": "1",
    }
    codes = sorted(field for field in page.form("channel-form").names() if field.startswith("template-"))
    values |= {field: str(101 + place) for place, field in enumerate(codes)}
    form = page.form("channel-form").fill(values)
    if not enabled:
        form.drop("enabled")
    page = await form.submit()
    page = await admin.get(_of_kind(page, "tencent")[0])
    assert secret not in page.content.decode()
    return page.one("data-hook").text


@pytest.fixture
async def hook(company: Company, admin: Browser) -> AsyncIterator[str]:
    """Text messages go by the tenant's own account meanwhile."""
    address = await _own_tencent(company, admin)
    await _post(company, "/tencent/hook", {"url": address})
    yield address
    await _own_tencent(company, admin, enabled=False)


async def _hurry(company: Company) -> None:
    """The seconds a gateway is given to settle are over."""
    async with company.database() as connection:
        await connection.execute(
            "update queue.pgqueuer set execute_after = now() where entrypoint = 'message.send'"
            " and status = 'queued' and attempts > 0"
        )


async def test_tencent_is_survived_whatever_it_does(company: Company, hook: str) -> None:
    names = ("苏一", "潘二", "葛三", "奚四", "范五")
    fine, broken, hanging, twice, slow = everybody = [
        company.candidate(410 + number, name) for number, name in enumerate(names)
    ]
    faults = [
        {"phone": broken.phone, "kind": "error"},
        {"phone": hanging.phone, "kind": "hang", "seconds": 12},
        {"phone": twice.phone, "kind": "twice"},
        {"phone": slow.phone, "kind": "slow", "seconds": 3},
    ]
    await company.interview(everybody)
    await _post(company, "/tencent/faults", faults)
    await company.confirm(everybody)

    async def look() -> bool | None:
        await _hurry(company)
        found = [(await one.outcome(settled=False))["messages"] for one in everybody]
        return True if all({state for _e, _c, state in mine} == {"delivered"} for mine in found) else None

    await eventually(look, "everybody to be told")
    for one in everybody:
        assert (await one.told())["sms"].total() == 1, one.name
    sent = next(item for item in await company.inbox.messages() if item["to"] == fine.phone)
    assert sent["text"].startswith("【回音招聘】苏一您好") and "/r/" in sent["text"]

    # Forged: an unknown number is asked for again, a wrong path is nothing, and what arrived stays so.
    before = await fine.outcome()
    refusal = {
        "sid": sent["id"],
        "report_status": "FAIL",
        "errmsg": "MK:0005",
        "mobile": "1",
        "nationcode": "86",
    }
    async with httpx.AsyncClient(trust_env=False, headers={"host": httpx.URL(hook).netloc.decode()}) as http:
        path = f"http://127.0.0.1:{company.settings.port}{httpx.URL(hook).path}"
        assert (await http.post(path, json=[refusal])).json()["result"] == 0
        assert (await http.post(path, json=[refusal | {"sid": "2640:0"}])).json()["result"] == 1
        assert (await http.post(path, content=b"nonsense")).json()["result"] == 1
        assert (await http.post(path + "x", json=[refusal])).status_code == 404
    await company.settled()
    assert await fine.outcome() == before
    assert await company.chain() == "valid"


async def test_an_undelivered_message_says_tencents_reason(company: Company, hook: str) -> None:
    one = company.candidate(420, "彭郎")
    one.email = "nobody@nowhere.invalid"
    await company.interview([one])
    fault = {"phone": one.phone, "kind": "undelivered", "code": "NOT_ON_SERVICE"}
    await _post(company, "/tencent/faults", [fault])
    await company.confirm([one])
    await _states(one, {"sms": "failed", "email": "failed"})
    assert "号码停机或已注销" in (await company.hr.get(one.file)).text


async def test_a_robot_tells_the_group_and_its_secrets_are_never_shown(
    company: Company, admin: Browser
) -> None:
    page = await admin.get("/hr/channels/new/dingtalk")
    form = page.form("channel-form").fill(
        {"webhook": "https://evil.example/robot/send?access_token=x", "sign": "s"}
    )
    page = await form.submit(expect=422)
    assert "不是钉钉群机器人的 Webhook 地址" in page.text
    address = "https://oapi.dingtalk.com/robot/send?access_token=embedded-robot"
    secret = company.settings.sms_secret
    page = await page.form("channel-form").fill({"webhook": address, "sign": secret}).submit()
    [mine] = _of_kind(page, "dingtalk")
    assert "embedded-robot" not in page.content.decode() and secret not in page.content.decode()
    shown = await admin.get(mine)
    assert "embedded-robot" not in shown.content.decode() and secret not in shown.content.decode()
    await page.form(f"{mine}/try").submit()

    async def look() -> bool | None:
        said = [item for item in await company.inbox.messages() if item["channel"] == "im"]
        return True if any("测试消息" in item["text"] for item in said) else None

    await eventually(look, "the robot")

    async def well() -> bool | None:
        return True if "正常" in (await admin.get("/hr/channels")).text else None

    await eventually(well, "what came of it")
    # A wrong secret is said beside the robot, in words.
    page = await shown.form("channel-form").fill({"sign": "SECwrong"}).submit()
    await page.form(f"{mine}/try").submit()

    async def refused() -> bool | None:
        return True if "加签密钥不正确" in (await admin.get("/hr/channels")).text else None

    await eventually(refused, "the refusal")
    await (await admin.get(mine)).form("channel-form").drop("enabled").submit()
    assert "已停用" in (await admin.get("/hr/channels")).text
