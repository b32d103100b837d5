"""Phone numbers and e-mail addresses."""

import re
import unicodedata
from decimal import Decimal

from ..i18n import gettext as _
from ..i18n import mark
from . import FormatError

_MOBILE = re.compile(r"(?:\+?86|0086)?0?(1[3-9][0-9]{9})(?:\.0+)?")
_WITHIN = re.compile(r"(?<![0-9+])(?:\+?86|0086)?(1[3-9][0-9]{9})(?![0-9])")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_ABROAD = {"+852": mark("香港"), "+853": mark("澳门"), "+886": mark("台湾")}
_DOUBTFUL = re.compile(r"154|1349|174[0-9]|1749")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_DROPPED = "'’‘`\u200b\u200c\u200d\ufeff"


def parse_mobile(text: str) -> str:
    """A mainland mobile number in E.164 (+86…); spaces, dashes, full-width digits and a leading quote are forgiven.

    Raises:
        FormatError: FORMAT.
    """
    folded = _folded(text)
    found = _MOBILE.fullmatch(folded) or _MOBILE.fullmatch(folded.replace(".", ""))
    if found is None:
        raise FormatError("FORMAT", _("手机号应为 11 位，以 1 开头。"))
    return "+86" + found[1]


def find_mobile(text: str) -> tuple[str, bool]:
    """The mobile number in a cell (E.164), and whether more than a number stands there: 13800000001（微信同号）.

    Raises:
        FormatError: FORMAT, SEVERAL (two different numbers), ROUNDED (digits lost in 1.38E+10) or ABROAD.
    """
    try:
        return parse_mobile(text), False
    except FormatError as wrong:
        folded = _folded(text)
        if _SCIENTIFIC.fullmatch(folded):
            number = int(Decimal(folded))
            if number % 10_000 and _MOBILE.fullmatch(str(number)):
                return f"+86{number}", False
            raise FormatError("ROUNDED", _("号码被表格改成了科学计数，末几位已丢失，请重填")) from None
        found = list(dict.fromkeys(_WITHIN.findall(folded)))
        if len(found) > 1:
            raise FormatError("SEVERAL", _("有两个号码，请只留一个")) from None
        if found:
            return "+86" + found[0], True
        raise _abroad(folded) or wrong from None


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    for sign in _DROPPED:
        folded = folded.replace(sign, "")
    return re.sub(r"[\s\-()‐‑–—]", "", folded)


def _abroad(folded: str) -> FormatError | None:
    if not re.fullmatch(r"(?:\+|00)[0-9.]{7,16}", folded):
        return None
    number = "+" + folded.removeprefix("+").removeprefix("00")
    if number.startswith("+86"):
        return None
    place = _(_ABROAD.get(number[:4], mark("境外")))
    return FormatError("ABROAD", _("这是{place}号码，目前只能用中国大陆手机号").format(place=place))


def mobile_doubtful(phone: str) -> bool:
    """Whether the number's range is unassigned or not for people (a warning, never an error)."""
    return _DOUBTFUL.match(phone.removeprefix("+86")) is not None


def parse_email(text: str) -> str:
    """An e-mail address; only the domain is folded to lower case.

    Raises:
        FormatError: FORMAT.
    """
    local, at, domain = text.strip().rpartition("@")
    labels = domain.split(".")
    right = (
        at
        and len(text.strip()) <= 254
        and len(local) <= 64
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
    )
    if not right:
        raise FormatError("FORMAT", _("邮箱地址不完整，应类似 name@example.com。"))
    return f"{local}@{domain.lower()}"
