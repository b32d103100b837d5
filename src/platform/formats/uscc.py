"""统一社会信用代码, GB 32100-2015, with the organisation's code of GB 11714-1997 inside."""

import re
import unicodedata

from ..i18n import gettext as _
from . import FormatError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[{_ALPHABET}]{{18}}")
_DEPARTMENTS = set("123456789ANY")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def parse_uscc(text: str) -> tuple[str, list[str]]:
    """The code and what about it is doubtful: ORGCHECK (its 17th character), CHECK (its 18th).

    A wrong check character is only a warning: genuine codes of the pilot years fail it.

    Raises:
        FormatError: LENGTH, CHARSET, DEPT or REGION.
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if len(code) != 18:
        raise FormatError("LENGTH", _("统一社会信用代码应为 18 位。"))
    if not _FORM.fullmatch(code):
        raise FormatError("CHARSET", _("统一社会信用代码不含 I、O、S、V、Z 和其他符号。"))
    if code[0] not in _DEPARTMENTS:
        raise FormatError("DEPT", _("统一社会信用代码第 1 位不是有效的登记部门。"))
    if not code[2:8].isdigit():
        raise FormatError("REGION", _("统一社会信用代码第 3 至 8 位应为地区数字代码。"))
    doubts = []
    if code[16] != organisation_check(code[8:16]):
        doubts.append("ORGCHECK")
    if code[17] != check_character(code[:17]):
        doubts.append("CHECK")
    return code, doubts


def check_character(body: str) -> str:
    """The 18th character for the first 17: weights 3^i mod 31."""
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return _ALPHABET[(31 - total % 31) % 31]


def organisation_check(body: str) -> str:
    """The last character of 组织机构代码 for its first eight: A counts 10, Z 35; 10 is written X, 11 is 0."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
