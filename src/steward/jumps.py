"""A clock that jumps: nothing is destroyed on its word, and what waits to be done at once does not wait for a time that comes
again."""

import os
from datetime import datetime, timedelta

from asn1crypto import cms
from sqlalchemy import text

from ..platform import clock
from ..platform.logging import get_logger
from .context import Stewardship

log = get_logger(__name__)
TOLERANCE = timedelta(minutes=10)

# Rows that say they were made, or last touched, in a time to come: the clock has gone back since. What was due at that moment,
# or to be tried again soon after it, is due now; what waits for a day and an hour goes on waiting for it.
_CALL_BACK = text("""
update queue.pgqueuer set
  execute_after = case when execute_after <= greatest(created, updated) + interval '10 minutes'
                       then least(execute_after, now()) else execute_after end,
  created = least(created, now()), updated = least(updated, now()), heartbeat = least(heartbeat, now())
where greatest(created, updated, heartbeat) > now() + interval '1 minute'
""")


async def clocks_agree(steward: Stewardship) -> bool:
    """Whether the time stamp authority, which has a clock of its own, has ours. Where it cannot be asked, nobody agrees."""
    try:
        token = await steward.timestamps.stamp(os.urandom(32))
    except Exception:
        log.exception("nothing is deleted while nobody can be asked for the time")
        return False
    stamped: datetime = (
        cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    )
    ahead = clock.now() - stamped
    if abs(ahead) > TOLERANCE:
        log.error("nothing is deleted: the clock is wrong", ahead_seconds=int(ahead.total_seconds()))
        return False
    return True


async def call_back(steward: Stewardship) -> None:
    """Make due in every cell what a clock that ran ahead put off."""
    for cell in steward.database.cells:
        async with steward.database.shared(cell) as session:
            called = (await session.execute(_CALL_BACK)).rowcount  # type: ignore[attr-defined]
        if called:
            log.warning("the clock has gone back", cell=cell, jobs=called)
