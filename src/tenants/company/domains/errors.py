"""What can be wrong with a domain."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class TooManyDomainsError(DomainError):
    """Nobody needs that many."""

    code: ClassVar[str] = "too_many_domains"
    field = "host"
    text = _("最多可以添加 5 个域名。")
