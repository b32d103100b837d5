"""The directory: which tenants there are, where they live and by which host names they are reached."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import HasId, SharedBase, one_of
from ..ids import new_id

STATUSES = ("provisioning", "trial", "active", "suspended", "closing", "deleting")
GATES = ("open", "draining", "frozen")


class TenantRow(HasId, SharedBase):
    """One tenant; `cell` names the database it lives in, `revision` its schema's migration.

    The directory, in cell `main`, has a row for every tenant and says where it lives. Every other cell has a copy of
    the rows of those who live there, for the doors; what changes through them is told to the directory by a job.
    While a tenant is carried to another cell, the directory says in `moving_to` where, and its cell keeps its `gate`:
    `draining` puts new jobs aside, `frozen` refuses every change.

    `status` changes only through the database's door, which writes the operators' log with it; `before` are the
    states to go back to, `status_reason` why it is as it is. `uscc_digest` lets operators see that a company is here twice.
    """

    __tablename__ = "tenants"
    __table_args__ = (one_of("status", *STATUSES), one_of("gate", *GATES))

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    """A short number for links in text messages."""
    slug: Mapped[str] = mapped_column(unique=True)
    schema_name: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cell: Mapped[str] = mapped_column(server_default="main")
    moving_to: Mapped[str | None]
    gate: Mapped[str] = mapped_column(server_default="open")
    zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    status: Mapped[str] = mapped_column(server_default="provisioning")
    status_reason: Mapped[str] = mapped_column(server_default="")
    status_since: Mapped[datetime] = mapped_column(server_default=func.now())
    before: Mapped[list[Any]] = mapped_column(server_default="[]")
    trial_until: Mapped[datetime | None]
    delete_after: Mapped[datetime | None]
    uscc_digest: Mapped[bytes | None]
    reviews_waiting: Mapped[int] = mapped_column(server_default="0")
    """How many of its companies' verifications wait for the operators."""
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


class CellRow(SharedBase):
    """A database tenants can live in; new ones go there while it is `open`."""

    __tablename__ = "cells"

    name: Mapped[str] = mapped_column(primary_key=True)
    open: Mapped[bool] = mapped_column(server_default="true")
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Move(SharedBase):
    """A tenant on its way to another cell: how far it has come, so that whoever goes on after a kill knows.

    `step` is the last one done; `facts` what the copy must be equal to (rows and SHA-256 of each table).
    """

    __tablename__ = "moves"

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("shared.tenants.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(unique=True, default=new_id)
    source: Mapped[str]
    target: Mapped[str]
    step: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    step_at: Mapped[datetime] = mapped_column(server_default=func.now())
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
