"""A person's scope as walls on every table, made from what each table declares (`__scope__`)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select
from sqlalchemy.orm import Mapper

from ....platform.db import TenantBase
from ....platform.db.narrowing import Criteria
from ....platform.db.scoping import Follows, RowScope, ScopeRoot
from ...people.departments.models import Department
from ..roles.rights import Scope

_DEPARTMENTS = Department.__table__  # rules: allow core_table – what walls are made of


def walls(scope: Scope) -> Criteria:
    """What a scope leaves to be seen of every table that declares one; nothing is laid where everything may be seen."""
    if scope.everything:
        return ()
    return [
        (mapper.class_, rule)
        for mapper in TenantBase.registry.mappers
        if (rule := _rule(scope, declared(mapper), partial(getattr, mapper.class_))) is not None
    ]


def declared(mapper: Mapper[object]) -> RowScope:
    """What a table says about itself."""
    found: RowScope = mapper.class_.__scope__  # type: ignore[attr-defined]
    return found


def _rule(
    scope: Scope, by: RowScope, column: Callable[[str], ColumnElement[Any]]
) -> ColumnElement[bool] | None:
    """The condition on a table, whose columns `column` names: the entity's own, so that it holds for its aliases too.

    Inside it stand Core tables: walls must not be laid on themselves again.
    """
    if isinstance(by, ScopeRoot):
        return _reached(scope, column(by.department), column(by.manager))
    if isinstance(by, Follows):
        followed = TenantBase.metadata.tables[by.table]  # rules: allow core_table – what walls are made of
        inner = _rule(scope, _of(followed), followed.c.__getitem__)
        rows = select(followed.c[by.key])
        return column(by.column).in_(rows if inner is None else rows.where(inner))
    return None


def _of(table: Table) -> RowScope:
    return next(declared(mapper) for mapper in TenantBase.registry.mappers if mapper.local_table is table)


def _reached(
    scope: Scope, department: ColumnElement[Any], manager: ColumnElement[Any]
) -> ColumnElement[bool]:
    reached: list[ColumnElement[bool]] = []
    if scope.paths:
        paths = (_DEPARTMENTS.c.path.startswith(path, autoescape=True) for path in sorted(scope.paths))
        reached.append(department.in_(select(_DEPARTMENTS.c.id).where(or_(*paths))))
    if scope.manager is not None:
        reached.append(manager == scope.manager)
    return or_(*reached) if reached else false()
