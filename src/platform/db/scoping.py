"""How far a table's rows are seen: declared by each table as `__scope__`, so that a new one is never forgotten.

A narrowed transaction (see `narrowing`) finds a row only where its declaration leads to one that may be seen. What the
root of a scope is, is the caller's matter: nothing here knows a business word.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopeRoot:
    """Rows are seen by the department in column `department`, and by the person in column `manager`, if there is one.

    `unless`: only those are, in which this column is empty.
    """

    department: str
    manager: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Follows:
    """A row is seen with the row of `table` whose `key` equals its own `column`; with none, only by those who see all.

    `unless`: only where this column is empty.
    """

    column: str
    table: str
    key: str = "id"
    unless: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A row is seen where at least one of several ways leads to it."""

    ways: tuple[ScopeRoot | Follows, ...]


@dataclass(frozen=True, slots=True)
class Unscoped:
    """Every row is found by whoever may open the page it stands on; `reason` says why that is right."""

    reason: str


RowScope = ScopeRoot | Follows | AnyOf | Unscoped


def require_scope(table: type) -> None:
    """Refuse a table that does not say how far its rows are seen.

    Raises:
        TypeError: `__scope__` is missing, or an exception without a reason.
    """
    declared = table.__dict__.get("__scope__")
    if not isinstance(declared, ScopeRoot | Follows | AnyOf | Unscoped):
        raise TypeError(f"{table.__qualname__} has no __scope__: say how far its rows are seen")
    if isinstance(declared, Unscoped) and not declared.reason.strip():
        raise TypeError(f"{table.__qualname__}: an unscoped table says why")
