"""Entries of the blacklist."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import Follows
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...people.persons.models import Person

CATEGORIES: dict[str, LazyText] = {
    "false_papers": _("提供虚假的身份、学历或工作经历"),
    "no_show": _("多次约定后未到场且未告知"),
    "broken_contract": _("签约后无正当理由未到岗"),
    "serious_breach": _("曾因严重违反规章制度被解除合同"),
    "other": _("其他与工作有关的事实"),
}


class BlacklistEntry(HasId, TenantBase):
    """One person on the list. The reasons are encrypted with the person's key; an entry ends by itself at
    `expires_at`."""

    __tablename__ = "blacklist_entries"
    __scope__ = Follows("person_id", "applications", key="person_id")
    __table_args__ = (
        Index(
            "uq_blacklist_entries_standing",
            "person_id",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    category: Mapped[str]
    reason_encrypted: Mapped[bytes]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    lift_reason_encrypted: Mapped[bytes | None]

    person: Mapped[Person] = relationship(lazy="raise")
