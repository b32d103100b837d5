"""Groups hear of people no message reached."""

from datetime import timedelta

from ....platform.features import Topic
from ....platform.i18n import lazy as _
from .calls import unreached_occasions

UNREACHED = Topic(
    "unreached",
    _("消息未送达，需要电话通知"),
    _("消息未送达"),
    _("{company}有 {n} 条消息没有送达，需要电话通知本人。"),
    "/hr/messages/unreached",
    _("去打电话"),
    unreached_occasions,
    gathers=timedelta(minutes=2),
    order=20,
)
