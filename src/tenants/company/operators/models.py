"""Operators, their sessions and their log, in the directory."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, SharedBase, one_of


class Operator(HasId, SharedBase):
    """Somebody who runs the installation. No password: links to come in are made on the machine itself."""

    __tablename__ = "operators"

    name: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime]


class OperatorSession(SharedBase):
    """A one-time link, or the browser it let in; only a hash of the token is kept."""

    __tablename__ = "operator_sessions"
    __table_args__ = (one_of("kind", "link", "session"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("shared.operators.id"))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class OperatorLog(SharedBase):
    """What was done to which tenant, by whom; written by the database's door together with the change."""

    __tablename__ = "operator_log"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor: Mapped[str]
    action: Mapped[str]
    tenant_id: Mapped[UUID | None] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]
    origin: Mapped[str | None] = mapped_column(unique=True)
    """Where a line was written that was carried over from another cell: told twice it is kept once."""
