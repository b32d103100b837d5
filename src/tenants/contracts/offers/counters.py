"""Offers that wait for somebody in the company."""

from sqlalchemy import and_, or_, select

from ....platform.features import Counter
from .models import Offer
from .types import WAITING

TO_SEE_TO = Counter(
    "offers",
    lambda _user: select(Offer.id).where(
        or_(
            Offer.state.in_(("pending_approval", "returned")),
            and_(Offer.state.in_(WAITING), Offer.asked_at.is_not(None), Offer.replied_at.is_(None)),
        )
    ),
)
