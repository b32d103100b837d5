"""What a group of HR people can be told of."""

from datetime import timedelta
from enum import StrEnum

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


class Topic(StrEnum):
    """One topic. The value is what an account stores."""

    TO_CONFIRM = "to_confirm"
    UNREACHED = "unreached"

    @property
    def gathers(self) -> timedelta:
        """How long one message waits for what else happens."""
        return timedelta(minutes=10 if self is Topic.TO_CONFIRM else 2)

    @property
    def label(self) -> LazyText:
        """The topic in words."""
        return _LABELS[self]


_LABELS = {Topic.TO_CONFIRM: _("结果待确认"), Topic.UNREACHED: _("消息未送达，需要电话通知")}
