"""The reference of `progress_page`: a bare handler on asyncpg that asks the same and answers with a page as long."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from granian.constants import Interfaces
from granian.server.embed import Server
from huiyin.platform import clock
from huiyin.platform.auth.tokens import token_hash
from huiyin.platform.db.database import learn_types
from huiyin.tenants.hiring.progress.queries import PROGRESS
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State

_ENTER = "select set_config('search_path', $1, true), set_config('role', $1, true)"


@get("/progress")
async def progress(request: Request[Any, Any, Any], state: State) -> Response[str]:
    """Enter the tenant, ask, answer."""
    async with state.pool.acquire() as connection, connection.transaction():
        await connection.execute(_ENTER, state.schema)
        token = token_hash(request.cookies.get("me", ""))
        rows = await connection.fetch(PROGRESS.sql, token, clock.now(), clock.today_in_china())
    return Response(state.page, media_type="text/html", status_code=200 if rows else 403)


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    app.state.schema = os.environ["BARE_SCHEMA"]
    app.state.page = "x" * int(os.environ["BARE_LENGTH"])
    async with asyncpg.create_pool(
        os.environ["BARE_DSN"], min_size=10, max_size=10, init=learn_types
    ) as pool:
        app.state.pool = pool
        yield


async def main() -> None:
    """Serve on the port given."""
    app = Litestar([progress], lifespan=[_lifespan], openapi_config=None)
    server = Server(app, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI)
    await server.serve()


if __name__ == "__main__":
    asyncio.run(main())
