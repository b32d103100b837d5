"""A company is verified through real forms: its admin at one end, an operator at the other, and nobody else's hand between."""

import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pypdfium2
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox, eventually
from huiyin.steward.context import stewardship
from huiyin.tenants.company.operators.service import make_link
from huiyin.tenants.people.company_verification.service import REASONS
from PIL import Image

from tests.support.companies import new_uscc
from tests.support.firm import Firm, firm_at

BANK, ACCOUNT, AGENT = "招商银行杭州西湖支行", "5719 0000 0010 001", "周敏"


def picture(kind: str = "PNG", size: tuple[int, int] = (700, 900)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#fdfbf3").save(made, kind)
    return made.getvalue()


@dataclass
class Desk:
    """Both ends: the company's admin, and an operator."""

    firm: Firm
    admin: Browser
    operator: Browser
    employer: str = ""

    @property
    def address(self) -> str:
        return f"/hr/employers/{self.employer}/verification"

    async def look(self) -> Page:
        return await self.admin.get(self.address)

    async def state(self) -> str:
        return (await self.look()).one("data-state").attrs["data-state"]

    async def hand_in_papers(self) -> Page:
        form = (await self.look()).form("papers-form").attach("licence", "执照.png", picture())
        return await form.fill({"bank": BANK, "account": ACCOUNT}).submit()

    async def submit(self) -> Page:
        await self.hand_in_papers()
        page = (
            await (await self.look())
            .form("applicant-form")
            .fill({"applicant": "agent", "agent": AGENT})
            .submit()
        )
        form = page.form("submit-form").attach("authorisation", "授权书.jpg", picture("JPEG"))
        return await form.submit()

    async def review(self) -> Page:
        page = await self.operator.get(f"/ops/tenants/{self.firm.place.tenant.slug}")
        [link] = page.links(f"{page.path}/verifications/")
        return await self.operator.get(link)


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with firm_at(settings) as firm:
        async with stewardship(settings) as steward, steward.database.shared() as session:
            token = await make_link(session, f"op-{uuid4().hex[:8]}")
        operator = Browser(settings.origin())
        await (await operator.get(f"/ops/enter/{token}")).form("enter-form").submit()
        admin = await firm.signed_in()
        made = Desk(firm, admin, operator)
        made.employer = (await admin.get("/hr/employers")).entries("/hr/employers")[0].rsplit("/", 1)[1]
        # The employer of a test's tenant is vouched for: as it is called now nobody has seen its papers.
        form = (await admin.get(f"/hr/employers/{made.employer}")).form("employer-form")
        await form.fill({"name": "杭州阿卜杜热合曼信息技术有限公司", "uscc": new_uscc()}).submit()
        yield made
        await operator.close()


async def test_a_company_is_verified_from_its_papers_to_the_amount(desk: Desk, inbox: Inbox) -> None:
    page = await desk.look()
    assert "试用 · 主体未认证" in page.text and "单位全称、统一社会信用代码有变更" in page.text
    page = await desk.submit()
    assert "审核结果会通知管理员" in page.text and await desk.state() == "in_review"
    listed = await desk.operator.get("/ops?status=waiting")
    assert desk.firm.place.tenant.slug in listed.text
    page = await desk.review()
    assert BANK in page.text and "571900000010001" in page.text and AGENT in page.text
    for link in [one for one in page.links(page.path) if "/papers/" in one]:
        shown = await desk.operator._client.get(link)
        assert shown.headers["content-type"] == "image/png"
        assert Image.open(io.BytesIO(shown.content)).size == (700, 900)
    page = await page.form("review-form").submit(("do", "approve"))
    page = await page.form("transfer-form").fill({"amount": "12"}).submit(expect=422)
    assert "0.01 到 9.99" in page.text
    page = await page.form("transfer-form").fill({"amount": "0.37"}).submit()
    assert "等企业填金额" in page.text
    page = await (await desk.look()).form("amount-form").fill({"amount": "0.38"}).submit(expect=422)
    assert "还可以输入 2 次" in page.text and page.form("amount-form").value("amount") == "0.38"
    page = await page.form("amount-form").fill({"amount": "0.37"}).submit()
    assert "企业认证已通过" in page.text and page.all("id") and "有效期至" in page.text
    assert "认证待处理" not in (await desk.operator.get(f"/ops?q={desk.firm.place.tenant.slug}")).elements(
        "td"
    )
    page = await desk.admin.get(f"{desk.address}?step=1")  # the next year most is typed already
    assert page.form("papers-form").value("bank") == BANK
    log = await desk.operator.get(f"/ops/tenants/{desk.firm.place.tenant.slug}")
    for done in ("approved", "transfer_sent"):
        assert f"company_verification.{done}" in log.text

    async def mailed() -> bool:
        mails = [mail["subject"] for mail in await inbox.messages()]
        return any("已通过企业认证" in one for one in mails) and any("请填写金额" in one for one in mails)

    await eventually(mailed, "the mails to the admin")


async def test_what_is_wrong_is_said_and_nothing_is_lost(desk: Desk) -> None:
    form = (await desk.look()).form("papers-form").attach("licence", "执照.png", picture())
    page = await form.fill({"bank": BANK, "account": "不是账号"}).submit(expect=422)
    assert "6 到 30 位数字" in page.text
    assert (page.form("papers-form").value("bank"), page.form("papers-form").value("account")) == (
        BANK,
        "不是账号",
    )
    assert "执照.png" in page.text  # the sound file is kept, whatever else is wrong
    page = await page.form("papers-form").fill({"account": ACCOUNT}).submit()
    page = await page.form("applicant-form").fill({"applicant": "agent", "agent": ""}).submit(expect=422)
    assert "请填写这一项" in page.text
    page = await page.form("applicant-form").fill({"applicant": "agent", "agent": AGENT}).submit()
    page = await page.form("submit-form").submit(expect=422)
    assert "请上传盖章签字的授权书" in page.text
    for bad in (
        b"MZ\x90\x00",
        picture("GIF"),
        picture(size=(200, 200)),
        picture()[:400],
        b"%PDF-1.7\n%nothing",
    ):
        page = await page.form("submit-form").attach("authorisation", "x.png", bad).submit(expect=422)
        assert "请上传完好的 PDF、PNG 或 JPEG" in page.text
    assert page.form("applicant-form").value("agent") == AGENT


async def test_the_letter_names_who_authorises_whom(desk: Desk) -> None:
    await desk.hand_in_papers()
    page = await desk.admin.get(f"{desk.address}/authorisation.pdf")
    assert page.path == desk.address and "请先填完前面两步" in page.text
    await page.form("applicant-form").fill({"applicant": "agent", "agent": AGENT}).submit()
    answer = await desk.admin._client.get(f"{desk.address}/authorisation.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 1
        text = re.sub(r"\s", "", document[0].get_textpage().get_text_range())
    assert "企业认证授权书" in text and AGENT in text and "法定代表人（签字）" in text


async def test_papers_are_rejected_with_a_reason_and_handed_in_again(desk: Desk) -> None:
    await desk.submit()
    page = await desk.review()
    old = page.form("review-form")
    refused = await page.form("review-form").submit(("do", "reject"), expect=422)
    assert "请选择一项" in refused.text
    form = page.form("review-form").fill({"reason": "licence_unreadable", "words": "右下角看不清"})
    await form.submit(("do", "reject"))
    page = await desk.look()
    assert str(REASONS["licence_unreadable"]) in page.text and "右下角看不清" in page.text
    assert page.form("papers-form").value("bank") == BANK
    await page.form("papers-form").attach("licence", "新的.png", picture()).submit()
    page = await (await desk.look()).form("submit-form").submit()
    assert await desk.state() == "in_review"
    stale = await old.submit(("do", "approve"), expect=422)  # a page that shows the papers from before
    assert "进度已经变化" in stale.text
    assert await desk.state() == "in_review"
    again = await (await desk.review()).form("review-form").submit(("do", "approve"))
    assert again.form("transfer-form")


async def test_no_other_hand_reaches_it(desk: Desk, settings: Settings) -> None:
    await desk.submit()
    posts = ("papers", "applicant", "submit", "take-back", "amount", "another-transfer")
    paper = f"{desk.address}/papers/licence/1"
    assert (await desk.admin._client.get(paper)).headers["content-type"] == "image/png"
    for number in (0, 2, 99):
        await desk.admin.get(f"{desk.address}/papers/licence/{number}", expect=404)
    await desk.admin.get(f"{desk.address}/papers/passport/1", expect=404)
    neighbour = Browser(settings.origin("globex"))
    await people.log_in(neighbour, "admin@globex.test", PASSWORD)
    keeper = Browser(settings.origin("globex"))
    await people.log_in(keeper, "seal@globex.test", PASSWORD)
    own = (await neighbour.get("/hr/employers")).entries("/hr/employers")[0]
    for browser, address in ((neighbour, desk.address), (keeper, f"{own}/verification")):
        for path in (address, f"{address}/papers/licence/1", f"{address}/authorisation.pdf"):
            await browser.get(path, expect=404)
        for post in posts:
            await browser.post(browser.origin + f"{address}/{post}", [("amount", "0.37")], expect=404)
        await browser.close()
    review = (await desk.review()).path
    stranger = Browser(settings.origin())
    for path in (review, f"{review}/papers/licence/1"):
        assert (await stranger.get(path)).path == "/ops/enter"
    for post in ("review", "transfer"):
        page = await stranger.post(
            f"{stranger.origin}{review}/{post}", [("do", "approve"), ("amount", "0.37")]
        )
        assert page.path == "/ops/enter"
    other = review.replace(desk.firm.place.tenant.slug, "globex")
    await desk.operator.get(other, expect=404)
    await stranger.close()
    assert await desk.state() == "in_review"
