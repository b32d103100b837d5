"""What can go wrong with triggers."""

from ....platform.errors import NotFoundError
from ....platform.i18n import lazy as _


class TriggerNotFoundError(NotFoundError):
    """Not in this tenant."""

    text = _("没有找到这条自动通知。")
