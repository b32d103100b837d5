"""验真 in a real browser: what a fingerprint can answer never leaves it; a bundle is checked on the page, whole."""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from huiyin.platform.providers.storage import open_store
from huiyin.platform.verify.trust import without_loop
from huiyin.road.browser import Browser as Hand
from huiyin.up import Product
from playwright.sync_api import Browser, FilePayload, Page, Request, expect

from tests.browser.phone import PHONE, accessible, kind_to_thumbs
from tests.support.company import Company


@dataclass(frozen=True, slots=True)
class Files:
    """A finished contract: its PDF, the PDF before the seal, and the bundle."""

    final: bytes
    signed: bytes
    bundle: bytes


@dataclass(slots=True)
class Checker:
    """The page of one company, and what it sent."""

    page: Page
    origin: str
    sent: list[Request] = field(default_factory=list)

    def open(self) -> None:
        self.page.goto(f"{self.origin}/verify")

    def choose(self, name: str, data: bytes) -> None:
        kind = "application/zip" if name.endswith(".zip") else "application/pdf"
        self.page.set_input_files("#file", FilePayload(name=name, mimeType=kind, buffer=data))

    def answer(self, kind: str) -> None:
        expect(self.page.locator(f"[data-answer={kind}]")).to_be_visible()

    def only_asked(self, times: int) -> None:
        """Fingerprints were sent, and nothing of a file."""
        posts = [one for one in self.sent if one.method == "POST"]
        assert [one.url for one in posts] == [f"{self.origin}/verify/hash"] * times
        assert all(len(one.post_data or "") == len("sha256=") + 64 for one in posts)
        self.sent.clear()


@pytest.fixture(scope="module")
def files(product: Product) -> Files:
    async def walk() -> Files:
        async with Company.at(product) as company:
            one = company.candidate(1, "阿卜杜热合曼·买买提艾力")
            await company.interview([one])
            await company.confirm([one])
            await one.walk()
            address = f"/hr/contracts/{one.contract}"
            final = (await company.hr.get(f"{address}/pdf")).content
            bundle = (await company.hr.get(f"{address}/evidence.zip")).content
            return Files(final, await _signed(company, one.contract), bundle)

    return without_loop(lambda: asyncio.run(walk()))


async def _signed(company: Company, contract: str) -> bytes:
    async with company.database() as connection:
        key = await connection.fetchval("select signed_key from contracts where id = $1::uuid", contract)
    return await open_store(company.settings).get(key)


async def _unthrottled(product: Product) -> None:
    """All tests come from one address."""
    async with Company.at(product) as company, company.database() as connection:
        await connection.execute("delete from throttles")


def _checker(browser: Browser, origin: str, **window: object) -> Checker:
    page = browser.new_context(**window).new_page()  # type: ignore[arg-type]
    made = Checker(page, origin)
    page.on("request", lambda request: made.sent.append(request))
    made.open()
    return made


@pytest.fixture
def checker(browser: Browser, product: Product, files: Files) -> Iterator[Checker]:
    without_loop(lambda: asyncio.run(_unthrottled(product)))
    made = _checker(browser, product.stack.settings().origin("acme"), **PHONE)
    yield made
    made.page.context.close()


def test_a_filed_contract_is_known_and_never_sent(checker: Checker, files: Files) -> None:
    kind_to_thumbs(checker.page)
    checker.choose("合同.pdf", files.final)
    checker.answer("final")
    expect(checker.page.locator("#answer")).to_contain_text("双方签署完成")
    assert "阿卜杜热合曼" not in checker.page.content(), "nobody's name is told"
    kind_to_thumbs(checker.page)
    checker.only_asked(1)
    checker.page.get_by_role("button", name="再验一份").click()
    checker.choose("合同.pdf", files.signed)
    checker.answer("signed")
    checker.only_asked(1)


def test_what_is_not_filed_is_sent_only_if_the_reader_wants_it(checker: Checker, files: Files) -> None:
    changed = files.final[:-300] + files.final[-300:].swapcase()
    checker.choose("合同.pdf", changed)
    checker.answer("unknown")
    kind_to_thumbs(checker.page)
    checker.only_asked(1)
    checker.page.get_by_role("button", name="上传核对签名").click()
    expect(checker.page.get_by_role("heading", name="这份文件与签署时不一样")).to_be_visible()


def test_at_another_company_the_same_file_is_not_known(
    browser: Browser, product: Product, files: Files
) -> None:
    other = _checker(browser, product.stack.settings().origin("globex"), locale="zh-CN")
    other.choose("合同.pdf", files.final)
    other.answer("unknown")
    other.page.get_by_role("button", name="上传核对签名").click()
    expect(other.page.get_by_text("存档里没有这份文件")).to_be_visible()
    other.page.context.close()


def test_a_bundle_is_checked_on_the_page(checker: Checker, files: Files) -> None:
    checker.choose("HT-evidence.zip", files.bundle)
    checker.answer("final")
    expect(checker.page.locator("[data-bundle=valid]")).to_contain_text("劳动者签名")
    kind_to_thumbs(checker.page)
    checker.only_asked(1)


def test_a_changed_bundle_is_said_before_anything_else(checker: Checker, files: Files) -> None:
    with zipfile.ZipFile(io.BytesIO(files.bundle)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    inside["events.jsonl"] = inside["events.jsonl"].replace(b"contract.sealed", b"contract.sea1ed")
    checker.choose("HT-evidence.zip", _zip(inside))
    expect(checker.page.locator("#answer > :first-child")).to_have_attribute("data-bundle", "invalid")
    checker.answer("final")  # the contract in it is the one that is filed
    checker.page.get_by_role("button", name="再验一份").click()
    inside["contract.pdf"] = inside["contract.pdf"][:-300] + inside["contract.pdf"][-300:].swapcase()
    checker.choose("HT-evidence.zip", _zip({f"HT/{name}": data for name, data in inside.items()}))
    checker.answer("unknown")
    expect(checker.page.get_by_role("button", name="上传核对签名")).to_be_hidden()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"\x89PNG"), ("a.zip", b"PK nothing"), ("a.zip", _zip({"a.txt": b"x"})), ("a.pdf", b"")],
)
def test_what_is_neither_is_said_beside_the_field(checker: Checker, name: str, data: bytes) -> None:
    checker.choose(name, data)
    expect(checker.page.locator("[data-says]")).to_have_text("这不是合同 PDF，也不是存证包。")
    checker.only_asked(0)


def test_a_lost_line_is_said_and_pressed_again_it_goes_on(checker: Checker, files: Files) -> None:
    checker.page.context.set_offline(True)
    checker.choose("合同.pdf", files.final)
    expect(checker.page.locator("[data-says]")).to_contain_text("没有网络")
    checker.page.context.set_offline(False)
    checker.page.get_by_role("button", name="开始验真").click()
    checker.answer("final")


def test_a_dropped_file_is_checked_at_a_computer(browser: Browser, product: Product, files: Files) -> None:
    checker = _checker(
        browser,
        product.stack.settings().origin("acme"),
        locale="en-GB",
        viewport={"width": 1280, "height": 800},
    )
    page = checker.page
    accessible(page)
    handle = page.evaluate_handle(
        """bytes => { const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "contract.pdf")); return transfer; }""",
        list(files.final),
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": handle})
    checker.answer("final")
    accessible(page)
    checker.only_asked(1)
    page.context.close()


def test_without_scripts_the_file_is_sent_as_before(browser: Browser, product: Product, files: Files) -> None:
    checker = _checker(
        browser, product.stack.settings().origin("acme"), locale="zh-CN", java_script_enabled=False
    )
    checker.choose("合同.pdf", files.final)
    checker.page.get_by_role("button", name="开始验真").click()
    expect(checker.page.get_by_text("这份文件是真的，签署后没有改动")).to_be_visible()
    checker.open()
    checker.choose("HT.zip", files.bundle)
    checker.page.get_by_role("button", name="开始验真").click()
    expect(checker.page.get_by_text("这是存证包")).to_be_visible()
    checker.page.context.close()


def test_whoever_asks_too_often_is_told_so(checker: Checker, product: Product, files: Files) -> None:
    async def ask() -> int:
        hand = Hand(product.stack.settings().origin("globex"))
        for _time in range(25):
            answer = await hand._client.post(
                f"{hand.origin}/verify/hash", data={"sha256": "0" * 64}, headers={"origin": hand.origin}
            )
        await hand.close()
        return answer.status_code

    assert without_loop(lambda: asyncio.run(ask())) == 422
