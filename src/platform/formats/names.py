"""People's names."""

import re
import unicodedata

from ..i18n import gettext as _
from . import FormatError

_DOTS = "・•‧∙⋅．"
_REFUSED = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOST = 40


def parse_name(text: str) -> tuple[str, bool]:
    """A name tidied up, and whether anything but its edges was changed.

    Spaces between two single Chinese characters go (王 芳 → 王芳); a dot of any kind becomes ·.

    Raises:
        FormatError: EMPTY, CONTROL, PRIVATE or LENGTH.
    """
    given = text.strip(" \t\r\n\u3000\u200b\ufeff")
    name = re.sub(r"\s+", " ", given)
    for dot in _DOTS:
        name = name.replace(dot, "·")
    pieces = name.split(" ")
    if len(pieces) > 1 and all(_HAN.match(piece) and len(piece) == 1 for piece in pieces):
        name = "".join(pieces)
    if not name:
        raise FormatError("EMPTY", _("缺少姓名"))
    for sign in name:
        if 0xE000 <= ord(sign) <= 0xF8FF or ord(sign) >= 0xF0000:
            raise FormatError("PRIVATE", _("姓名含有自造字，请改用 GB 18030-2022 的标准字"))
        if unicodedata.category(sign) in _REFUSED:
            raise FormatError("CONTROL", _("姓名含有看不见的控制字符"))
    if len(name) > _MOST or not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise FormatError("LENGTH", _("姓名过长或不含文字"))
    return name, name != given


def same_name(one: str, other: str) -> bool:
    """Whether two tidied names are the same person's: width, case and spaces do not count."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """What two spellings of a name have in common."""
    return unicodedata.normalize("NFKC", name).replace(" ", "").casefold()
