"""Phone numbers and e-mail addresses."""

import re
import unicodedata

from ..i18n import gettext as _
from . import FormatError

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_DOUBTFUL = re.compile(r"154|1349|174[0-9]|1749")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_DROPPED = "'’‘`\u200b\u200c\u200d\ufeff"


def parse_mobile(text: str) -> str:
    """A mainland mobile number in E.164 (+86…); spaces, dashes, full-width digits and a leading quote are forgiven.

    Raises:
        FormatError: FORMAT.
    """
    folded = unicodedata.normalize("NFKC", text)
    for sign in _DROPPED:
        folded = folded.replace(sign, "")
    found = _MOBILE.fullmatch(re.sub(r"[\s\-()‐‑–—.]", "", folded))
    if found is None:
        raise FormatError("FORMAT", _("手机号应为 11 位，以 1 开头。"))
    return "+86" + found[1]


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
