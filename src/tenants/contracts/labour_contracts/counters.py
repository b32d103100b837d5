"""Contracts that wait for somebody in the company."""

from sqlalchemy import and_, or_, select

from ....platform.features import Counter
from .models import Contract

TO_SEE_TO = Counter(
    "contracts",
    lambda _user: select(Contract.id).where(
        or_(
            Contract.state.in_(("pending_company", "on_paper")),
            Contract.held_since.is_not(None),
            and_(Contract.state == "checked", Contract.approval.in_(("wanted", "returned"))),
        )
    ),
)
