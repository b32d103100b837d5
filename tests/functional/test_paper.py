"""A contract on paper, from the choice to the archive; a paper copy; and reading both for ever."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.check import describe
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.tenants.access.sessions.models import AskedCode
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.people.employees.models import Employee
from huiyin.tenants.people.persons.models import Person
from huiyin.up import Product
from sqlalchemy import select, update

from tests.functional.test_employees import Staff, staff
from tests.support.papers import pages_of, photograph, scanned, texts_of

NAME = "阿卜杜热合曼·买买提艾力"
__all__ = ["staff"]  # a fixture
_CHECKS = ["pages", "employee", "seal", "days", "content"]


@dataclass
class Paper:
    """One contract on paper, with its employee's browser; `keeper` is the second pair of eyes."""

    staff: Staff
    inbox: Inbox
    product: Product
    me: Browser
    phone: str
    person: Person
    contract: str

    @property
    def at(self) -> str:
        return f"/hr/contracts/{self.contract}/paper"

    async def upload(
        self, *files: tuple[str, bytes], days: dict[str, str] | None = None, expect: int = 200
    ) -> Page:
        form = (await self.staff.hr.get(self.at)).form("scan-form")
        for name, data in files:
            form.attach("files", name, data)
        today = clock.today_in_china().isoformat()
        return await form.fill(days or {"employee_signed_on": today, "sealed_on": today}).submit(
            expect=expect
        )

    async def check(self, browser: Browser, ticked: list[str], *, expect: int = 200) -> Page:
        page = await browser.get(self.at)
        form = page.form("check-form").tick("checks", ticked)
        return await form.submit(("verdict", "accept"), expect=expect)

    async def state(self) -> str:
        place = self.staff.firm.place
        async with place.database.tenant(place.tenant) as session:
            return (await load(session, UUID(self.contract))).state


@pytest.fixture
async def paper(staff: Staff, inbox: Inbox, product: Product) -> Paper:
    phone = "13750010051"
    person = await staff.person(NAME, phone)
    contract = await staff.contract(person)
    page = await people.wait_for_state(staff.hr, contract, "checked")
    await page.form("send-form").submit()
    me = staff.firm.browser()
    await people.sign_in(me, inbox, phone)
    page = await (await staff.hr.get(f"/hr/contracts/{contract}")).form("paper-form").submit()
    assert "已改用纸质签署" in page.text and page.path == f"/hr/contracts/{contract}/paper"
    return Paper(staff, inbox, product, me, phone, person, contract)


async def test_paper_comes_in_is_checked_by_a_second_person_and_is_called_so_everywhere(paper: Paper) -> None:
    me, hr = paper.me, paper.staff.hr
    page = await me.get(f"/contracts/{paper.contract}")
    assert page.path.endswith("/status") and "这份合同改签纸质" in page.text
    page = await hr.get(paper.at)
    assert "前完成" in page.text and "书面合同最晚" in page.text
    printed = (await hr.get(f"/hr/contracts/{paper.contract}/pdf")).content
    pages = len(pages_of(printed))

    # Wrong things are said beside their field, and the days that were typed stay.
    tomorrow = (clock.today_in_china() + timedelta(days=1)).isoformat()
    days = {"employee_signed_on": tomorrow, "sealed_on": tomorrow}
    page = await paper.upload(("a.pdf", scanned(pages)), days=days, expect=422)
    assert "不能晚于今天" in page.text and page.form("scan-form").value("sealed_on") == tomorrow
    for bad in (b"", b"PK\x03\x04", b"%PDF-1.7 broken", b"\xff\xd8\xff\xe0broken", b"\x89PNG\r\n\x1a\n"):
        page = await paper.upload(("1.jpg", photograph()), ("2.jpg", bad), expect=422)
        assert "第 2 个文件无法读取" in page.text
    assert "请选择文件" in (await paper.upload(expect=422)).text

    # Photographs in the order of their names, whatever the order in which they were chosen; a page too few is said.
    shots = [(f"IMG_{n}.jpg", photograph(str(n), turned=n == 2)) for n in (10, 2, 1)]
    page = await paper.upload(*shots)
    assert f"扫描件 3 页，打印的原件 {pages} 页，不一样" in page.text and "需要另一位同事来核对" in page.text
    with pytest.raises(AssertionError, match="no form check-form"):
        page.form("check-form")  # whoever uploaded it is not asked
    scan = re.findall(r"paper/([0-9a-f-]{36})/pdf", page.response.text)[0]
    assert pages_of((await hr.get(f"{paper.at}/{scan}/pdf")).content) == [(632, 842)] * 3
    everything = [("verdict", "accept"), *(("checks", one) for one in _CHECKS)]
    refused = await hr.post(f"{paper.at}/{scan}/check", everything, expect=None)
    assert refused.status == 422 and "需要另一位同事来核对" in refused.text
    assert await paper.state() == "on_paper"

    # The second person sends it back with a reason; another one comes in, and everything on the list is ticked.
    keeper = paper.staff.keeper
    page = await keeper.get(paper.at)
    page = await page.form("back-form").submit(("verdict", "back"), expect=422)
    assert "请填写这一项" in page.text
    page = await page.form("back-form").fill({"reason": "缺页；盖章不清楚"}).submit(("verdict", "back"))
    assert "已退回" in page.text and "缺页；盖章不清楚" in (await hr.get(paper.at)).text
    page = await paper.upload(("scan.pdf", scanned(pages)))
    assert "不一样" not in page.text
    page = await paper.check(keeper, _CHECKS[:4], expect=422)
    assert "请逐项核对并勾选" in page.text and await paper.state() == "on_paper"
    page = await paper.check(keeper, _CHECKS)
    assert "核对通过" in page.text

    page = await people.wait_for_state(hr, paper.contract, "archived")
    assert "纸质" in page.text and "没有电子签名" in page.text
    assert "纸质" in (await hr.get("/hr/contracts?state=archived")).text
    final = (await hr.get(f"/hr/contracts/{paper.contract}/pdf")).content
    assert len(pages_of(final)) == pages

    # The employee is told, sees what it is, and has it.
    page = await me.get("/progress")
    assert "双方已在纸上签署完成" in page.text
    page = await me.get(f"/contracts/{paper.contract}")
    assert page.path.endswith("/done") and "没有电子签名" in page.text and sha256_hex(final) in page.text
    assert (await me.get(f"/contracts/{paper.contract}/pdf")).content == final
    texts = " ".join(one["text"] for one in await paper.inbox.messages() if one["to"] == paper.phone)
    assert "公司会与您约定签署的时间和地点" in texts and "下载扫描件并保存好纸质原件" in texts

    # The check of the file, and the bundle, call it what it is.
    form = (await me.get("/verify")).form("check-form").attach("file", "scan.pdf", final)
    assert "纸质合同的扫描件，与公司存档的一致" in (await form.submit()).text
    bundle = (await hr.get(f"/hr/contracts/{paper.contract}/evidence.zip")).content
    root = CertificateAuthority.open(paper.product.stack.state / "ca").root_pem
    report = verify_bundle(bundle, root)
    assert report.ok and report.paper and report.pdf is None, report.problems
    assert "没有电子签名" in describe(report)


async def test_back_to_the_phone_drops_the_paper(paper: Paper) -> None:
    await paper.upload(("scan.pdf", scanned(2)))
    page = await (await paper.staff.hr.get(f"/hr/contracts/{paper.contract}")).form("again-form").submit()
    assert await paper.state() == "sent"
    page = await paper.staff.hr.get(paper.at)
    assert "已撤下" in page.text and "不在纸质签署中" in page.text
    assert (await paper.me.get(f"/contracts/{paper.contract}")).path.endswith("/read")


async def test_a_paper_copy_is_asked_for_promised_printed_and_handed_over_and_read_after_leaving(
    paper: Paper,
) -> None:
    hr, me = paper.staff.hr, paper.me
    refused = await me.get(f"/contracts/{paper.contract}/copy", expect=409)
    assert "签署完成之后" in refused.text
    await paper.upload(("scan.pdf", scanned(2)))
    await paper.check(paper.staff.keeper, _CHECKS)
    await people.wait_for_state(hr, paper.contract, "archived")
    page = await me.get(f"/contracts/{paper.contract}/copy")
    page = await page.form("copy-form").fill({"way": "post"}).submit(expect=422)
    assert "请填写这一项" in page.text
    page = await page.form("copy-form").fill({"words": "乌鲁木齐市天山区解放北路 1 号，本人收"}).submit()
    assert "已收到申请，公司最晚" in page.text and "天山区解放北路" in page.text
    assert (await me.get(f"/contracts/{paper.contract}/copy")).path.endswith("/done")  # one at a time
    await me.post(f"/contracts/{paper.contract}/copy", [("way", "collect"), ("words", "")])

    page = await hr.get(f"/hr/contracts/{paper.contract}")
    assert len(page.all("data-copy")) == 1 and "前交付" in page.text and "天山区解放北路" in page.text
    archived = (await hr.get(f"/hr/contracts/{paper.contract}/pdf")).content
    printed = (await hr.get(page.links(f"/hr/contracts/{paper.contract}/copies/")[0])).content
    cover = texts_of(printed)[0]
    assert len(pages_of(printed)) == len(pages_of(archived)) + 1
    assert "与原件一致" in cover and sha256_hex(archived) in re.sub(r"\s", "", cover) and "/verify" in cover
    page = await hr.get(f"/hr/contracts/{paper.contract}")
    page = await page.form("copy-form").fill({"way": "post", "note": ""}).submit(expect=422)
    page = await page.form("copy-form").fill({"note": "顺丰 SF1234567890123"}).submit()
    assert "已登记" in page.text
    page = await me.get(f"/contracts/{paper.contract}/done")
    assert "已寄出" in page.text and "SF1234567890123" in page.text
    assert page.links(f"/contracts/{paper.contract}/copy")  # another one can be asked for
    texts = [one["text"] for one in await paper.inbox.messages() if one["to"] == paper.phone]
    assert any("纸质复印件已寄出" in text for text in texts)
    await _leave(paper)
    await _read_after_leaving(paper, archived)


async def _leave(paper: Paper) -> None:
    """The last day was yesterday."""
    place = paper.staff.firm.place
    async with place.database.tenant(place.tenant) as session:
        mine = select(Employee).where(Employee.person_id == paper.person.id)
        (file,) = (await session.scalars(mine)).all()
        file.starts_on -= timedelta(days=30)
        file.ended_on = clock.today_in_china() - timedelta(days=1)


async def _an_hour_later(paper: Paper) -> None:
    """No code was asked for lately."""
    place = paper.staff.firm.place
    async with place.database.tenant(place.tenant) as session:
        await session.execute(update(AskedCode).values(created_at=AskedCode.created_at - timedelta(hours=2)))


async def _read_after_leaving(paper: Paper, archived: bytes) -> None:
    await _an_hour_later(paper)
    browser = paper.staff.firm.browser()
    page = await people.sign_in(browser, paper.inbox, paper.phone)
    assert page.path == "/ending"
    assert (await browser.get(f"/contracts/{paper.contract}/pdf")).path == "/"  # not in yet
    page = await browser.get("/ending")
    page = await page.form("ending-form").fill({"ending": "000Y"}).submit(expect=422)
    assert "与公司登记的证件号码不一致" in page.text
    ending = id_number(int(paper.phone[-3:]))[-4:]
    page = await page.form("ending-form").fill({"ending": f" {ending.lower()} "}).submit()
    assert page.path == "/progress"
    assert (await browser.get(f"/contracts/{paper.contract}/pdf")).content == archived
    # Five wrong answers in one day, from whatever browser: closed for everybody, the right one too.
    await _an_hour_later(paper)
    other = paper.staff.firm.browser()
    page = await people.sign_in(other, paper.inbox, paper.phone)
    for _try in range(4):
        page = await page.form("ending-form").fill({"ending": "1"}).submit(expect=422)
    assert "已经错了 5 次" in page.text
    page = await page.form("ending-form").fill({"ending": ending}).submit(expect=422)
    assert "已经错了 5 次" in page.text
    assert (await other.get("/progress")).path == "/"
