"""The steward's process."""

import asyncio
import contextlib
from datetime import timedelta

import click
from huiyin_migrations.runner import tenant_sql

from ..platform.embedded.parent import die_with_parent
from ..platform.logging import configure, get_logger
from ..platform.queue.worker import Steward, work_until_told
from ..platform.settings import Settings
from .context import Stewardship, stewardship
from .sweep import sweep

log = get_logger(__name__)
_SWEEP_SECONDS = 60


async def run(settings: Settings, *, watch_parent: bool = False) -> None:
    """Make and delete tenants until told to stop."""
    configure(settings.log_level)
    if watch_parent:
        die_with_parent()
    async with stewardship(settings) as steward:
        engines = [Steward(url, steward, cell=cell) for cell, url in settings.owner_addresses().items()]
        await asyncio.to_thread(tenant_sql, None)  # the first tenant must not wait for it
        sweeping = asyncio.create_task(_keep_sweeping(steward))
        try:
            await work_until_told(
                engines,
                heartbeat=timedelta(seconds=settings.queue_heartbeat_seconds),
                ready=lambda: click.echo("steward ready"),
            )
        finally:
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping


async def _keep_sweeping(steward: Stewardship) -> None:
    while True:
        try:
            await sweep(steward)
        except Exception:  # the next round tries again; what is left is still there
            log.exception("sweep failed")
        await asyncio.sleep(_SWEEP_SECONDS)
