"""Sections of a document, and what is to be filled in."""

from huiyin.platform.word.placeholders import PlaceholderKind, placeholders
from huiyin.platform.word.sections import sections
from huiyin.platform.word.tree import Blank, BlankKind, paragraphs_of

from tests.support.word_files import control, docx, item, paragraph, row, run, table
from tests.support.word_makes import LISTS, MAKES
from tests.unit.platform.word.reading import read


def _sections(body: str) -> list[tuple[str, str]]:
    return [(one.number, one.title) for one in sections(read(docx(body, {"numbering": LISTS})).blocks)]


def test_by_headings_and_by_numbers() -> None:
    body = (
        paragraph("劳动合同书", style="Title")
        + item("合同期限", 1)
        + item("三年。", 1, 1)
        + paragraph("附件", style="1")
    )
    assert _sections(body) == [("", ""), ("第一条", "合同期限"), ("", "附件")]


def test_by_what_is_typed() -> None:
    body = (
        paragraph("甲方：某公司")
        + paragraph("第一条　合同期限")
        + paragraph("本合同期限三年。")
        + paragraph("二、 工作内容：乙方从事某岗位的工作，岗位职责由甲方另行说明，并由双方签字确认。")
        + table(row("项目"), columns=1)
    )
    assert _sections(body) == [("", ""), ("第一条", "合同期限"), ("二、", "工作内容")]


def test_plain_numbers_where_there_is_nothing_else() -> None:
    lists = LISTS.replace('w:val="第%1条"', 'w:val="%1."').replace("chineseCountingThousand", "decimal")
    document = read(docx(item("期限", 1) + item("三年", 1, 1) + item("地点", 1), {"numbering": lists}))
    assert [(one.number, one.title) for one in sections(document.blocks)] == [("1.", "期限"), ("2.", "地点")]


def test_every_block_is_in_a_section_and_a_table_of_contents_is_none() -> None:
    contents = control(paragraph("第一条 期限\t1"), "<w:docPartObj/>")
    inside = control(paragraph("第一条 期限") + paragraph("三年"), "")
    document = read(docx(contents + inside + paragraph("第二条 地点")))
    found = sections(document.blocks)
    assert [(one.number, one.title) for one in found] == [("", ""), ("第一条", "期限"), ("第二条", "地点")]
    kept = [one.place for section in found for one in paragraphs_of(section.blocks)]
    assert kept == [one.place for one in paragraphs_of(document.blocks)]
    assert found[1].text == "第一条 期限\n三年"


def test_an_empty_document_has_none() -> None:
    assert sections(()) == ()


def test_blanks_of_every_kind() -> None:
    document = read(MAKES["wps"]())
    found = [one for each in paragraphs_of(document.blocks) for one in each.inlines if isinstance(one, Blank)]
    assert [(one.kind, one.text) for one in found] == [
        (BlankKind.UNDERLINED, "   \u3000\u3000"),
        (BlankKind.UNDERLINED, "\t"),
        (BlankKind.LINE, "______"),
        (BlankKind.BRACKETS, "【\u3000】"),
        (BlankKind.BRACKETS, "【】"),
    ]
    assert [one.label for one in placeholders(document.blocks)] == [
        "甲方（盖章）：", "法定代表人：", "乙方：", "，证件号码", "，电话",
    ]  # fmt: skip


def test_words_in_brackets_are_no_blank() -> None:
    document = read(
        docx(paragraph("【重要提示】本合同_式两份，【●】，[  ]，", run(" ", '<w:u w:val="single"/>')))
    )
    assert [one.text for one in placeholders(document.blocks)] == ["【●】", "[  ]"]


def test_what_is_to_be_filled_in() -> None:
    found = [
        (one.kind, one.label, one.name, one.text)
        for one in placeholders(read(MAKES["content_controls"]()).blocks)
    ]
    assert found[:4] == [
        (PlaceholderKind.CONTROL, "乙方：", "乙方姓名", "单击此处输入文字。"),
        (PlaceholderKind.CONTROL, "工时：", "工时制度", "标准工时制"),
        (PlaceholderKind.CONTROL, "，起始：", "", "2026年6月1日"),
        (PlaceholderKind.CONTROL, "", "保密", "☑"),
    ]
    fields = [
        (one.kind, one.label, one.name, one.text)
        for one in placeholders(read(MAKES["merge_fields"]()).blocks)
    ]
    assert fields == [
        (PlaceholderKind.MERGE_FIELD, "乙方：", "员工 姓名", "«员工 姓名»"),
        (PlaceholderKind.MERGE_FIELD, "，住", "住址", "«住址»"),
        (PlaceholderKind.FORM_FIELD, "职务：", "职务", "\u2002\u2002\u2002"),
        (PlaceholderKind.FORM_FIELD, "", "已读", ""),
        (PlaceholderKind.FORM_FIELD, "", "班次", "夜班"),
    ]
