"""Numbers of bank cards (ISO/IEC 7812, JR/T 0008)."""

import re
import unicodedata

from ..i18n import gettext as _
from . import FormatError

_SHORTEST, _LONGEST = 12, 19
_SET_OFF = re.compile(r"[\s\-‐‑–—]")  # banks print groups of four
_DIGITS = re.compile(r"[0-9]+")


def parse_bank_card(text: str) -> tuple[str, list[str]]:
    """The number of somebody's card without spaces and hyphens, and what about it is doubtful: CHECK.

    A wrong check digit is only a warning: passbooks and some old cards have none.

    Raises:
        FormatError: FORMAT (no number, or one digit all along) or LENGTH (not 12 to 19 digits).
    """
    number = _SET_OFF.sub("", unicodedata.normalize("NFKC", text))
    if not _DIGITS.fullmatch(number):
        raise FormatError("FORMAT", _("银行卡号应为数字。"))
    if not _SHORTEST <= len(number) <= _LONGEST:
        raise FormatError("LENGTH", _("银行卡号应为 12 至 19 位。"))
    if len(set(number)) == 1:
        raise FormatError("FORMAT", _("银行卡号不会是同一个数字，请核对。"))
    return number, [] if passes_luhn(number) else ["CHECK"]


def passes_luhn(number: str) -> bool:
    """Whether the last of the digits is the check digit of the others: every second from the right counts double."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    digits = [int(sign) for sign in reversed(number)]
    return (sum(digits[::2]) + sum(doubled[digit] for digit in digits[1::2])) % 10 == 0
