"""What can be printed, and what a person is told when it cannot."""

import pytest
from huiyin.platform.documents.glyphs import check_text


@pytest.mark.parametrize(
    "text",
    ["阿卜杜热合曼·买买提艾力", "张𬭎", "欧阳䶮", "刘喆堃", "㛃", "Smith O'Neil", "第一行\n第二行", "﨎", ""],
)
def test_printable(text: str) -> None:
    assert check_text(text) == []


@pytest.mark.parametrize(
    ("sign", "codepoint", "words"),
    [
        ("\ue863", "U+E863", "自造字"),
        ("\U000f0000", "U+F0000", "自造字"),
        ("\u202e", "U+202E", "看不见"),
        ("\u200b", "U+200B", "看不见"),
        ("\u2028", "U+2028", "看不见"),
        ("\x07", "U+0007", "看不见"),
        ("\U00020bb7", "U+20BB7", "字库没有"),
        ("\U0002ebf0", "U+2EBF0", "字库没有"),
        ("😀", "U+1F600", "字库没有"),
    ],
)
def test_refused_with_reason(sign: str, codepoint: str, words: str) -> None:
    (problem,) = check_text(f"张{sign}三{sign}")
    assert (problem.character, problem.codepoint) == (sign, codepoint)
    assert words in problem.reason


@pytest.mark.parametrize(("sign", "proper"), [("\uf9dc", "隆"), ("\u2f08", "人"), ("\U0002f800", "丽")])
def test_compatibility_forms_propose_the_ordinary_character(sign: str, proper: str) -> None:
    (problem,) = check_text(sign)
    assert problem.suggestion == proper
    assert proper in problem.reason
