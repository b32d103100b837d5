"""Interviews whose candidates wait for an answer."""

from sqlalchemy import select

from ....platform.features import Counter
from ....platform.i18n import lazy as _
from .models import Interview

TO_RESCHEDULE = Counter(
    "interviews",
    lambda _user: select(Interview.id).where(Interview.state == "reschedule_asked"),
    _("{n} 待答复"),
)
