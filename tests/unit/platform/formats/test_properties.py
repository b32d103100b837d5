"""What holds for every value of a format, not only for examples."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from huiyin.platform import clock
from huiyin.platform.formats import FormatError
from huiyin.platform.formats.bank import parse_bank_card, passes_luhn
from huiyin.platform.formats.contact import mobile_doubtful, parse_email, parse_mobile
from huiyin.platform.formats.identity import (
    HMT_PERMIT,
    PASSPORT,
    PERMANENT,
    RESIDENT,
    is_male,
    parse_identity,
    parse_passport,
)
from huiyin.platform.formats.money import parse_amount, parse_capital, to_capital
from huiyin.platform.formats.uscc import check_character, organisation_check, parse_uscc
from hypothesis import given
from hypothesis import strategies as st

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = ["11", "15", "21", "23", "31", "37", "41", "46", "50", "54", "61", "65"]
_births = st.dates(date(1900, 1, 1), date(2020, 1, 1))
_serials = st.integers(0, 999).map("{:03d}".format)


def eighteen(body: str) -> str:
    """With the check character of ISO 7064, found the slow way: the one that makes the whole divisible."""
    for sign in "0123456789X":
        number = sum(
            (10 if digit == "X" else int(digit)) * pow(2, 17 - place, 11)
            for place, digit in enumerate(body + sign)
        )
        if number % 11 == 1:
            return body + sign
    raise AssertionError(body)


def refusal(kind: str, number: str) -> str:
    try:
        parse_identity(kind, number)
    except FormatError as refused:
        return refused.code
    return "OK"


@given(st.sampled_from(_PROVINCES), st.integers(0, 9999), _births, _serials, st.integers(1, 9))
def test_identity_numbers(province: str, county: int, birth: date, serial: str, other: int) -> None:
    bodies = {
        RESIDENT: f"{province}{county:04d}",
        HMT_PERMIT: ("810000", "820000", "830000")[other % 3],
        PERMANENT: f"9{county:05d}",
    }
    for kind, start in bodies.items():
        number = eighteen(f"{start}{birth:%Y%m%d}{serial}")
        assert parse_identity(kind, f" {number.lower()} ") == number
        wrong = number[:16] + str((int(number[16]) + other) % 10) + number[17]
        assert refusal(kind, wrong) == "CHECK"
        assert refusal(kind, number[:17]) == refusal(kind, number + "0") == "FORMAT"
        assert is_male(kind, number) in ({True, False} if kind != PERMANENT else {None})


@given(st.integers(1, 2000))
def test_nobody_is_born_tomorrow(days: int) -> None:
    later = clock.today_in_china() + timedelta(days=days)
    assert refusal(RESIDENT, eighteen(f"110101{later:%Y%m%d}001")) == "BIRTH"
    assert refusal(HMT_PERMIT, eighteen(f"810000{later:%Y%m%d}001")) == "BIRTH"


@pytest.mark.parametrize("day", ["19000229", "20010229", "20240230", "19991301", "19990431", "18991231"])
def test_days_that_never_were(day: str) -> None:
    assert refusal(RESIDENT, eighteen(f"110101{day}001")) == "BIRTH"
    assert refusal(PERMANENT, eighteen(f"911156{day}001")) == "BIRTH"


@given(
    st.text(_SIGNS, min_size=8, max_size=8),
    st.sampled_from(["91", "92", "93", "51", "12"]),
    st.sampled_from(_SIGNS),
)
def test_credit_codes(organisation: str, kind: str, other: str) -> None:
    body = f"{kind}310115{organisation}{organisation_check(organisation)}"
    code = body + check_character(body)
    assert parse_uscc(f" {code.lower()} ") == (code, [])
    if other != code[17]:
        assert parse_uscc(code[:17] + other) == (code[:17] + other, ["CHECK"])
    if other != code[16]:
        wrong = code[:16] + other
        assert parse_uscc(wrong + check_character(wrong))[1] == ["ORGCHECK"]


@given(st.integers(10**11, 10**18 - 1), st.integers(1, 9))
def test_bank_cards(body: int, other: int) -> None:
    check = next(digit for digit in "0123456789" if passes_luhn(f"{body}{digit}"))
    number = f"{body}{check}"
    grouped = "-".join(number[place : place + 4] for place in range(0, len(number), 4))
    assert parse_bank_card(f" {grouped} ") == (number, [])
    wrong = f"{body}{(int(check) + other) % 10}"
    assert parse_bank_card(wrong)[1] == ["CHECK"] or len(set(wrong)) == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [("", "FORMAT"), ("62288000000000A1", "FORMAT"), ("62-2801", "LENGTH"), ("62280100000", "LENGTH"),
     ("6" * 20, "LENGTH"), ("8888888888888888", "FORMAT")],
)  # fmt: skip
def test_what_is_no_bank_card(number: str, code: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_bank_card(number)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "number",
    ["E1234567", "E123456789", "EI1234567", "EO1234567", "E12 345678", "H12345678", "G1234567", "Ｅ12345678", "E1234567A",
     "", "E-1234567", "160000001", "AB12", "AB12345678"],
)  # fmt: skip
def test_no_passports(number: str) -> None:
    assert refusal(PASSPORT, number) == "FORMAT"


@pytest.mark.parametrize(
    "number",
    ["E10000007", "EZ1000007", "G10000007", "141000007", "151000007", "DE1000007", "P1000007", "210000007", "M12345678",
     "C01X00T47", "TK1234567"],
)  # fmt: skip
def test_passports(number: str) -> None:
    assert parse_passport(number) == number


@given(st.integers(3, 9), st.integers(0, 999_999_999))
def test_mobiles_keep_eleven_digits(second: int, rest: int) -> None:
    number = f"1{second}{rest:09d}"
    for written in (number, f"+86{number}", f"0086 {number}", f"86-{number[:3]} {number[3:7]} {number[7:]}"):
        assert parse_mobile(written) == f"+86{number}"


@pytest.mark.parametrize(
    "prefix",
    ["130", "1348", "145", "147", "149", "162", "165", "167", "171", "17405", "178", "190", "192", "199"],
)
def test_assigned_ranges(prefix: str) -> None:
    assert not mobile_doubtful(f"+86{prefix:0<11}")


@pytest.mark.parametrize(
    "prefix", ["1349", "140", "146", "148", "154", "160", "164", "168", "17406", "1749", "179", "194"]
)
def test_doubtful_ranges(prefix: str) -> None:
    assert mobile_doubtful(f"+86{prefix:0<11}")


_label = st.text("abcXYZ019", min_size=1, max_size=20)


@given(st.text("abcXYZ019_+'", min_size=1, max_size=64), st.lists(_label, min_size=1, max_size=4))
def test_mail_addresses(local: str, labels: list[str]) -> None:
    address = f"{local}@{'.'.join(labels)}.cn"
    assert parse_email(f" {address} ") == f"{local}@{'.'.join(labels).lower()}.cn"
    for wrong in (
        f".{address}",
        address.replace("@", "@@"),
        f"{local} @a.cn",
        f"{local}@a.cn\nBcc:x@y.cn",
        f"{local}@1.2.3.4",
    ):
        with pytest.raises(FormatError):
            parse_email(wrong)


_amounts = st.decimals(Decimal(0), Decimal(10) ** 16 - 1, places=2)


@given(_amounts)
def test_capitals_say_the_amount(amount: Decimal) -> None:
    text = to_capital(amount)
    assert parse_capital(text) == amount and parse_capital(f"人民币{text}") == amount
    assert ("零零" not in text and not text.startswith(("拾", "零元整"))) or amount == 0
    assert parse_amount(f"{amount:,.2f}") == amount
    assert amount == 0 or parse_capital(to_capital(-amount)) == -amount


@given(st.integers(1, 9), st.integers(0, 11))
def test_a_digit_and_noughts(digit: int, noughts: int) -> None:
    amount = Decimal(digit * 10**noughts)
    unit = ["", "拾", "佰", "仟", "万", "拾万", "佰万", "仟万", "亿", "拾亿", "佰亿", "仟亿"][noughts]
    assert to_capital(amount) == f"{'零壹贰叁肆伍陆柒捌玖'[digit]}{unit}元整"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("壹仟陆佰捌拾元叁角贰分", "1680.32"), ("壹仟陆佰捌拾元零叁角贰分", "1680.32"), ("壹拾万零柒仟元伍角叁分", "107000.53"),
     ("贰万元零伍角", "20000.50"), ("人民币壹万元整", "10000"), ("零元整", "0")],
)  # fmt: skip
def test_both_lawful_forms_are_read(text: str, amount: str) -> None:
    assert parse_capital(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["拾元整", "壹万零零壹元整", "壹佰元", "一百元整", "", "元整", "整", "壹", "壹佰壹元整", "壹拾万万元整", "零壹元整", "壹角整分", "壹元零整",
     "壹亿亿元整", "壹仟仟元整"],
)  # fmt: skip
def test_no_capitals(text: str) -> None:
    with pytest.raises(FormatError):
        parse_capital(text)
