"""The reference of `progress_page`: a bare handler on asyncpg with the same queries and a page as long."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, Response, get
from litestar.datastructures import State

# What the progress page asks, in its order.
QUERIES = (
    "select subject_id from sessions where kind = 'candidate' and revoked_at is null and expires_at > now() limit 1",
    "select * from persons where name = '欧阳䶮'",
    "select a.*, p.*, v.* from applications a join persons p on p.id = a.person_id"
    " join vacancies v on v.id = a.vacancy_id where p.name = '欧阳䶮' order by a.id desc",
    "select * from tenant_settings where id = 1",
    "select c.* from contracts c join applications a on a.id = c.application_id join persons p on p.id = a.person_id"
    " where p.name = '欧阳䶮' and c.state <> 'withdrawn'",
    "select m.* from messages m join persons p on p.id = m.person_id where p.name = '欧阳䶮' order by m.queued_at desc",
)


@get("/progress")
async def progress(state: State) -> Response[str]:
    """Enter the tenant, ask, answer."""
    async with state.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "select set_config('search_path', $1, true), set_config('role', $1, true)", state.schema
        )
        for query in QUERIES:
            await connection.fetch(query)
    return Response(state.page, media_type="text/html")


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    app.state.schema = os.environ["BARE_SCHEMA"]
    app.state.page = "x" * int(os.environ["BARE_LENGTH"])
    async with asyncpg.create_pool(os.environ["BARE_DSN"], min_size=10, max_size=10) as pool:
        app.state.pool = pool
        yield


async def main() -> None:
    """Serve on the port given."""
    app = Litestar([progress], lifespan=[_lifespan], openapi_config=None)
    server = Server(app, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI)
    await server.serve()


if __name__ == "__main__":
    asyncio.run(main())
