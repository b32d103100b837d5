"""What every table has in common."""

import json
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, Numeric, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ..i18n import LazyText
from ..ids import new_id
from .scoping import RowScope, require_scope

_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Sentence(TypeDecorator[LazyText]):
    """A sentence kept in its parts, so that everyone reads it in their language; an old row may hold plain words."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: LazyText | None, dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        return json.dumps(value.to_json(), ensure_ascii=False) if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> LazyText | None:
        """From the database."""
        if value is None:
            return None
        return LazyText.from_json(json.loads(value) if value.startswith('{"text"') else value)


_TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    str: Text(),
    LazyText: Sentence(),
    dict[str, Any]: JSONB(),
    list[Any]: JSONB(),
}


class SharedBase(DeclarativeBase):
    """Tables of the directory, always written with their schema, `shared`."""

    metadata = MetaData(schema="shared", naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = _TYPES


class TenantBase(DeclarativeBase):
    """Tables of one tenant, found through the transaction's search path, never written with a schema.

    Each says in `__scope__` how far its rows are seen; one that forgets it is refused when it is imported.
    """

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = _TYPES
    __scope__: ClassVar[RowScope]

    def __init_subclass__(cls, **options: Any) -> None:
        require_scope(cls)
        super().__init_subclass__(**options)


class HasId:
    """A UUIDv7 primary key."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


Money = Numeric(14, 2)


def one_of(column: str, *values: str) -> CheckConstraint:
    """Text with a CHECK instead of a native enum: asyncpg's cached statements break on types that differ by schema."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)
