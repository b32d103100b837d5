"""The chain of events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import TenantBase
from ...platform.db.scoping import AnyOf, Follows, Unscoped


class AuditEvent(TenantBase):
    """One thing that happened; `hash` covers its content and the hash of the event before it.

    The tenant's role may insert and read, never change or delete. `data` holds ids and hashes, no personal values.
    """

    __tablename__ = "audit_events"
    __scope__ = AnyOf(
        (
            Follows("application_id", "applications"),
            Follows("contract_id", "contracts", unless="application_id"),
        )
    )
    __table_args__ = (CheckConstraint("seq >= 1", name="seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]
    application_id: Mapped[UUID | None] = mapped_column(index=True)
    contract_id: Mapped[UUID | None] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]
    prev: Mapped[bytes]
    hash: Mapped[bytes]


class AuditHead(TenantBase):
    """Where the chain ends: locked by each transaction that appends, so that there is one chain and no fork.

    `awaited`: the kinds of events that some trigger waits for.
    """

    __tablename__ = "audit_head"
    __scope__ = Unscoped("one row: where the chain ends")

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]
    awaited: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
