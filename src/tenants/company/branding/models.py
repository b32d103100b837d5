"""Logos."""

from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import TenantBase
from ....platform.db.scoping import Unscoped


class Logo(TenantBase):
    """A picture under its hash: a changed logo is another address, so caches never show the old one."""

    __tablename__ = "logos"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")

    sha256: Mapped[str] = mapped_column(primary_key=True)
    png: Mapped[bytes]
