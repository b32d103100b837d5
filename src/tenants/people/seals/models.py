"""Company seals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped
from .kinds import KINDS, RULES

_WHY = "a seal of an employer, no worker's data"


class Seal(HasId, TenantBase):
    """A seal of one legal entity.

    Drawn by us from the company's name, or for a `representative` from the `holder`'s; `scan` is the cleaned picture of one
    that the company has, instead. `serial` is the number that it is registered under with the police, empty where nobody
    has said. `rule`: how it is used (`kinds.RULES`). `successor_id`: the seal that took its place.
    """

    __tablename__ = "seals"
    __scope__ = Unscoped(_WHY)
    __table_args__ = (
        one_of("kind", *KINDS),
        one_of("rule", *RULES),
        Index(
            "uq_seals_official",
            "legal_entity_id",
            unique=True,
            postgresql_where=text("kind = 'official' and stopped_at is null"),
        ),
    )

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    kind: Mapped[str]
    serial: Mapped[str]
    holder: Mapped[str] = mapped_column(server_default="")
    scan: Mapped[bytes | None] = mapped_column(deferred=True)
    rule: Mapped[str] = mapped_column(server_default="proof")
    added_by: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str] = mapped_column(server_default="")
    stop_reason: Mapped[str] = mapped_column(server_default="")
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("seals.id"))


class SealKeeper(TenantBase):
    """A member who may use this seal; one without any is used by everybody who may seal at all."""

    __tablename__ = "seal_keepers"
    __scope__ = Unscoped(_WHY)

    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seals.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)


class SealUse(TenantBase):
    """Which seal of an employer is put under a kind of document: one for each, so that nobody has to guess."""

    __tablename__ = "seal_uses"
    __scope__ = Unscoped(_WHY)

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seals.id"))
