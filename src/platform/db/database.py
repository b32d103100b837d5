"""The only door to PostgreSQL: one transaction per request or job, inside one tenant's walls."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction

from ..tenancy.context import Tenant

_ENTER = "select set_config('search_path', $1, true), set_config('role', $2, true)"
_TENANT = "tenant"
_LAST = "before_commit"


UnitOfWork = AbstractAsyncContextManager[AsyncSession]


class NoTenantError(RuntimeError):
    """A transaction was begun without saying whose it is."""


class _WalledSession(Session):
    """A session whose every transaction starts by entering the tenant's schema and role."""


@event.listens_for(_WalledSession, "after_begin")
def _enter(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if _TENANT not in session.info:
        raise NoTenantError("a session must come from Database.tenant() or Database.shared()")
    tenant: Tenant | None = session.info[_TENANT]
    # The directory's own transactions see nothing but what they name with its schema.
    walls = ("pg_catalog", "none") if tenant is None else (tenant.schema, tenant.schema)
    cursor = (
        connection.connection.cursor()
    )  # the driver's own: this opens every transaction and is worth being lean
    try:
        cursor.execute(_ENTER, walls)
    finally:
        cursor.close()


class Database:
    """A pool of connections of one login role.

    The login role may read no tenant's table; `tenant()` puts on the tenant's role for one transaction
    (transaction-local, so the pool carries nothing over).
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = create_async_engine(
            url, pool_size=pool_size, max_overflow=0, pool_timeout=5, pool_recycle=300
        )
        self._sessions = async_sessionmaker(
            self.engine,
            sync_session_class=_WalledSession,
            expire_on_commit=False,
            autoflush=True,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    def tenant(self, tenant: Tenant) -> UnitOfWork:
        """One transaction inside `tenant`: committed at the end of the block, rolled back if it raises."""
        return self._work(tenant)

    def shared(self) -> UnitOfWork:
        """One transaction on the directory (schema `shared`), outside every tenant."""
        return self._work(None)

    @asynccontextmanager
    async def _work(self, tenant: Tenant | None) -> AsyncGenerator[AsyncSession]:
        async with self._sessions() as session:
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
