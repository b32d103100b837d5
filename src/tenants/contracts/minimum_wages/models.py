"""The table."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Unscoped


class VerifiedWage(HasId, TenantBase):
    """The minimum wage of a division from a day on, as a member found it in the notice named by source and number.

    `verified_by`: the member as in the chain, or `system` in a demonstration.
    """

    __tablename__ = "minimum_wages"
    __scope__ = Unscoped("what authorities have published: nobody's data")
    __table_args__ = (
        UniqueConstraint("region", "effective_from"),
        CheckConstraint("monthly > 0", name="monthly"),
        CheckConstraint("hourly > 0", name="hourly"),
    )

    region: Mapped[str]
    monthly: Mapped[Decimal]
    hourly: Mapped[Decimal | None]
    effective_from: Mapped[date]
    source: Mapped[str]
    document_number: Mapped[str]
    verified_by: Mapped[str]
    verified_at: Mapped[datetime]
