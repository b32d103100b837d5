"""The only door to PostgreSQL: one transaction per request or job, inside one tenant's walls."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from ..cells import MAIN, variable_of
from ..tenant import Tenant
from .errors import TenantMovingError
from .statements import only_queries

_ENTER = """
select set_config('search_path', $1, true), set_config('plan_cache_mode', $3, true), set_config('role', $2, true)
"""
_TENANT = "tenant"
HOT = "begins with a hot query"
"""In a session's info: PostgreSQL keeps the plan of the first time, where it would plan five times before it does."""
_MET = "tenants met"
_LANES = 4
_LOOK_UPS = 2
_CONNECT_SECONDS = 10.0
MOST_TENANTS = 256
_LAST = "before_commit"
_LISTS = "select array[row(1)], '{}'::uuid[], '{}'::text[], '{}'::bigint[], '{}'::bool[], '{}'::bytea[], '{}'::timestamptz[]"
_FROZEN = "HU002"  # what the database says to whoever writes while the tenant is carried to another cell


UnitOfWork = AbstractAsyncContextManager[AsyncSession]


class NoTenantError(RuntimeError):
    """A transaction was begun without saying whose it is."""


class UnknownCellError(RuntimeError):
    """A tenant lives in a database whose address this process was not given."""

    def __init__(self, cell: str) -> None:
        super().__init__(f"cell {cell} is not known here: {variable_of(cell, 'database_url')} is not set")
        self.cell = cell


class _WalledSession(Session):
    """A session whose every transaction starts by entering the tenant's schema and role."""


@event.listens_for(_WalledSession, "after_begin")
def _enter(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return  # inside already, and a tenant's role could not enter anything
    if _TENANT not in session.info:
        raise NoTenantError("a session must come from Database.tenant() or Database.shared()")
    tenant: Tenant | None = session.info[_TENANT]
    # The directory's own transactions see nothing but what they name with its schema.
    walls = ("pg_catalog", "none") if tenant is None else (tenant.schema, tenant.schema)
    plans = "force_generic_plan" if session.info.pop(HOT, False) else "auto"
    cursor = (
        connection.connection.cursor()
    )  # the driver's own: this opens every transaction and is worth being lean
    try:
        cursor.execute(_ENTER, (*walls, plans))
    finally:
        cursor.close()
    if tenant is not None:
        connection.info.setdefault(_MET, set()).add(tenant.schema)


def _open(url: str, size: int, patience: float | None) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=5,
        pool_recycle=1800,
        pool_use_lifo=True,  # the connection used last knows most of what is asked next
        connect_args={
            "statement_cache_size": MOST_TENANTS,
            "timeout": _CONNECT_SECONDS,
            "command_timeout": patience,
        },
    )
    event.listen(engine.sync_engine, "connect", _learn_types)
    event.listen(engine.sync_engine, "before_cursor_execute", only_queries)
    event.listen(engine.sync_engine, "checkin", _replace_when_full)
    event.listen(engine.sync_engine, "checkout", _replace_when_dead)
    event.listen(engine.sync_engine, "handle_error", _say_that_it_moves)
    return engine


def _say_that_it_moves(context: ExceptionContext) -> None:
    if is_frozen(context.original_exception):
        raise TenantMovingError from context.original_exception


def is_frozen(problem: BaseException) -> bool:
    """Whether the database refuses to write because the tenant is carried to another cell."""
    return getattr(problem, "sqlstate", "") == _FROZEN


async def learn_types(driver: Any) -> None:
    """Let a connection of asyncpg's look up how rows inside rows and lists are sent.

    It does so when it first meets them, and sets a parameter for that: a tenant's role may not, so it learns it at once.
    """
    await driver.fetchrow(_LISTS)


def _learn_types(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    learner: Any = connection
    learner.run_async(learn_types)


def _replace_when_full(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    if len(record.info.get(_MET, ())) >= MOST_TENANTS:
        record.invalidate(soft=True)  # replaced before it is used again


def _replace_when_dead(
    _connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    # The driver knows without asking when the server has gone (a restart, a failover): the pool then opens another.
    if record.driver_connection is not None and record.driver_connection.is_closed():
        raise DisconnectionError


class _Lanes:
    """The connections to one cell: `plain` for what belongs to no tenant, a lane for each remainder of a number.

    `look_ups` is for the questions before a request is anybody's: never waiting behind what somebody does.
    """

    def __init__(self, url: str, size: int, patience: float | None) -> None:
        count = max(1, min(_LANES, size // 2 - 1))
        each = max(1, size // (count + 1)) if size > 1 else 1
        self.plain = _open(url, each, patience)
        self._lanes = [_open(url, each, patience) for _number in range(count)] if size > 1 else [self.plain]
        self.look_ups = _open(url, _LOOK_UPS, patience) if size > 1 else self.plain

    def of(self, tenant: Tenant) -> AsyncEngine:
        return self._lanes[tenant.number % len(self._lanes)]

    async def close(self) -> None:
        for engine in {self.plain, self.look_ups, *self._lanes}:
            await engine.dispose()


class Database:
    """Connections of one login role to every cell, in lanes: a tenant keeps to the lane its number gives it.

    The login role may read no tenant's table; `tenant()` puts on the tenant's role for one transaction
    (transaction-local, so the pool carries nothing over).

    PostgreSQL remembers in each backend what it has learnt of every tenant's tables, up to 0.8 MiB a tenant, and plans
    anew what it has not seen. With lanes a backend meets few tenants and knows them, one tenant's long transactions
    hold up its own lane only, and a connection that has met `MOST_TENANTS` is replaced: its memory is bounded.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        others: Mapping[str, str] = MappingProxyType({}),
        patience: float | None = None,
    ) -> None:
        cells = {MAIN: url, **{name: other for name, other in others.items() if name != MAIN}}
        self._cells = {name: _Lanes(address, pool_size, patience) for name, address in cells.items()}
        self.engine = self._cells[MAIN].plain

    @classmethod
    def of(
        cls, addresses: Mapping[str, str], *, pool_size: int = 10, patience: float | None = None
    ) -> "Database":
        """Every cell of `addresses` (name → URL), `main` among them. Nothing is connected before it is needed.

        `patience`: after how many seconds a database that does not answer a statement is taken for away; None: never.
        """
        return cls(addresses[MAIN], pool_size=pool_size, others=addresses, patience=patience)

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of the cells that are known here, `main` first."""
        return tuple(self._cells)

    async def close(self) -> None:
        """Close every connection."""
        for lanes in self._cells.values():
            await lanes.close()

    def tenant(self, tenant: Tenant) -> UnitOfWork:
        """One transaction inside `tenant`, in its cell: committed at the end of the block, rolled back if it raises.

        Raises:
            UnknownCellError: it lives where this process has no address for.
        """
        return self._work(tenant, self._lanes(tenant.cell).of(tenant))

    def shared(self, cell: str = MAIN) -> UnitOfWork:
        """One transaction outside every tenant: on the directory, or on what another cell keeps of it.

        Raises:
            UnknownCellError: this process has no address of that cell.
        """
        return self._work(None, self._lanes(cell).plain)

    def look_up(self) -> UnitOfWork:
        """One transaction on the directory, for a question of milliseconds: whose host this is, whether we are there."""
        return self._work(None, self._cells[MAIN].look_ups)

    def _lanes(self, cell: str) -> _Lanes:
        try:
            return self._cells[cell]
        except KeyError:
            raise UnknownCellError(cell) from None

    @asynccontextmanager
    async def _work(self, tenant: Tenant | None, engine: AsyncEngine) -> AsyncGenerator[AsyncSession]:
        async with AsyncSession(engine, sync_session_class=_WalledSession, expire_on_commit=False) as session:
            session.info[_TENANT] = tenant
            try:
                yield session
                for last in session.info.get(_LAST, {}).values():
                    await last(session)
            except BaseException:
                await session.rollback()
                raise
            await session.commit()


def tenant_of(session: AsyncSession) -> Tenant:
    """The tenant whose transaction this is.

    Raises:
        NoTenantError: the session belongs to the directory.
    """
    tenant: Tenant | None = session.info.get(_TENANT)
    if tenant is None:
        raise NoTenantError("this needs a tenant's session")
    return tenant


def before_commit(session: AsyncSession, key: str, action: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Run `action` once, after all other work of this transaction and before its commit."""
    session.info.setdefault(_LAST, {}).setdefault(key, action)
