"""What can go wrong with the blacklist."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class EntryNotFoundError(NotFoundError):
    """No such entry in this tenant."""


class AlreadyListedError(DomainError):
    """The person is on the list."""

    code: ClassVar[str] = "already_listed"
    text = _("这位候选人已在黑名单中。")


class AlreadyLiftedError(DomainError):
    """The entry has ended."""

    code: ClassVar[str] = "already_lifted"
    text = _("这条记录已经结束。")
