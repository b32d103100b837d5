"""People: not their applications, not their employments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase
from ....platform.db.scoping import AnyOf, Follows


class Person(HasId, TenantBase):
    """Somebody who applied, or works here. `…_encrypted` are read through the vault only; `…_hint` is the masked form lists show.

    `merged_into_id`: this person was found to be that one; their row stays, so that the merging can be undone.
    """

    __tablename__ = "persons"
    __scope__ = AnyOf(
        (Follows("id", "applications", key="person_id"), Follows("id", "employees", key="person_id"))
    )

    name: Mapped[str]
    phone_digest: Mapped[bytes] = mapped_column(unique=True)
    phone_encrypted: Mapped[bytes]
    phone_hint: Mapped[str]
    email_encrypted: Mapped[bytes | None]
    email_hint: Mapped[str] = mapped_column(server_default="")
    email_digest: Mapped[bytes | None] = mapped_column(index=True)
    id_type: Mapped[str] = mapped_column(server_default="")
    id_number_encrypted: Mapped[bytes | None]
    id_number_digest: Mapped[bytes | None]
    id_number_hint: Mapped[str] = mapped_column(server_default="")
    address_encrypted: Mapped[bytes | None]
    onboarded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
