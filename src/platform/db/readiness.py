"""Whether the database answers, asked beside all pages."""

import asyncio
import time

import asyncpg

SECONDS = 1.0
"""How long the database has for its answer, and how long an answer is good."""
_CONNECT_SECONDS = 5.0  # a new connection may take longer on a busy machine: then the next asker has it


class Readiness:
    """Asks on a connection of its own: full lanes do not make this process look ill.

    Who comes while it is being asked gets that answer, and one that is younger than a second is given again, so that
    strangers cost the database one question a second at most.
    """

    def __init__(self, url: str) -> None:
        self._dsn = url.replace("+asyncpg", "")
        self._connection: asyncpg.Connection | None = None
        self._answer: asyncio.Task[bool] | None = None
        self._asked = float("-inf")

    async def ready(self) -> bool:
        """Whether the database answers within a second."""
        now = time.monotonic()
        if self._answer is None or (self._answer.done() and now - self._asked >= SECONDS):
            self._asked = now
            self._answer = asyncio.create_task(self._ask())
        answer = self._answer
        await asyncio.wait({answer}, timeout=SECONDS)
        return answer.done() and answer.result()

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(self._dsn)
                await self._connection.execute("select 1")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self.close()
            return False
        return True

    def close(self) -> None:
        """Cut the connection."""
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
