"""The directory: which tenants there are, where they live and by which host names they are reached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import HasId, SharedBase, one_of

STATUSES = ("provisioning", "trial", "active", "suspended", "closing", "deleting")


class TenantRow(HasId, SharedBase):
    """One tenant; `cell` names the database it lives in, `revision` its schema's migration.

    `status` changes only through the database's door, which writes the operators' log with it; `before` are the
    states to go back to, `status_reason` why it is as it is. `uscc_digest` lets operators see that a company is here twice.
    """

    __tablename__ = "tenants"
    __table_args__ = (one_of("status", *STATUSES),)

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    """A short number for links in text messages."""
    slug: Mapped[str] = mapped_column(unique=True)
    schema_name: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cell: Mapped[str] = mapped_column(server_default="main")
    zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    status: Mapped[str] = mapped_column(server_default="provisioning")
    status_reason: Mapped[str] = mapped_column(server_default="")
    status_since: Mapped[datetime] = mapped_column(server_default=func.now())
    before: Mapped[list[Any]] = mapped_column(server_default="[]")
    trial_until: Mapped[datetime | None]
    delete_after: Mapped[datetime | None]
    uscc_digest: Mapped[bytes | None]
    brand: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    main_host: Mapped[str | None]
    revision: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TenantDomain(SharedBase):
    """A host name of a tenant's own, beside `<slug>.<base domain>`; it leads there once its owner has proved it."""

    __tablename__ = "tenant_domains"
    __table_args__ = (
        Index(
            "uq_tenant_domains_proved_host",
            "host",
            unique=True,
            postgresql_where=text("proved_at is not null"),
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("shared.tenants.id", ondelete="CASCADE"), primary_key=True
    )
    host: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(server_default="")
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
    checked_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]


class Tombstone(HasId, SharedBase):
    """What is left of a deleted tenant: its address, never given again, and the certificate of deletion."""

    __tablename__ = "tombstones"

    number: Mapped[int] = mapped_column(BigInteger)
    slug: Mapped[str] = mapped_column(unique=True)
    schema_name: Mapped[str]
    deleted_at: Mapped[datetime]
    certificate: Mapped[dict[str, Any]]
