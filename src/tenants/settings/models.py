"""What a tenant decides for itself."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from ...platform.db import TenantBase


class TenantSettings(TenantBase):
    """One row. `promise_days`: working days within which a candidate hears after the interview."""

    __tablename__ = "tenant_settings"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    promise_days: Mapped[int] = mapped_column(server_default="3")
    promise_hour: Mapped[int] = mapped_column(server_default="18")
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    dimensions: Mapped[list[Any]]
    retention_years: Mapped[int] = mapped_column(server_default="5")
