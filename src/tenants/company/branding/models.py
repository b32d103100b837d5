"""Logos."""

from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import TenantBase


class Logo(TenantBase):
    """A picture under its hash: a changed logo is another address, so caches never show the old one."""

    __tablename__ = "logos"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    png: Mapped[bytes]
