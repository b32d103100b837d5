"""Numbers of lists as Word prints them."""

import pytest
from huiyin.platform.word.number_formats import is_known, printed, symbol

from tests.support.word_files import STYLES, abstract, docx, item, level, num, paragraph, part
from tests.unit.platform.word.reading import lines, read


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("decimal", {0: "0", 7: "7", 120: "120"}),
        ("decimalZero", {7: "07", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○", 105: "一○五"}),
        (
            "chineseCountingThousand",
            {10: "十", 19: "十九", 100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一", 1010: "一千零一十",
             20_000: "二万", 20_005: "二万零五", 12_345: "一万二千三百四十五"},
        ),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 15: "壹拾伍", 205: "贰佰零伍"}),
        ("ideographDigital", {10: "一〇", 26: "二六"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "甲"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 2: "乙丑", 60: "癸亥"}),
        ("upperRoman", {4: "IV", 9: "IX", 1994: "MCMXCIV"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("decimalEnclosedCircleChinese", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("decimalEnclosedParen", {1: "⑴", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        ("ordinal", {1: "1st", 2: "2nd", 11: "11th", 23: "23rd"}),
        ("numberInDash", {3: "- 3 -"}),
        ("none", {3: ""}),
    ],
)  # fmt: skip
def test_formats(number_format: str, expected: dict[int, str]) -> None:
    assert is_known(number_format)
    assert {number: printed(number, number_format) for number in expected} == expected


def test_an_unknown_format_is_printed_in_digits() -> None:
    assert not is_known("hebrew1")
    assert printed(3, "hebrew1") == "3"


def test_symbols() -> None:
    assert [symbol(code) for code in (0xF0FE, 0xFE, 0xF0B7, 0xE123)] == ["☑", "☑", "•", ""]


def _listed(lists: str, *items: tuple[str, int, int]) -> list[str]:
    return lines(
        read(docx("".join(item(*one) for one in items), {"numbering": part("numbering", lists)})).blocks
    )


def test_levels_that_never_begin_again_and_legal_digits() -> None:
    lists = abstract(
        0,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    said = _listed(
        lists + num(1, 0),
        ("总则", 1, 0),
        ("甲", 1, 1),
        ("乙", 1, 1),
        ("分则", 1, 0),
        ("丙", 1, 1),
        ("丁", 1, 2),
    )
    assert said == ["第一章 总则", "第一条 甲", "第二条 乙", "第二章 分则", "第三条 丙", "2.3.1 丁"]


def test_a_list_begins_where_it_is_told_to_and_others_go_on() -> None:
    lists = abstract(0, level(0, "decimal", "%1.", start=5)) + num(1, 0) + num(2, 0)
    begun = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    said = _listed(
        lists + num(3, 0, begun), ("甲", 1, 0), ("乙", 2, 0), ("丙", 3, 0), ("丁", 3, 0), ("戊", 1, 0)
    )
    assert said == ["5. 甲", "6. 乙", "3. 丙", "4. 丁", "5. 戊"]


def test_a_list_with_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "附件%1")}</w:lvlOverride>'
    lists = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0, own)
    assert _listed(lists, ("甲", 1, 0), ("乙", 2, 0)) == ["1. 甲", "附件B 乙"]


def test_what_is_in_no_list_has_no_number() -> None:
    lists = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    assert _listed(lists, ("甲", 0, 0), ("乙", 9, 0), ("丙", 1, 0)) == ["甲", "乙", "1. 丙"]


def test_numbers_that_a_style_brings() -> None:
    """As Word's own headings have them: the list names the style, the style the list."""
    lists = part(
        "numbering",
        abstract(
            0,
            level(0, "chineseCountingThousand", "第%1条", '<w:pStyle w:val="1"/>'),
            level(1, "decimal", "%1.%2", '<w:pStyle w:val="2"/><w:isLgl/>'),
        )
        + num(1, 0),
    )
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = STYLES.replace('<w:outlineLvl w:val="0"/>', f'{numbered}<w:outlineLvl w:val="0"/>').replace(
        '<w:outlineLvl w:val="1"/>', f'{numbered}<w:outlineLvl w:val="1"/>'
    )
    off = paragraph("附则", style="1", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
    body = paragraph("期限", style="1") + paragraph("三年", style="2") + off + paragraph("地点", style="1")
    document = read(docx(body, {"numbering": lists, "styles": styles}))
    assert lines(document.blocks) == ["第一条 期限", "1.1 三年", "附则", "第二条 地点"]


def test_a_list_defined_by_a_style_of_lists() -> None:
    lists = (
        abstract(0, more='<w:numStyleLink w:val="条"/>')
        + abstract(1, level(0, "chineseCounting", "%1、"), more='<w:styleLink w:val="条"/>')
        + num(1, 0)
    )
    assert _listed(lists, ("甲", 1, 0), ("乙", 1, 0)) == ["一、 甲", "二、 乙"]


def test_numbers_with_noughts_before_them() -> None:
    """Newer than the rest: written twice, for older programs in another manner."""
    plain = level(0, "decimal", "%1号")
    ours = '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    lists = abstract(0, plain.replace('<w:numFmt w:val="decimal"/>', ours)) + num(1, 0)
    assert _listed(lists, ("甲", 1, 0), ("乙", 1, 0)) == ["001号 甲", "002号 乙"]


def test_levels_out_of_range_cost_nothing() -> None:
    lists = abstract(0, level(0, "decimal", "%1.")) + num(1, 0)
    assert _listed(lists, ("甲", 1, 999_999_999), ("乙", 1, 0)) == ["甲", "1. 乙"]
