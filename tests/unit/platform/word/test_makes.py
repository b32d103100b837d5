"""Word files of different make come in: what is printed, in its order, and no character lost unsaid."""

import re

import pytest
from huiyin.platform.word import OpenRevisions, Pages, RevisionKind, View, Why
from huiyin.platform.word.reader import read_word
from huiyin.platform.word.tree import (
    Break,
    ControlKind,
    ControlledBlocks,
    ControlledText,
    Field,
    Formula,
    Mark,
    NoteMark,
    PageBreak,
    Paragraph,
    Symbol,
    Text,
    TextBox,
    inlines_of,
    paragraphs_of,
)

from tests.support.word_files import (
    abstract,
    docx,
    item,
    level,
    num,
    paragraph,
    part,
    relation,
    row,
    run,
    table,
)
from tests.support.word_makes import MAKES
from tests.unit.platform.word.reading import lines, read, tables

_DECIDED = {"revised", "strict"}
_SAID_TO_BE_LEFT = {
    "text_boxes": ["旧的不同"],  # an older rendering that says something else
    "libreoffice": ["hàn"],  # how a word is pronounced
    "chart": ["被遮住", "薪资分布", "Excel.Sheet.12"],
}


@pytest.mark.parametrize("make", MAKES)
def test_no_character_is_lost_unsaid(make: str) -> None:
    data = MAKES[make]()
    views = list(View) if make in _DECIDED else [None]
    for view in views:
        document = read(data, view)
        assert document.characters > 0
        assert [one.text for one in document.unread] == _SAID_TO_BE_LEFT.get(make, [])


def test_numbers_as_printed() -> None:
    assert lines(read(MAKES["numbered"]()).blocks) == [
        "劳动合同书",
        "第一条 合同期限",
        "1.1 本合同为固定期限合同。",
        "1.2 试用期三个月。",
        "1.2.1 试用期内提前三日通知。",
        "第二条 工作内容",
        "2.1 岗位职责如下：",
    ]
    title = read(MAKES["numbered"]()).blocks[0]
    assert isinstance(title, Paragraph)
    assert title.heading == 0


def test_lists_in_lists_that_begin_again() -> None:
    document = read(MAKES["nested_lists"]())
    assert lines(document.blocks) == [
        "一、 甲方", "（一） 名称", "（二） 住所", "二、 乙方", "（一） 姓名", "• 要点", "➢ 细目", "a) 更细", "b) 更细二",
        "一、 另起", "二、 接着", "1. 第一步",
    ]  # fmt: skip
    bullets = [one.text for one in paragraphs_of(document.blocks) if one.bullet]
    assert bullets == ["要点", "细目"]


def test_merged_cells() -> None:
    (found,) = tables(read(MAKES["merged_cells"]()).blocks)
    assert found.columns == 3
    places = [[(one.column, one.columns, one.rows) for one in row.cells] for row in found.rows]
    assert places == [
        [(0, 3, 1)],
        [(0, 1, 2), (1, 1, 1), (2, 1, 1)],
        [(1, 1, 1), (2, 1, 1)],
        [(0, 1, 2), (1, 2, 1)],
        [(1, 2, 1)],
    ]
    assert [row.heading for row in found.rows] == [True, False, False, False, False]
    (inside,) = tables(found.rows[3].cells[1].blocks)
    assert lines((inside,)) == ["季度", "年度"]


def test_content_controls() -> None:
    document = read(MAKES["content_controls"]())
    found = [
        one.control
        for paragraph_ in paragraphs_of(document.blocks)
        for one in inlines_of(paragraph_.inlines)
        if isinstance(one, ControlledText)
    ]
    name, hours, start, secret = found
    assert (name.name, name.tag, name.empty) == ("乙方姓名", "worker.name", True)
    assert (hours.kind, hours.choices) == (ControlKind.DROPDOWN, ("标准工时制", "不定时工时制"))
    assert start.kind is ControlKind.DATE
    assert (secret.kind, secret.checked) == (ControlKind.CHECK_BOX, True)
    around = next(one for one in document.blocks if isinstance(one, ControlledBlocks))
    assert lines(around.blocks) == ["整段的说明", "第二段"]
    (repeated,) = tables(document.blocks)[0].rows
    assert repeated.control is not None
    assert [one.control is not None for one in repeated.cells] == [False, True]


def test_open_revisions_and_comments_are_asked_about_first() -> None:
    found = read_word(MAKES["revised"]())
    assert isinstance(found, OpenRevisions)
    assert [(one.kind, one.text, one.place) for one in found.revisions] == [
        (RevisionKind.DELETED, "十", 1),
        (RevisionKind.INSERTED, "十五", 1),
        (RevisionKind.PARAGRAPH_DELETED, "", 2),
        (RevisionKind.MOVED_FROM, "被移走的一句。", 4),
        (RevisionKind.MOVED_TO, "被移来的一句。", 5),
        (RevisionKind.ROW_DELETED, "删行", 7),
        (RevisionKind.ROW_INSERTED, "新行", 8),
        (RevisionKind.FORMATTED, "加粗", 9),
        (RevisionKind.INSERTED, "先加后删的。", 10),
        (RevisionKind.DELETED, "后删", 10),
    ]
    assert {(one.author, one.when) for one in found.revisions} == {("张人事", "2026-05-20T09:30:00Z")}
    (comment,) = found.comments
    assert (comment.author, lines(comment.blocks), comment.place) == ("李法务", ["请核对日期"], 11)


def test_as_accepted_and_as_refused() -> None:
    accepted = read(MAKES["revised"](), View.ACCEPTED)
    assert lines(accepted.blocks) == [
        "甲方应当于每月十五日支付工资。", "本段与下一段合并。", "留下。", "前面。被移来的一句。", "留行", "新行", "加粗", "先加的。",
        "有批注的一段",
    ]  # fmt: skip
    assert [one.text for one in accepted.removed] == ["十", "被移走的一句。", "删行", "后删"]
    refused = read(MAKES["revised"](), View.REFUSED)
    assert lines(refused.blocks) == [
        "甲方应当于每月十日支付工资。", "本段与", "下一段合并。", "被移走的一句。留下。", "前面。", "留行", "删行", "加粗", "有批注的一段",
    ]  # fmt: skip
    bold = [
        one
        for each in paragraphs_of(refused.blocks)
        for one in each.inlines
        if one == Text("加粗", frozenset({Mark.BOLD}))
    ]
    assert not bold
    assert len(refused.revisions) == 10


def test_text_boxes_once() -> None:
    document = read(MAKES["text_boxes"]())
    assert lines(document.blocks) == ["左右", "甲方：华音科技有限公司", "新", "只有旧式", "框里的表", "样本"]
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert [type(one) for one in first.inlines] == [Text, TextBox, Text]


def test_fields() -> None:
    document = read(MAKES["merge_fields"]())
    fields = [
        one
        for each in paragraphs_of(document.blocks)
        for one in inlines_of(each.inlines)
        if isinstance(one, Field)
    ]
    assert [(one.kind, one.name) for one in fields] == [
        ("MERGEFIELD", "员工 姓名"), ("MERGEFIELD", "住址"), ("IF", ""), ("MERGEFIELD", "性别"), ("FORMTEXT", "职务"),
        ("FORMCHECKBOX", "已读"), ("FORMDROPDOWN", "班次"), ("TOC", ""),
    ]  # fmt: skip
    assert fields[0].instruction == 'MERGEFIELD "员工 姓名" \\* MERGEFORMAT'
    assert lines(document.blocks)[1] == "尊敬的女士"
    box, choice = fields[5].control, fields[6].control
    assert box is not None and box.checked is True
    assert choice is not None and (choice.choices, choice.chosen) == (("白班", "夜班"), "夜班")
    assert lines(document.blocks)[-2:] == ["第一条\t1", "第二条\t2目录后"]


def test_notes_headers_and_sections() -> None:
    document = read(MAKES["notes"]())
    calls = [
        one for each in paragraphs_of(document.blocks) for one in each.inlines if isinstance(one, NoteMark)
    ]
    assert calls == [NoteMark(False, "2"), NoteMark(True, "2")]
    assert [(one.endnote, lines(one.blocks)) for one in document.notes] == [
        (False, ["以税前计。"]),
        (True, ["尾注一句。"]),
    ]
    header, footer = document.running
    assert (header.footer, header.uses, lines(header.blocks)) == (
        False,
        ((1, Pages.ALL), (2, Pages.ALL)),
        ["华音 · 劳动合同\t1"],
    )
    assert (footer.footer, footer.uses, lines(footer.blocks)) == (
        True,
        ((1, Pages.FIRST), (2, Pages.FIRST)),
        ["第1页"],
    )
    assert [type(one) for one in document.blocks] == [Paragraph, Paragraph, PageBreak, Paragraph]


def test_strict_is_read_as_the_usual() -> None:
    document = read(MAKES["strict"](), View.REFUSED)
    assert lines(document.blocks) == ["第一条 合同期限", "1.1 三年", "跨两列", "左", "右", "第三"]
    assert document.blocks[-1].heading == 3  # type: ignore[union-attr]
    assert [one.text for one in document.removed] == ["插入的"]


def test_what_libreoffice_writes() -> None:
    document = read(MAKES["libreoffice"]())
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.heading, first.text) == (2, "第二条\t工作地点 北京 \u00ad\u2011\n☑")
    assert [one.code for one in first.inlines if isinstance(one, Symbol)] == [0xF0FE, 0xE123]
    formulas = [
        one for each in paragraphs_of(document.blocks) for one in each.inlines if isinstance(one, Formula)
    ]
    assert formulas == [Formula("ab")]


def test_what_was_not_taken_is_told_with_its_place() -> None:
    unread = read(MAKES["chart"]()).unread
    assert [(one.why, one.text, str(one.where)) for one in unread] == [
        (Why.LEFT_OUT, "被遮住", "正文第 3 段"),
        (Why.LEFT_OUT, "薪资分布", "图表"),
        (Why.OBJECT, "Excel.Sheet.12", "正文第 1 段"),
    ]


def test_twenty_pages() -> None:
    document = read(MAKES["twenty_pages"]())
    printed = lines(document.blocks)
    assert [line for line in printed if line.startswith("第二十四条")] == ["第二十四条 第23部分的名称"]
    assert len([one for one in printed if re.match(r"24\.[1-9] ", one)]) == 9
    breaks = [
        one for each in paragraphs_of(document.blocks) for one in each.inlines if one == Break(page=True)
    ]
    assert len(breaks) == 24


def test_a_link_is_words_and_is_never_followed() -> None:
    mail = f'<w:hyperlink r:id="rIdm">{run("hr@acme.test")}</w:hyperlink>'
    link = relation("rIdm", "hyperlink", "mailto:hr@acme.test", external=True)
    document = read(docx(paragraph("邮箱：", mail), links=link))
    assert lines(document.blocks) == ["邮箱：hr@acme.test"]
    assert not document.unread


def test_hidden_words_are_read_and_not_printed() -> None:
    document = read(docx(paragraph("看得见", run("看不见", "<w:vanish/>"))))
    (only,) = document.blocks
    assert isinstance(only, Paragraph)
    assert only.text == "看得见"
    assert Text("看不见", frozenset({Mark.HIDDEN})) in only.inlines
    assert not document.unread


def test_a_table_of_which_no_row_is_left() -> None:
    mark = '<w:del w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"/>'
    document = read(docx(table(row("走", properties=mark), columns=1) + paragraph("留")), View.ACCEPTED)
    assert lines(document.blocks) == ["留"]
    assert [(one.text, one.place) for one in document.removed] == [("走", 1)]
    assert not document.unread


def test_a_number_of_a_kind_we_do_not_know_is_told() -> None:
    lists = part("numbering", abstract(0, level(0, "hebrew1", "%1.")) + num(1, 0))
    document = read(docx(item("一", 1), {"numbering": lists}))
    assert lines(document.blocks) == ["1. 一"]
    assert [(one.why, one.text, one.place) for one in document.unread] == [(Why.NUMBERING, "1. (hebrew1)", 1)]
