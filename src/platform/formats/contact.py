"""Phone numbers and e-mail addresses."""

import re
import unicodedata
from decimal import Decimal

from ..i18n import gettext as _
from . import FormatError

_MOBILE = re.compile(r"(?:\+?86|0086)?0?(1[3-9][0-9]{9})(?:\.0+)?")
_WITHIN = re.compile(r"(?<![0-9+])(?:\+?86|0086)?(1[3-9][0-9]{9})(?![0-9])")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
# ITU-T E.164: at most 15 digits, no country's code begins with 0. Of the three neighbours it is known what a mobile number
# looks like, of North America (+1) that it has ten digits; of other countries only the length.
_NEIGHBOURS = re.compile(r"(?:\+|00)?(852[4-9][0-9]{7}|8536[0-9]{7}|8860?9[0-9]{8})")
_ABROAD = re.compile(r"(?:\+|00)(1[2-9][0-9]{9}|[2-9][0-9]{7,14})")
_OWN_RULES = ("86", "852", "853", "886")
_MAINLAND = "+86"
# Ranges that people have numbers of; the others are unassigned, of satellites (1349, 1749), of emergencies or of things.
_ASSIGNED = re.compile(
    r"13[0-35-9]|134[0-8]|14[579]|15[0-35-9]|16[2567]|17[0-35-8]|1740[0-5]|18[0-9]|19[0-35-9]"
)
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


def parse_phone(text: str) -> str:
    """A mobile number of the mainland or, with its country's code, of anywhere else, in E.164.

    Raises:
        FormatError: FORMAT.
    """
    try:
        return parse_mobile(text)
    except FormatError:
        folded = _folded(re.sub(r"[(（]0[)）]", "", text))
        if found := _NEIGHBOURS.fullmatch(folded):
            return "+" + found[1].replace("88609", "8869", 1)
        if (found := _ABROAD.fullmatch(folded)) and not found[1].startswith(_OWN_RULES):
            return f"+{found[1]}"
        words = _("手机号应为 11 位，以 1 开头；境外号码请带国家或地区码，如 +852 6123 4567。")
        raise FormatError("FORMAT", words) from None


def is_abroad(phone: str) -> bool:
    """Whether a number (E.164) is none of the mainland: carriers there ask for other templates."""
    return not phone.startswith(_MAINLAND)


def find_mobile(text: str) -> tuple[str, bool]:
    """The mobile number in a cell (E.164), and whether more than a number stands there: 13800000001（微信同号）.

    Raises:
        FormatError: FORMAT, SEVERAL (two different numbers) or ROUNDED (digits lost in 1.38E+10).
    """
    try:
        return parse_phone(text), False
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
        raise wrong from None


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    for sign in _DROPPED:
        folded = folded.replace(sign, "")
    return re.sub(r"[\s\-()‐‑–—]", "", folded)


def mobile_doubtful(phone: str) -> bool:
    """Whether the number's range is unassigned or not for people (a warning, never an error)."""
    return _ASSIGNED.match(phone.removeprefix("+86")) is None


def phone_warning(phone: str) -> str:
    """What whoever types in somebody's number (E.164) should know; empty where there is nothing to say."""
    if is_abroad(phone):
        return _("境外号码能收到登录验证码，其他通知只发邮件：请同时填写邮箱。")
    return _("号段不常见，请确认能收到短信。") if mobile_doubtful(phone) else ""


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
        and not labels[-1].isdigit()  # no top-level domain is a number: it would be an address of the network
    )
    if not right:
        raise FormatError("FORMAT", _("邮箱地址不完整，应类似 name@example.com。"))
    return f"{local}@{domain.lower()}"
