"""Amounts: as typed, and in capitals (支付结算办法, 附一)."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from ..i18n import gettext as _
from . import FormatError

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,2})?")
_PAY = re.compile(
    r"(?P<low>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<u1>[kKwW万千]?)(?:元|块)?"
    r"(?:[-~至到–—](?P<high>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<u2>[kKwW万千]?))?"
    r"(?:元|块|rmb|cny)?(?:人民币)?"
    r"(?:/?(?P<per>每?个?月|month|mo|m|每?年|year|y|annum))?"
    r"(?:以上|起|左右|上下|\+)?(?:[*x×·•.]?1[2-8]薪?)?"
)
_BEFORE = re.compile(
    r"^(?:期望|税前|月薪|底薪|大约|约|至少|不低于|不少于|rmb|cny|人民币|[¥:])+", re.IGNORECASE
)
_AROUND = re.compile(r"\(?(?:税前|含税|税后)\)?$")
_CAPITALS = re.compile(
    rf"(?:(?P<whole>[{_DIGITS}拾佰仟万亿]+)元)?零?(?:(?P<jiao>[{_DIGITS[1:]}])角)?零?(?:(?P<fen>[{_DIGITS[1:]}])分)?整?"
)
_SMALL = {"拾": 10, "佰": 100, "仟": 1000}
_LARGEST = Decimal(10) ** 16
_UNITS = {"": 1, "k": 1000, "千": 1000, "万": 10000, "w": 10000}
_LEAST, _MOST = Decimal(500), Decimal(10_000_000)


def parse_amount(text: str) -> Decimal:
    """An amount in 元 with at most two decimals; thousands may be set off by commas.

    Raises:
        FormatError: FORMAT.
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").strip()
    if not _AMOUNT.fullmatch(folded):
        raise FormatError("FORMAT", _("金额应为数字，最多两位小数，例如 12000.00。"))
    return Decimal(folded.replace(",", "")).quantize(Decimal("0.01"))


def parse_pay(text: str, *, unit: str = "", yearly: bool = False) -> tuple[Decimal, Decimal]:
    """Monthly pay as people write it (18k, 1.8万, 15,000, 24-27K, 12500元/月, 年薪30万): lowest and highest in 元.

    `unit` (k or 万) and `yearly` are what the column's heading says of a bare number.

    Raises:
        FormatError: FORMAT (面议 and the like), UNIT (too small to be anybody's pay: 元, 千 or 万?) or RANGE.
    """
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("¥", "")
    by_year = folded.startswith("年薪")
    found = _PAY.fullmatch(_AROUND.sub("", _BEFORE.sub("", folded.removeprefix("年薪"))))
    if found is None:
        raise FormatError("FORMAT", _("薪资无法识别"))
    last = (found["u2"] or "").lower()
    first = found["u1"].lower() or last  # 24-27K means 24K
    low = _number(found["low"], first, unit)
    high = low if found["high"] is None else _number(found["high"], last or first, unit)
    if high < low:
        raise FormatError("RANGE", _("薪资范围的上限低于下限"))
    per = found["per"] or ""
    if per.endswith(("年", "year", "y", "annum")) or by_year or (yearly and not per):
        low, high = Decimal(round(low / 12)), Decimal(round(high / 12))
    if low < _LEAST:
        raise FormatError("UNIT", _("数额太小，看不出单位是元、千还是万"))
    if high > _MOST:
        raise FormatError("RANGE", _("数额太大"))
    return low, high


def _number(text: str, unit: str, of_column: str) -> Decimal:
    number = Decimal(text.replace(",", ""))
    if not unit and number < _LEAST:
        unit = of_column
    return number * _UNITS[unit]


def to_capital(amount: Decimal) -> str:
    """An amount in capitals, in its minimal form: 107000.53 → 壹拾万柒仟元伍角叁分.

    Raises:
        ValueError: not a number, or 10^16 元 and more.
    """
    if not amount.is_finite() or abs(amount) >= _LARGEST:
        raise ValueError(f"{amount} cannot be written in capitals")
    cents = int(amount.copy_abs().quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = _integer(whole) + "元" if whole else ""
    if not jiao and not fen:
        return _signed(amount, cents, (text or "零元") + "整")
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif whole:
        text += "零"
    text += _DIGITS[fen] + "分" if fen else "整"
    return _signed(amount, cents, text)


def parse_capital(text: str) -> Decimal:
    """The amount that capitals say, as 支付结算办法 has them written; both forms it allows are read.

    Raises:
        FormatError: FORMAT (拾元整 without its 壹, 零零, no 整, 一百, what cannot be an amount).
    """
    folded = text.strip().removeprefix("人民币")
    sign = -1 if folded.startswith("负") else 1
    found = _CAPITALS.fullmatch(folded.removeprefix("负"))
    if found is not None:
        whole = _read_integer(found["whole"] or "")
        amount = sign * Decimal(
            whole * 100 + 10 * _DIGITS.index(found["jiao"] or "零") + _DIGITS.index(found["fen"] or "零")
        ).scaleb(-2)
        if abs(amount) < _LARGEST and folded in _written_forms(amount):
            return amount
    raise FormatError("FORMAT", _("大写金额写法不对，例如 12000.50 应写作“壹万贰仟元伍角整”。"))


def _read_integer(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _SMALL:
            section += digit * _SMALL[sign]
            digit = 0
        else:
            large = 10_000 if sign == "万" else 100_000_000
            total = (total + section + digit) * large if sign == "亿" else total + (section + digit) * large
            section = digit = 0
    return total + section + digit


def _written_forms(amount: Decimal) -> set[str]:
    """The minimal form; with a 零 where 万 or 元 end in 0 and thousands or 角 follow; 角 with 整 and without."""
    minimal = to_capital(amount)
    forms = {minimal}
    for before, after in ((r"拾万|佰万|仟万|亿", "仟"), (r"拾元|佰元|仟元|万元|亿元", "角")):
        wide = re.compile(rf"({before})(?=[{_DIGITS[1:]}]{after})")
        forms |= {wide.sub(r"\1零", form) for form in forms}
    return forms | {form.removesuffix("整") for form in forms if form.endswith("角整")}


def _signed(amount: Decimal, cents: int, text: str) -> str:
    return "负" + text if amount < 0 and cents else text


def _integer(value: int) -> str:
    groups: list[int] = []
    while value:
        groups.append(value % 10_000)
        value //= 10_000
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            if place == 2 and len(groups) > 3:  # 亿 is said even where its own four digits are 0
                text += "亿"
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + ("", "万", "亿", "万")[place]
        gap = False
    return text


def _group(value: int) -> str:
    text, zero = "", False
    for unit, place in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
        digit = value // place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return text
