"""Rules against the ways around the wall between tenants. What they forbid, the database refuses too, where it can."""

import ast
import re
from collections.abc import Iterator

Found = Iterator[tuple[int, str]]

_DOOR = ("src/platform/db/", "src/platform/embedded/", "migrations/")
_DIRECTORY = (*_DOOR, "src/platform/tenancy/", "src/platform/queue/claims.py", "src/steward/")
_STORES = (
    "src/platform/providers/storage/", "src/platform/http/work.py", "src/jobs/context.py", "src/app.py",
    "src/worker.py", "src/steward/", "src/front/certificates/",  # the last: what is no tenant's, by fixed names
)  # fmt: skip
# The queue's engine keeps its own connections: it reads whose a job is, and no tenant's table.
_ENGINES = (*_DOOR, "src/platform/queue/worker.py")
_DRIVERS = ("asyncpg", "psycopg", "psycopg2")
_MAKES = {
    "create_async_engine", "create_engine", "async_engine_from_config", "AsyncEngine",
    "AsyncSession", "Session", "async_sessionmaker", "sessionmaker",
}  # fmt: skip
_OPENS = {"connect", "create_pool", "Connection", "Pool"}
_BEHIND = {
    "connection",
    "get_raw_connection",
    "get_bind",
    "driver_connection",
    "raw_connection",
    "sync_session",
}

_FACES = ("src/portal/", "src/hr_console/", "src/front/")
_KEYS = {"draft_key", "signed_key", "final_key", "object_key"}

_CLIMBS = re.compile(
    r"\b(?:set|reset)\s+(?:local\s+|session\s+)?(?:role|search_path|session\s+authorization)\b|\bset_config\s*\(|"
    r"\bsearch_path\b|\bdiscard\s+all\b",
    re.IGNORECASE,
)
_SCHEMA = re.compile(
    r'\b(?:from|join|into|update|table|using|only)\s+"?(t_[0-9a-f]{6,}|shared|queue)"?\.', re.IGNORECASE
)
_BEFORE_NAME = re.compile(r'\b(?:from|join|into|update|table|using|only)\s+"?$', re.IGNORECASE)


def engine(path: str, tree: ast.AST) -> Found:
    """A connection or session made elsewhere does not enter the tenant's walls."""
    if path.startswith(_ENGINES):
        return
    makers = _makers(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            made = isinstance(called, ast.Name) and called.id in makers
            opened = (
                isinstance(called, ast.Attribute)
                and called.attr in _OPENS
                and isinstance(called.value, ast.Name)
                and called.value.id in _DRIVERS
            )
            if made or opened:
                yield node.lineno, "only platform/db opens connections and sessions"


def _makers(tree: ast.AST) -> set[str]:
    """What makes connections and sessions, under the names it has here; a `Session` of our own is none of these."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package = (node.module or "").partition(".")[0]
            wanted = _MAKES if package == "sqlalchemy" else _OPENS if package in _DRIVERS else set()
            found |= {name.asname or name.name for name in node.names if name.name in wanted}
    return found


def behind(path: str, tree: ast.AST) -> Found:
    """Whoever takes the connection from behind a session sends what the door would not."""
    if path.startswith(_DOOR):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _BEHIND and _of_session(node.value):
            yield node.lineno, "only platform/db reaches behind a session"


def _of_session(value: ast.expr) -> bool:
    """`session.connection()`, `(await session.connection()).driver_connection`, `database.engine.raw_connection()`."""
    text = ast.unparse(value)
    return bool(re.search(r"\b(?:session|directory|connection|engine|bind)\b|\bwork\(\)", text))


def climb(path: str, tree: ast.AST) -> Found:
    """Who sets role or search path chooses the tenant: that is done in one place."""
    if path.startswith(_DOOR):
        return
    for line, said in _strings(tree):
        if _CLIMBS.search(said):
            yield line, "only platform/db says whose transaction it is"


def schema(path: str, tree: ast.AST) -> Found:
    """A query that names a schema does not stay inside; the directory and the queue have doors (`doors.`, `queue.enqueue`)."""
    if path.startswith(_DIRECTORY):
        return
    for line, said in _strings(tree):
        if _SCHEMA.search(said):
            yield line, "a query names no schema"
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for before, name, after in zip(node.values, node.values[1:], node.values[2:], strict=False):
            if (
                isinstance(name, ast.FormattedValue)
                and isinstance(before, ast.Constant)
                and isinstance(after, ast.Constant)
                and _BEFORE_NAME.search(str(before.value))
                and str(after.value).startswith((".", '".'))
            ):
                yield node.lineno, "a query names no schema"


def store(path: str, tree: ast.AST) -> Found:
    """The whole object store is everybody's; a page gets its tenant's part, a job has `context.store`."""
    if path.startswith(_STORES):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            whole = node.attr == "store" and ast.unparse(node.value).endswith(("services", "state"))
        else:
            whole = isinstance(node, ast.Name) and node.id == "open_store"
        if whole and isinstance(node, ast.expr):
            yield node.lineno, "the tenant's part of the store, not all of it"


def object_key(path: str, tree: ast.AST) -> Found:
    """A page that finds an object's key by itself hands it out without a record: the service's verb records."""
    if path.startswith(_FACES):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _KEYS:
                yield node.lineno, "ask the service that hands it out: it records who took it"


def core_table(path: str, tree: ast.AST) -> Found:
    """What somebody may see is laid on entities: a statement on the table behind one finds everybody's rows."""
    if path.startswith(_DOOR):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (
            node.attr == "__table__"
            or (node.attr == "tables" and ast.unparse(node).endswith("metadata.tables"))
        ):
            yield node.lineno, "a table is read as its entity, on which the walls are laid"


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string but the docstrings."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


WALLS = (engine, behind, climb, schema, store, object_key, core_table)
