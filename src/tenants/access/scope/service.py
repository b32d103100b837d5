"""A person's scope as walls on every table, made from what each table declares (`__scope__`)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, or_, select
from sqlalchemy.orm import Mapper

from ....platform.db import TenantBase
from ....platform.db.narrowing import Criteria
from ....platform.db.scoping import AnyOf, Follows, RowScope, ScopeRoot, Unscoped
from ...people.departments.models import Department
from ..roles.rights import Scope

_DEPARTMENTS = Department.__table__  # rules: allow core_table – what walls are made of


def walls(scope: Scope) -> Criteria:
    """What a scope leaves to be seen of every table that declares one; nothing is laid where everything may be seen."""
    if scope.everything:
        return ()
    made = _Walls(scope)
    return [
        (mapper.class_, rule)
        for mapper in TenantBase.registry.mappers
        if (rule := made.of(mapper.local_table, partial(getattr, mapper.class_))) is not None
    ]


def declared(mapper: Mapper[object]) -> RowScope:
    """What a table says about itself."""
    found: RowScope = mapper.class_.__scope__  # type: ignore[attr-defined]
    return found


class _Walls:
    """The walls of one scope; what several tables follow is made once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._declared: dict[FromClause, RowScope] = {
            mapper.local_table: declared(mapper) for mapper in TenantBase.registry.mappers
        }
        self._seen: dict[tuple[str, str], Select[Any]] = {}

    def of(
        self, table: FromClause, column: Callable[[str], ColumnElement[Any]]
    ) -> ColumnElement[bool] | None:
        """The condition on a table, whose columns `column` names: the entity's own, so that it holds for its aliases too.

        Inside it stand Core tables: walls must not be laid on themselves again.
        """
        by = self._declared[table]
        if isinstance(by, Unscoped):
            return None
        ways = by.ways if isinstance(by, AnyOf) else (by,)
        return or_(*(self._seen_by(way, column) for way in ways))

    def _seen_by(
        self, way: ScopeRoot | Follows, column: Callable[[str], ColumnElement[Any]]
    ) -> ColumnElement[bool]:
        if isinstance(way, ScopeRoot):
            manager = column(way.manager) if way.manager else None
            seen = _reached(self._scope, column(way.department), manager)
        else:
            seen = column(way.column).in_(self._rows(way))
        return and_(column(way.unless).is_(None), seen) if way.unless else seen

    def _rows(self, by: Follows) -> Select[Any]:
        """What of the followed table may be seen, by the key it is followed by."""
        if (by.table, by.key) not in self._seen:
            tables = TenantBase.metadata.tables  # rules: allow core_table – what walls are made of
            followed = tables[by.table]
            rows, inner = select(followed.c[by.key]), self.of(followed, followed.c.__getitem__)
            self._seen[by.table, by.key] = rows if inner is None else rows.where(inner)
        return self._seen[by.table, by.key]


def _reached(
    scope: Scope, department: ColumnElement[Any], manager: ColumnElement[Any] | None
) -> ColumnElement[bool]:
    reached: list[ColumnElement[bool]] = []
    if scope.paths:
        paths = (_DEPARTMENTS.c.path.startswith(path, autoescape=True) for path in sorted(scope.paths))
        reached.append(department.in_(select(_DEPARTMENTS.c.id).where(or_(*paths))))
    if scope.manager is not None and manager is not None:
        reached.append(manager == scope.manager)
    return or_(*reached) if reached else false()
