"""Groups hear of what candidates say of their contracts."""

from datetime import timedelta

from sqlalchemy import select

from ....platform.features import Topic
from ....platform.i18n import lazy as _
from .models import Concern

CONCERNS = Topic(
    "concerns",
    _("候选人对合同有疑问或拒签"),
    _("候选人对合同有疑问或拒签"),
    _("{company}有 {n} 个候选人对合同的问题、改签或拒签等待处理。"),
    "/hr/#concerns",
    _("去处理"),
    lambda: select(Concern.id).where(Concern.state == "open"),
    gathers=timedelta(minutes=2),
    order=30,
)
