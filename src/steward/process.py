"""The steward's process."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from huiyin_migrations.runner import tenant_sql

from ..platform.embedded.parent import die_with_parent
from ..platform.logging import configure, get_logger
from ..platform.processes import loaded
from ..platform.queue.worker import Steward, work_until_told
from ..platform.settings import Settings
from ..platform.stillness import end_when_still
from .anchoring import anchor
from .context import stewardship
from .deadlines import DeadlineRound
from .locks import LockRound
from .revocation import publish_lists
from .soundness import ArchiveRound
from .stamps import StampRound
from .sweep import sweep

log = get_logger(__name__)
_SWEEP_SECONDS = _ANCHOR_SECONDS = 60
_LIST_SECONDS = 600


async def run(settings: Settings, *, watch_parent: bool = False) -> None:
    """Make and delete tenants until told to stop."""
    configure(settings.log_level)
    if watch_parent:
        die_with_parent()
    end_when_still()
    async with stewardship(settings) as steward:
        engines = [Steward(url, steward, cell=cell) for cell, url in settings.owner_addresses().items()]
        await asyncio.to_thread(tenant_sql, None)  # the first tenant must not wait for it
        loaded()
        beside = [
            asyncio.create_task(_again_and_again(partial(sweep, steward), "sweep", _SWEEP_SECONDS)),
            asyncio.create_task(_again_and_again(partial(anchor, steward), "anchoring", _ANCHOR_SECONDS)),
            asyncio.create_task(_again_and_again(partial(publish_lists, steward), "lists", _LIST_SECONDS)),
            asyncio.create_task(_again_and_again(StampRound(steward), "stamps", _LIST_SECONDS)),
            asyncio.create_task(_again_and_again(ArchiveRound(steward), "archive", _LIST_SECONDS)),
            asyncio.create_task(_again_and_again(LockRound(steward), "locks", _LIST_SECONDS)),
            asyncio.create_task(_again_and_again(DeadlineRound(steward), "deadlines", _LIST_SECONDS)),
        ]
        try:
            await work_until_told(
                engines,
                heartbeat=timedelta(seconds=settings.queue_heartbeat_seconds),
                ready=lambda: log.info("steward ready"),
            )
        finally:
            for task in beside:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _again_and_again(work: Callable[[], Awaitable[None]], name: str, seconds: float) -> None:
    while True:
        try:
            await work()
        except Exception:  # the next round tries again; what is left is still there
            log.exception("round failed", work=name)
        await asyncio.sleep(seconds)
