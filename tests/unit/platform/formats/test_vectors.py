"""The vectors of the fact sheet, one parametrised test for each format."""

from decimal import Decimal

import pytest
from huiyin.platform.formats import FormatError
from huiyin.platform.formats.contact import is_abroad, mobile_doubtful, parse_email, parse_mobile, parse_phone
from huiyin.platform.formats.dates import parse_date, parse_moment
from huiyin.platform.formats.identity import (
    parse_hmt_permit,
    parse_passport,
    parse_permanent,
    parse_resident,
)
from huiyin.platform.formats.money import parse_amount, parse_pay, to_capital
from huiyin.platform.formats.names import parse_name, same_name
from huiyin.platform.formats.uscc import parse_uscc


@pytest.mark.parametrize(
    "number",
    [
        "310199198812311223",
        "330199200002293442",
        "320599197606304558",
        "610199200501017888",
        "44019919920202006x",
    ],
)
def test_resident_valid(number: str) -> None:
    assert parse_resident(number) == number.upper()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110199199001010011", "CHECK"),
        ("A10199199001010010", "FORMAT"),
        ("11019919900230001X", "BIRTH"),
        ("110199202302290014", "BIRTH"),
        ("990199199001010014", "KIND"),
        ("16019919900101001X", "REGION"),
        ("1101991990010100X0", "FORMAT"),
        ("110199900101001", "OLD15"),
        ("010199199001010010", "FORMAT"),
        ("１10199199001010010", "FORMAT"),
        ("", "FORMAT"),
    ],
)
def test_resident_invalid(number: str, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_resident(number)
    assert refused.value.code == code


@pytest.mark.parametrize("number", ["810000198512120127", "820000199910100259", "83000019840229041X"])
def test_hmt_valid(number: str) -> None:
    assert parse_hmt_permit(number) == number


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("840000199001010030", "KIND"),
        ("810000199013010032", "BIRTH"),
        ("8100001990010100350", "FORMAT"),
    ],
)
def test_hmt_invalid(number: str, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_hmt_permit(number)
    assert refused.value.code == code


@pytest.mark.parametrize("number", ["911840198001010013", "944392198808081039", "USA110080010100"])
def test_permanent_valid(number: str) -> None:
    assert parse_permanent(number) == number


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("91184019800101001", "FORMAT"),
        ("911840198002300012", "BIRTH"),
        ("81184019800101001X", "KIND"),
    ],
)
def test_permanent_invalid(number: str, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_permanent(number)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "number",
    ["E12345678", "EA0000001", "G87654321", "140000001", "SE0000001", "AB1234567", "X00T47"],
)
def test_passport_valid(number: str) -> None:
    assert parse_passport(number) == number


@pytest.mark.parametrize("number", ["E123456789", "E1 345678", "Ｅ12345678", "E-1234567", ""])
def test_passport_invalid(number: str) -> None:
    with pytest.raises(FormatError):
        parse_passport(number)


@pytest.mark.parametrize(
    "code",
    [
        "91440399MA5TE0T38W",
        "92320599MA3TE0T502",
        "52110199MJ0TE0T74C",
        "1244039940TE0T098H",
        "914403001922038216",
    ],
)
def test_uscc_valid(code: str) -> None:
    assert parse_uscc(code) == (code, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91110199MA00TE011", "LENGTH"),
        ("91110199MAO0TE011N", "CHARSET"),
        ("911X0199MA00TE011N", "REGION"),
        ("B1110199MA00TE011N", "DEPT"),
    ],
)
def test_uscc_invalid(text: str, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_uscc(text)
    assert refused.value.code == code


def test_a_wrong_check_character_is_only_a_warning() -> None:
    assert parse_uscc("91350100M0001TGQXM")[1] == ["CHECK"]


@pytest.mark.parametrize(
    "text",
    [
        "13800000002",
        "+8613900000012",
        "8613900000013",
        "0086 13900000014",
        "139 0000 0015",
        "１３８００００００２２",
        "’13800000002",
    ],
)
def test_mobile_valid(text: str) -> None:
    assert parse_mobile(text).startswith("+861")
    assert len(parse_mobile(text)) == 14


@pytest.mark.parametrize(
    "text",
    [
        "1380000000",
        "138000000022",
        "12800000001",
        "10086",
        "1440000000001",
        "148000000000x",
        "+85213800000002",
        "138OOOO0001",
        "无",
        "",
    ],
)
def test_mobile_invalid(text: str) -> None:
    with pytest.raises(FormatError):
        parse_mobile(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("138 0000 0002", "+8613800000002"),
        ("+852 6123 4567", "+85261234567"),
        ("85261234567", "+85261234567"),
        ("00852-9123-4567", "+85291234567"),
        ("+853 6612 3456", "+85366123456"),
        ("+886 0912 345 678", "+886912345678"),
        ("＋８８６ ９１２ ３４５ ６７８", "+886912345678"),
        ("+44 (0)7911 123456", "+447911123456"),
        ("001 650 253 0000", "+16502530000"),
        ("+65 8123 4567", "+6581234567"),
    ],
)
def test_numbers_from_everywhere_are_kept_in_one_form(text: str, kept: str) -> None:
    assert parse_phone(text) == kept
    assert parse_phone(kept) == kept
    assert is_abroad(kept) == (not kept.startswith("+86138"))


@pytest.mark.parametrize(
    "text",
    [
        "+85213800000002", "+852 1123 4567", "+853 2812 3456", "+886 2 2345 6789", "+86 12800000001", "+1 380 000 000",
        "6123 4567", "+0 1234 5678", "+1234567890123456", "+65 812O 4567", "447911123456", "",
    ],
)  # fmt: skip
def test_what_could_be_no_number_anywhere_is_refused_in_words(text: str) -> None:
    with pytest.raises(FormatError, match="境外号码请带国家或地区码"):
        parse_phone(text)


def test_unassigned_ranges_are_doubtful_not_wrong() -> None:
    assert mobile_doubtful(parse_mobile("15400000001"))
    assert not mobile_doubtful(parse_mobile("13800000001"))


@pytest.mark.parametrize(
    "text",
    [
        "a@example.cn",
        "hr+test@example.com",
        "o'neil@example.com",
        "user@xn--fiqs8s.example",
    ],
)
def test_email_valid(text: str) -> None:
    assert parse_email(text) == text


def test_only_the_domain_is_folded() -> None:
    assert parse_email("UPPER@Example.CN") == "UPPER@example.cn"


@pytest.mark.parametrize(
    "text",
    ["a@b", "@example.cn", "a@", "a@@example.cn", ".a@example.cn", "a..b@example.cn", "a b@example.cn",
     "a@example.cn\r\nBcc:x@y.cn", "a@-example.cn", "x" * 65 + "@example.cn", "无"],
)  # fmt: skip
def test_email_invalid(text: str) -> None:
    with pytest.raises(FormatError):
        parse_email(text)


@pytest.mark.parametrize(
    ("amount", "capital"),
    [
        ("0", "零元整"), ("0.01", "壹分"), ("1", "壹元整"), ("10", "壹拾元整"), ("101", "壹佰零壹元整"),
        ("1010", "壹仟零壹拾元整"), ("1409.50", "壹仟肆佰零玖元伍角整"), ("10010", "壹万零壹拾元整"),
        ("100001", "壹拾万零壹元整"), ("107000.53", "壹拾万柒仟元伍角叁分"), ("1000001", "壹佰万零壹元整"),
        ("1010101.01", "壹佰零壹万零壹佰零壹元零壹分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("20000.50", "贰万元伍角整"), ("1000000000000", "壹万亿元整"), ("-500", "负伍佰元整"),
        ("1234567890123.45", "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
    ],
)  # fmt: skip
def test_capitals(amount: str, capital: str) -> None:
    assert to_capital(Decimal(amount)) == capital


@pytest.mark.parametrize("text", ["1.005", "1e5", "1,00", "NaN", "", "-0.001"])
def test_amount_invalid(text: str) -> None:
    with pytest.raises(FormatError):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("18k", 18000, 18000), ("1.8万", 18000, 18000), ("15,000", 15000, 15000), ("24-27K", 24000, 27000),
     ("12500元/月", 12500, 12500), ("1-1.5万", 10000, 15000), ("16000", 16000, 16000), ("8千-1万", 8000, 10000)],
)  # fmt: skip
def test_pay(text: str, low: int, high: int) -> None:
    assert parse_pay(text) == (low, high)


@pytest.mark.parametrize("text", ["面议", "", "9-8K", "200元/天", "15-20"])
def test_pay_unreadable(text: str) -> None:
    with pytest.raises(FormatError):
        parse_pay(text)


@pytest.mark.parametrize(
    "value",
    [
        "2026-08-02",
        "2026/8/2",
        "2026.08.02",
        "2026年8月2日",
        "20260802",
        46236,
        "46236",
        "２０２６-08-02",
    ],
)
def test_dates(value: object) -> None:
    assert parse_date(value).isoformat() == "2026-08-02"


@pytest.mark.parametrize("value", ["上周三", "2026-02-30", "", 7, "2026-13-01"])
def test_dates_unreadable(value: object) -> None:
    with pytest.raises(FormatError):
        parse_date(value)


def test_moment() -> None:
    assert parse_moment("2026-09-24 15:30").isoformat() == "2026-09-24T15:30:00"


@pytest.mark.parametrize(
    ("text", "name", "changed"),
    [("王 芳", "王芳", True), ("陈\u3000伟", "陈伟", True), ("尼格买提・热合曼", "尼格买提·热合曼", True),
     ("O'Neil 李", "O'Neil 李", False), ("张𬭎", "张𬭎", False), (" 李想 ", "李想", False)],
)  # fmt: skip
def test_names(text: str, name: str, changed: bool) -> None:
    assert parse_name(text) == (name, changed)


@pytest.mark.parametrize("text", ["", "  ", "王\u202e伟", "王\ue863", "123", "x" * 41])
def test_names_refused(text: str) -> None:
    with pytest.raises(FormatError):
        parse_name(text)


def test_same_name_ignores_width_and_spaces() -> None:
    assert same_name("Zhang San", "ＺＨＡＮＧsan")
    assert not same_name("张三", "张山")
