"""A score as people write it."""

import re
import unicodedata
from decimal import Decimal

from ....platform.formats import FormatError
from ....platform.i18n import gettext as _

_SCORE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)(?:分)?(?:/([0-9]{1,3})(?:分)?)?")
_NONE = {
    "-", "--", "/", "—", "——", "无", "缺考", "缺席", "缺", "未到场", "未到", "未参加", "未面试", "未面", "未评", "未评分", "未打分",
    "未考", "弃考", "放弃", "爽约", "待定", "待评", "n/a", "na", "nil", "none", "null", "absent", "noshow",
}  # fmt: skip
MOST = Decimal(10)


def no_score(text: str) -> bool:
    """Whether the words say that nobody scored: 缺考, 未到场, N/A."""
    return _folded(text).casefold() in _NONE


def parse_score(text: str, *, scale: int | None = None) -> Decimal:
    """A score between 0 and 10: `8`, `8.5`, `8分`, `8/10`.

    Another scale is converted only where it is said, in the cell (85/100) or by the heading (`scale`): 85 alone may
    be anything and is refused.

    Raises:
        FormatError: FORMAT or RANGE.
    """
    found = _SCORE.fullmatch(_folded(text))
    if found is None:
        raise FormatError("FORMAT", _("「{value}」不是 0 到 10 的分数").format(value=text[:20]))
    top = Decimal(found[2] or scale or MOST)
    score = Decimal(found[1])
    if not top or score > top:
        message = _("{value} 超出 0 到 {top} 的范围")
        if top == MOST:
            message += _("；如为其他分制，请在表头写明，例如（100分）")
        raise FormatError("RANGE", message.format(value=found[1], top=top))
    return _tidy(round(score * MOST / top, 2)) if top != MOST or "." in found[1] else score


def _tidy(score: Decimal) -> Decimal:
    """8.50 → 8.5, 10.00 → 10."""
    return Decimal(f"{score:.2f}".rstrip("0").rstrip("."))


def scored(text: str) -> bool:
    """Whether a cell reads as a score between 0 and 10, or says that there is none."""
    try:
        parse_score(text)
    except FormatError:
        return no_score(text)
    return True


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
