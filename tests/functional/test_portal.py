"""The candidate's pages through real forms: links lead to their matter, waits are said, files are checked."""

import asyncio
import gzip
import re

import httpx
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook

ADDRESS = "上海市浦东新区世纪大道 100 号 101 室"


async def staff_of(settings: Settings, login: str = "hr") -> Browser:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, f"{login}@acme.test", PASSWORD)
    return browser


async def admitted(settings: Settings, phone: str, name: str) -> str:
    """HR imports and confirms one candidate; returns the application."""
    staff = await staff_of(settings)
    rows = {"候选人": [PEOPLE, person(name, phone)], "面试评分": [SCORES, score(name, phone, 8, 8)]}
    await people.import_sheet(staff, "a.xlsx", workbook(rows))
    file = (await staff.get(f"/hr/candidates?q={phone[-4:]}")).entries("/hr/candidates")[0]
    await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    await staff.close()
    return file.rsplit("/", 1)[1]


async def sent_contract(settings: Settings, application: str) -> str:
    """HR makes the contract and sends it."""
    staff = await staff_of(settings)
    page = await people.contract_form(await staff.get(f"/hr/contracts/new/{application}")).submit()
    contract = page.path.rsplit("/", 1)[1]
    await (await people.wait_for_state(staff, contract, "checked")).form("send-form").submit()
    await staff.close()
    return contract


async def link_to(inbox: Inbox, phone: str, words: str) -> str:
    """The path of the link in the text message with these words."""

    async def look() -> str | None:
        texts = [m["text"] for m in await inbox.messages() if m["to"] == phone and words in m["text"]]
        found = re.search(r"/r/[\w-]+", texts[0]) if texts else None
        return found[0] if found else None

    link: str = await people.eventually(look, f"a text message to {phone} that says {words}")
    return link


async def test_a_link_to_sign_ends_at_the_contract_and_a_file_can_be_checked(
    settings: Settings, inbox: Inbox, acme: Browser
) -> None:
    phone = "13800047701"
    application = await admitted(settings, phone, "欧阳䶮")
    await people.sign_in(acme, inbox, phone)
    await people.fill_onboarding(acme, "310199198812311223", ADDRESS)
    contract = await sent_contract(settings, application)
    link = await link_to(inbox, phone, "待查看")

    stranger = Browser(settings.origin())
    page = await stranger.get(link)
    assert page.response.url.params["to"] == link.replace("/r/", "/m/")
    assert "直接打开您的合同" in page.text
    # Known by the message's link: the code comes at once, whatever was asked for elsewhere within the minute.
    had = await inbox.codes(phone)
    page = await page.form("phone-form").fill({"phone": phone}).submit()
    await inbox.code(phone, had)
    page = await page.form("resend-form").submit(expect=422)
    assert re.search(r"请 \d+ 秒后再重新获取", page.text)
    await stranger.close()

    page = await acme.get(link.replace("/r/", "/m/"))
    assert page.path == f"/contracts/{contract}/read"
    await people.sign_contract(acme, inbox, phone, contract)
    keeper = await staff_of(settings, "seal")
    page = await people.wait_for_state(keeper, contract, "pending_company")
    signed = (await acme.get(f"/contracts/{contract}/pdf")).content
    await page.form("seal-form").submit()
    await people.wait_for_state(keeper, contract, "archived")
    final = (await acme.get(f"/contracts/{contract}/pdf")).content
    await keeper.close()

    for data, words in (
        (final, ("签署后没有改动", "欧阳䶮", "杭州云栖星河科技有限公司", "逐字节一致", "测试/演示")),
        (signed, ("公司还没有盖章", "逐字节一致")),
        (final[:-300] + final[-300:].swapcase(), ("与签署时不一样", "都不一致")),
        (b"%PDF-1.7\nnothing", ("没有电子签名", "都不一致")),
    ):
        page = await check(settings, "acme", data)
        for word in words:
            assert word in page.text
    # At another company the file is as good, but not filed; and nobody's name is told that is not in the file.
    page = await check(settings, "globex", final)
    assert "签署后没有改动" in page.text and "存档里没有这份文件" in page.text


async def check(settings: Settings, tenant: str, data: bytes, *, expect: int = 200):  # type: ignore[no-untyped-def]
    browser = Browser(
        settings.origin(tenant), home=41
    )  # an address of its own: so many files may be asked about from one
    page = await browser.get("/verify")
    page = await page.form("check-form").attach("file", "合同.pdf", data).submit(expect=expect)
    await browser.close()
    return page


async def test_what_is_no_pdf_or_too_large_is_refused_in_words(settings: Settings) -> None:
    assert "这不是 PDF 文件" in (await check(settings, "acme", b"\x89PNG", expect=422)).text
    assert "超过 10 MB" in (await check(settings, "acme", b"%PDF-" + bytes(10_000_001), expect=422)).text


async def test_a_taken_back_contract_and_a_dead_link_say_so(
    settings: Settings, inbox: Inbox, acme: Browser
) -> None:
    phone = "13800047702"
    application = await admitted(settings, phone, "阿卜杜热合曼·买买提艾力")
    await people.sign_in(acme, inbox, phone)
    await people.fill_onboarding(acme, "310199198812311223", ADDRESS)
    contract = await sent_contract(settings, application)
    staff = await staff_of(settings)
    page = await staff.get(f"/hr/contracts/{contract}")
    await page.form(f"/hr/contracts/{contract}/withdraw").submit()
    await staff.close()
    page = await acme.get(f"/contracts/{contract}")
    assert page.path == f"/contracts/{contract}/status" and "公司已撤回这份合同" in page.text
    assert "这个链接打不开了" in (await acme.get("/m/1-unknown", expect=404)).text


async def test_of_two_applications_the_one_that_waits_for_the_candidate_comes_first(
    settings: Settings, inbox: Inbox, acme: Browser
) -> None:
    phone, name = "13800047703", "张𬭎"
    posts = ("后端开发工程师", "数据平台工程师")
    rows = {
        "候选人": [PEOPLE, *(person(name, phone, post) for post in posts)],
        "面试评分": [SCORES, *(score(name, phone, 8, 8, post=post) for post in posts)],
    }
    staff = await staff_of(settings)
    await people.import_sheet(staff, "a.xlsx", workbook(rows))
    for file in dict.fromkeys((await staff.get("/hr/candidates?q=7703")).entries("/hr/candidates")):
        page = await staff.get(file)
        if posts[0] in page.text and posts[1] not in page.text:
            await page.form("decision-form").submit(("outcome", "pass"))
    await staff.close()
    page = await people.sign_in(acme, inbox, phone)
    assert page.text.index("请填写入职登记") < page.text.index(f"另一份申请：{posts[1]}")
    assert re.search(r"最晚 \d+月\d+日 周. \d\d:\d\d 前答复您", page.text)


async def test_an_ended_session_says_so_and_comes_back(settings: Settings, acme: Browser) -> None:
    acme._client.cookies.set("me", "long-gone", domain=httpx.URL(settings.origin("acme")).host)
    page = await acme.get("/onboarding")
    assert "已自动退出" in page.text and page.form("phone-form").value("to") == "/onboarding"


async def test_two_taps_at_once_send_one_code_and_lead_to_it(
    settings: Settings, inbox: Inbox, acme: Browser
) -> None:
    phone = "13800047709"
    await admitted(settings, phone, "双击人")
    had = await inbox.codes(phone)
    page = await acme.get("/")
    taps = (page.form("phone-form").fill({"phone": phone}).submit(expect=None) for _tap in range(2))
    seen = await asyncio.gather(*taps)
    assert sorted(one.status for one in seen) == [200, 422]
    code = await inbox.code(phone, had)
    for one in seen:  # whichever of the two answers the browser shows
        assert one.form("code-form")
    assert (await seen[-1].form("code-form").fill({"code": code}).submit()).path == "/progress"
    assert await inbox.codes(phone) == had + 1


async def test_a_stranger_waits_like_a_candidate(settings: Settings) -> None:
    answers = []
    for number in ("13900001177", "13677778888"):
        browser = Browser(settings.origin("acme"))
        page = await (await browser.get("/")).form("phone-form").fill({"phone": number}).submit()
        again = await page.form("/code").submit(expect=422)
        answers.append([re.sub(r"\d+ 秒|\d{11}", "", text) for text in (page.text, again.text)])
        await browser.close()
    assert answers[0] == answers[1]


async def test_the_first_load_is_light(settings: Settings, acme: Browser) -> None:
    page = await acme.get("/")
    sources = [element.attrs["href"] for element in page.all("href") if "/static/" in element.attrs["href"]]
    sources += [element.attrs["src"] for element in page.all("src")]
    weight = len(gzip.compress(page.content))
    for source in sources:
        response = (await acme.get(source)).response
        assert response.headers.get("content-encoding") == "gzip" or len(response.content) < 500
        weight += response.num_bytes_downloaded
    assert len(sources) >= 3
    assert weight < 60_000
    # A page with secrets is never compressed: its length would tell about them.
    assert "content-encoding" not in page.response.headers
