"""Amounts: as typed, and in capitals (支付结算办法, 附一)."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from ..i18n import gettext as _
from . import FormatError

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?")
_PAY = re.compile(
    r"(?P<low>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<u1>[kK万千]?)"
    r"(?:[-~至到–—](?P<high>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<u2>[kK万千]?))?"
    r"(?:元|块)?(?:/?(?:月|每月|month))?"
)
_UNITS = {"": 1, "k": 1000, "千": 1000, "万": 10000}


def parse_amount(text: str) -> Decimal:
    """An amount in 元 with at most two decimals; thousands may be set off by commas.

    Raises:
        FormatError: FORMAT.
    """
    folded = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").strip()
    if not _AMOUNT.fullmatch(folded):
        raise FormatError("FORMAT", _("金额应为数字，最多两位小数，例如 12000.00。"))
    return Decimal(folded.replace(",", "")).quantize(Decimal("0.01"))


def parse_pay(text: str) -> tuple[Decimal, Decimal]:
    """Monthly pay as people write it (18k, 1.8万, 15,000, 24-27K, 12500元/月): lowest and highest in 元.

    Raises:
        FormatError: FORMAT (面议 and the like).
    """
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("¥", "")
    found = _PAY.fullmatch(folded)
    if found is None:
        raise FormatError("FORMAT", _("薪资无法识别"))
    last = (found["u2"] or "").lower()
    first = found["u1"].lower() or last  # 24-27K means 24K
    low = Decimal(found["low"].replace(",", "")) * _UNITS[first]
    if found["high"] is None:
        return low, low
    high = Decimal(found["high"].replace(",", "")) * _UNITS[last or first]
    if high < low:
        raise FormatError("FORMAT", _("薪资范围的上限低于下限"))
    return low, high


def to_capital(amount: Decimal) -> str:
    """An amount in capitals, in its minimal form: 107000.53 → 壹拾万柒仟元伍角叁分.

    Raises:
        ValueError: not a number, or 10^16 元 and more.
    """
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 16:
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
