"""A tenant's own stages."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ....platform.db import HasId, TenantBase, one_of
from ....platform.db.scoping import Unscoped
from .types import STAGES, stage_name


class Stage(HasId, TenantBase):
    """One column of the board. Its type says what it means and never changes; its name is the tenant's.

    Types follow the road, several stages of one type follow `position`. Each type has at least one; the first takes
    whoever comes into the type by what happens (a card, a result, a contract). An empty name is that of the type.
    """

    __tablename__ = "stages"
    __scope__ = Unscoped("settings of the tenant: opened by a permission, nobody's data")
    __table_args__ = (UniqueConstraint("type", "name"), one_of("type", *STAGES))

    type: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int] = mapped_column(server_default="0")

    @property
    def label(self) -> str:
        """The name in the reader's words."""
        return self.name or stage_name(self.type)
