"""The directory: which tenants there are, where they live and by which host names they are reached."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, func
from sqlalchemy.orm import Mapped, mapped_column

from ..db import HasId, SharedBase, one_of


class TenantRow(HasId, SharedBase):
    """One tenant; `cell` names the database it lives in, `revision` its schema's migration."""

    __tablename__ = "tenants"
    __table_args__ = (one_of("status", "active", "suspended", "closing"),)

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    """A short number for links in text messages."""
    slug: Mapped[str] = mapped_column(unique=True)
    schema_name: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    cell: Mapped[str] = mapped_column(server_default="main")
    zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    status: Mapped[str] = mapped_column(server_default="active")
    revision: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TenantDomain(SharedBase):
    """A host name of a tenant's own, beside `<slug>.<base domain>`."""

    __tablename__ = "tenant_domains"

    host: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("shared.tenants.id", ondelete="CASCADE"))
