"""Awkward sheets through the forms that HR people fill, on the running product."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from openpyxl import load_workbook

from tests.support import awkward
from tests.support.awkward import book

EVERY = awkward.every()
RUN = ("headings_mixed", "both_in_one", "two_row_headings", "scores", "csv_gb18030")


@pytest.fixture(scope="module")
async def staff(settings: Settings) -> AsyncIterator[Browser]:
    """HR of the second tenant, signed in once: sign-ins are counted."""
    browser = Browser(settings.origin("globex"))
    await people.log_in(browser, "hr@globex.test", PASSWORD)
    yield browser
    await browser.close()


@pytest.mark.parametrize("name", RUN)
async def test_awkward_sheets_come_in_and_double_nobody(staff: Browser, name: str) -> None:
    sheet = EVERY[name]
    preview = await people.look_at_sheet(staff, sheet.filename, sheet.data)
    assert people.not_read(preview)["unmapped"] == list(sheet.unmapped)
    _page, counts, _faulty = await people.apply_sheet(preview)
    assert sheet.counts is not None
    # Sheets share people here and there: who is known already is a duplicate.
    assert counts["rows"] == sheet.counts["rows"] and counts["faulty"] == sheet.counts["faulty"]
    assert counts["people"] + counts["duplicates"] == sheet.counts["people"] + sheet.counts["duplicates"]
    _page, again, _faulty = await people.import_sheet(staff, sheet.filename, sheet.data)
    assert (again["people"], again["scorecards"]) == (0, 0)
    assert again["score_faulty"] == counts["score_faulty"]


async def test_the_worst_cells_go_through_database_faulty_sheet_and_back(staff: Browser) -> None:
    sheet = EVERY["values"]
    _page, counts, faulty = await people.import_sheet(staff, sheet.filename, sheet.data)
    assert sheet.counts is not None
    assert {key: counts[key] for key in sheet.counts} == sheet.counts
    made = load_workbook(io.BytesIO(faulty))
    tab = made["人员"]
    headings = [cell.value for cell in tab[1]]
    assert headings[0] == "原行号" and headings[-1] == "问题"
    assert all(row[-1].value for row in tab.iter_rows(min_row=2))
    for number, row in enumerate(tab.iter_rows(min_row=2), start=1):
        row[headings.index("姓名")].value = f"改{chr(0x4E00 + number)}"
        row[headings.index("手机号")].value = f"1369998{number:04d}"
        row[headings.index("应聘岗位")].value = "销售"
    out = io.BytesIO()
    made.save(out)
    _page, mended, _faulty = await people.import_sheet(staff, "mended.xlsx", out.getvalue())
    assert (mended["people"], mended["faulty"]) == (counts["faulty"], 0)


async def test_unknown_columns_are_named_and_one_click_makes_them_scores(staff: Browser) -> None:
    rows = [(f"钱{chr(0x4E00 + n)}", f"1367777{n:04d}", "店员") for n in range(3)]
    head = ("手机号", "轮次", "面试官", "气场")
    data = book({"人": [("姓名", "手机号", "岗位", "星座"), *[(*row, "白羊") for row in rows]],
                 "评": [head, *[(row[1], "初试", "王", 8) for row in rows]]})  # fmt: skip
    with pytest.raises(people.UnmappedColumnsError) as refused:
        await people.look_at_sheet(staff, "a.xlsx", data)
    assert refused.value.missing == ["评: 评分维度"]
    assert refused.value.columns == ["星座", "气场"]
    page = refused.value.page
    form = page.form("mapping-form")
    assert form.value("评!D") == "dimension"  # proposed, not taken: the person's click says so
    page = await form.submit()
    assert "导入 3 人、3 份评价" in page.text
    assert "星座" in people.not_read(page)["unmapped"]
    _page, counts, _faulty = await people.apply_sheet(page)
    assert (counts["people"], counts["scorecards"]) == (3, 3)


async def test_a_mapping_may_be_changed_and_nonsense_changes_nothing(staff: Browser) -> None:
    data = book({"人": [("姓名", "手机号", "岗位", "城市"), ("孙行", "13677760001", "店员", "长沙")]})
    page = await people.look_at_sheet(staff, "a.xlsx", data, [("城市", "不导入")])
    assert people.not_read(page)["ignored"] == ["城市"]
    page = await page.form("mapping-form").fill({"人!D": "phone2", "别的!Z": "name"}).submit()
    assert "导入 1 人" in page.text
    with pytest.raises(LookupError, match="no column 年龄"):
        await people.look_at_sheet(staff, "a.xlsx", data, [("年龄", "不导入")])


async def test_a_second_click_applies_once(staff: Browser) -> None:
    data = book({"人": [("姓名", "手机号", "岗位"), ("李双", "13677770101", "店员")]})
    preview = await people.look_at_sheet(staff, "a.xlsx", data)
    first, second = await asyncio.gather(
        preview.form("apply-form").submit(), preview.form("apply-form").submit()
    )
    assert first.one("data-result").attrs["data-result"] == second.one("data-result").attrs["data-result"]
    page = await staff.get("/hr/candidates?q=李双")
    assert len(set(page.entries("/hr/candidates"))) == 1


async def test_less_said_about_a_vacancy_makes_no_second_application(staff: Browser) -> None:
    full = book({"人": [("姓名", "手机号", "岗位", "部门"), ("周全", "13677770201", "店员", "零售部")]})
    less = book({"人": [("姓名", "手机号", "岗位"), ("周全", "13677770201", "店员")]})
    other = book({"人": [("姓名", "手机号", "岗位"), ("周全", "13677770201", "店长")]})
    for data in (full, less, other):
        await people.import_sheet(staff, "a.xlsx", data)
    page = await staff.get("/hr/candidates?q=周全")
    assert len(set(page.entries("/hr/candidates"))) == 2


async def test_another_tenants_batch_is_not_found(settings: Settings, staff: Browser) -> None:
    stranger = Browser(settings.origin("acme"))
    await people.log_in(stranger, "hr@acme.test", PASSWORD)
    data = book({"人": [("姓名", "手机号", "岗位"), ("", "13677770301", "店员")]})
    page, _counts, _faulty = await people.import_sheet(staff, "a.xlsx", data)
    for path in (page.path, f"{page.path}/faulty.xlsx"):
        await staff.get(path)
        assert "没有找到" in (await stranger.get(path, expect=404)).text
    for action in ("mapping", "apply"):
        await stranger.post(f"{stranger.origin}{page.path}/{action}", [], expect=404)
    await stranger.close()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("a.xls", b"\xd0\xcf\x11\xe0", "旧版 .xls"), ("a.xlsx", b"PK\x03\x04", "已损坏"), ("a.pdf", b"%PDF", "无法识别的文件")],
)  # fmt: skip
async def test_what_is_no_sheet_is_refused_in_words(
    staff: Browser, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(people.SheetRefusedError, match=words):
        await people.look_at_sheet(staff, name, data)
