"""Pictures of pages come from the very bytes, and the text in large type says what those pages say."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.resources import files

import msgspec
import pypdfium2
import pytest
from huiyin.platform.documents.blocks import Document, Letterhead
from huiyin.platform.documents.pages import Pages, PagesBusyError
from huiyin.platform.documents.pictures import layout_of, page_picture
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.documents.render import render
from huiyin.platform.http.pages import environment
from huiyin.platform.signatures.fields import prepare
from huiyin.platform.signatures.parties import Parties
from huiyin.platform.signatures.places import CANDIDATE
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.merging import Facts, merge
from huiyin.tenants.contracts.contract_templates.tree import used_fields
from PIL import Image

OWNER, NUMBER = "杭州云栖星河科技有限公司", "HT-2026-1014-0001"
TEMPLATES = ("fixed_tech", "fixed_sales", "open_ended")
# Of every kind that stands in contracts: rare names, Latin words, figures, marks at the end of a line.
VALUES = (
    "张𬭎",
    "阿卜杜热合曼·买买提艾力",
    "12,000.00",
    "2026年10月14日",
    "Senior Engineer (Office flow, R&D), 35 % of <all> “fixed” offers",
    "回款额 50 万元以下 3%，超过部分 5%；“项目验收时确认的奖金额”——见附件（二）。",
    "上海市浦东新区世纪大道 100 号 1 幢 101 室",
)
FEW: dict[str, str] = {}
MANY = {
    "probation.end": "2027-01-31", "probation.months": "3", "work.system": "不定时", "hazard.exists": "有", "noncompete.role": "高级技术人员",
    "training_bond.cost": "30000", "leave.extra_days": "5", "benefit.extra": "补充医疗", "bonus.project_scope": "项目",
    "bonus.annual_rule": "办法", "annex.bonus": "办法", "annex.secrets": "名单", "esign.reliable": "是",
}  # fmt: skip
WHEN = datetime(2026, 10, 14, tzinfo=UTC)


def contract(template: str, known: dict[str, str], shift: int = 0) -> Document:
    body = (files("huiyin.tenants.contracts.contract_templates.built_in") / f"{template}.md").read_text(
        "utf-8"
    )
    tree = read_markdown(body)
    names = sorted(used_fields(tree))
    values = {name: VALUES[(at + shift) % len(VALUES)] for at, name in enumerate(names)}
    title, blocks = merge(tree, Facts(values, known))
    return Document(title, NUMBER, OWNER, blocks, "https://acme.example/verify")


@pytest.fixture(scope="module")
def draft() -> bytes:
    """As the worker makes it: set, and with the places for the signatures."""
    made = render(contract("fixed_tech", FEW), WHEN)
    return prepare(made.pdf, made.anchors, Parties("张𬭎", "0" * 32, OWNER, "91330106MA2KXXXX0Q"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def run_together(text: str) -> str:
    """Lines are broken elsewhere on a page than on a phone: what is said is compared, not where a line ends."""
    return re.sub(r"\s", "", text)


def as_page(document: Document) -> str:
    """What the text version says, the number apart, which the PDF has in its head."""
    macro = environment().get_template("ui/document.html").module.document_text  # type: ignore[attr-defined]
    words = _Words()
    words.feed(macro(document))
    return run_together("".join(words.words)).replace(f"合同编号：{NUMBER}", "", 1)


def as_pdf(pdf: bytes, title: str) -> str:
    """What the file says, without the head and the foot that stand on every page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return "".join(_bodies(opened, title))


def _bodies(opened: pypdfium2.PdfDocument, title: str) -> Iterator[str]:
    for number, page in enumerate(opened, start=1):
        said = run_together(page.get_textpage().get_text_range())
        head, foot = f"{OWNER}合同编号：{NUMBER}", f"{run_together(title)}第{number}页共{len(opened)}页"
        assert said.startswith(head) and said.endswith(foot)
        yield said[len(head) : -len(foot)]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("known", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("shift", [0, 3])
def test_the_text_version_says_what_the_file_says(template: str, known: dict[str, str], shift: int) -> None:
    document = contract(template, known, shift)
    told = as_page(document)
    assert told == as_pdf(render(document, WHEN).pdf, document.title)
    assert len(told) > 1500


def test_a_mark_stands_at_the_head_of_every_page() -> None:
    marked = msgspec.structs.replace(contract("fixed_tech", FEW), mark="测试/演示")
    pages = pypdfium2.PdfDocument(render(marked, WHEN).pdf)
    heads = [run_together(page.get_textpage().get_text_range())[: len(OWNER) + 5] for page in pages]
    assert heads == [f"{OWNER}测试/演示"] * len(pages)


def test_a_text_that_says_something_else_is_noticed() -> None:
    pdf = render(contract("fixed_tech", FEW), WHEN).pdf
    assert as_page(contract("fixed_tech", FEW, 1)) != as_pdf(pdf, "劳动合同书")


def test_the_layout_of_a_draft(draft: bytes) -> None:
    layout = layout_of(draft, CANDIDATE)
    assert layout.pages > 2 and layout.place is not None
    place = layout.place
    assert 1 < place.page < layout.pages  # the annexes follow
    assert (
        place.left > 0.5 and place.left + place.width < 1 and place.top + place.height < 1
    )  # 乙方 is on the right
    assert (place.width * 210, place.height * 297) == pytest.approx((64, 40), abs=0.5)  # mm
    assert layout_of(draft, "nothing").place is None


@pytest.mark.parametrize("width", [1080, 1800])
def test_a_page_is_sharp_light_and_its_own(draft: bytes, width: int) -> None:
    first, second = (page_picture(draft, number, width) for number in (1, 2))
    picture = Image.open(io.BytesIO(first))
    picture.load()
    assert picture.size == (width, pytest.approx(width * 297 / 210, abs=2))
    dark = sum(picture.convert("L").histogram()[:64]) / (picture.width * picture.height)
    assert 0.01 < dark < 0.2  # ink on paper
    assert first != second and first == page_picture(draft, 1, width)
    assert len(first) < 300_000


def test_colours_stay(draft: bytes) -> None:
    made = pypdfium2.PdfDocument.new()
    made.new_page(100, 100)
    blank = io.BytesIO()
    made.save(blank)
    assert Image.open(io.BytesIO(page_picture(blank.getvalue(), 1, 50))).mode == "L"
    accented = render(contract("fixed_tech", FEW), WHEN, letterhead=Letterhead("#c01010")).pdf
    picture = Image.open(io.BytesIO(page_picture(accented, 1, 1080)))
    assert picture.mode == "RGB"
    assert (192, 16, 16) in {colour for _count, colour in picture.getcolors(1_000_000)}
    assert Image.open(io.BytesIO(page_picture(accented, 2, 1080))).mode == "L"


@pytest.mark.parametrize("number", [0, -1, 99])
def test_there_is_no_such_page(draft: bytes, number: int) -> None:
    with pytest.raises(IndexError):
        page_picture(draft, number, 100)


@pytest.mark.parametrize(("across", "size"), [(3, (2, 6000)), (14400, (1080, 1080))])
def test_a_strip_costs_no_more_than_a_page(across: int, size: tuple[int, int]) -> None:
    """What was scanned may be a strip: as wide as others it would be five million pixels high."""
    with pypdfium2.PdfDocument.new() as strip:
        strip.new_page(across, 14400)
        out = io.BytesIO()
        strip.save(out)
    assert Image.open(io.BytesIO(page_picture(out.getvalue(), 1, 1080))).size == size


async def test_a_page_that_takes_too_long_is_given_up(draft: bytes) -> None:
    pages = Pages(RenderPool(), patience=0.0)
    try:
        with pytest.raises(PagesBusyError):
            await pages.picture(draft, 1, 1080)
    finally:
        pages.close()
    again = Pages(RenderPool())
    try:
        assert (await again.picture(draft, 1, 300)).startswith(b"\x89PNG")
        with pytest.raises(IndexError):
            await again.picture(draft, 99, 300)
    finally:
        again.close()
