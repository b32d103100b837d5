"""A table says how far its rows are seen, or it is refused when it is imported."""

from uuid import UUID

import pytest
from huiyin.platform.db import TenantBase
from huiyin.platform.db.scoping import Follows, Unscoped
from sqlalchemy.orm import Mapped, mapped_column


def test_a_table_that_forgets_its_scope_is_refused() -> None:
    with pytest.raises(TypeError, match="Forgetful has no __scope__"):

        class Forgetful(TenantBase):
            __tablename__ = "forgetful"
            id: Mapped[UUID] = mapped_column(primary_key=True)

    assert "forgetful" not in TenantBase.metadata.tables


def test_no_scope_is_not_a_scope() -> None:
    with pytest.raises(TypeError, match="has no __scope__"):

        class Careless(TenantBase):
            __tablename__ = "careless"
            __scope__ = None  # type: ignore[assignment]
            id: Mapped[UUID] = mapped_column(primary_key=True)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_table_without_walls_says_why(reason: str) -> None:
    with pytest.raises(TypeError, match="an unscoped table says why"):

        class Open(TenantBase):
            __tablename__ = "open_to_all"
            __scope__ = Unscoped(reason)
            id: Mapped[UUID] = mapped_column(primary_key=True)

    assert "open_to_all" not in TenantBase.metadata.tables


def test_a_scope_is_not_inherited() -> None:
    """What a table says of its rows says nothing of the rows of a table made from it."""

    class Walled:
        __scope__ = Follows("application_id", "applications")

    with pytest.raises(TypeError, match="has no __scope__"):

        class Heir(Walled, TenantBase):
            __tablename__ = "heir"
            id: Mapped[UUID] = mapped_column(primary_key=True)
