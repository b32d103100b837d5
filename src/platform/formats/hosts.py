"""Host names that people type."""

import re

from ..i18n import gettext as _
from . import FormatError

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def parse_host(text: str) -> str:
    """A host name in lower case, international ones as they stand in DNS.

    Raises:
        FormatError: HOST.
    """
    name = text.strip().rstrip(".").lower()
    name = re.sub(r"^https?://", "", name).partition("/")[0]
    try:
        host = name.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    labels = host.split(".")
    sound = len(host) <= 253 and len(labels) >= 2 and all(map(_LABEL.fullmatch, labels))
    if not sound or not labels[-1].strip("0123456789"):
        raise FormatError("HOST", _("请填写完整的域名，例如 zhaopin.example.com，不要带 http:// 和路径。"))
    return host
