"""Groups hear of results that wait for somebody to confirm them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select

from ....platform.features import Topic
from ....platform.i18n import lazy as _
from .models import Decision


def to_confirm() -> Select[UUID]:
    """The results that wait for a person, by their ids."""
    return select(Decision.id).where(Decision.current, Decision.confirmed_at.is_(None))


TO_CONFIRM = Topic(
    "to_confirm",
    _("结果待确认"),
    _("结果待确认"),
    _("{company}有 {n} 个面试结果等待确认，候选人在等答复。"),
    "/hr/candidates?todo=1",
    _("去确认"),
    to_confirm,
    gathers=timedelta(minutes=10),
    order=10,
)
