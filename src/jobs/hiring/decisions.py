"""What becomes of a result without a click: the rule confirms it, or its time to be taken back is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ...platform.queue import job
from ...tenants.hiring.decisions.notification import tell_held
from ...tenants.hiring.decisions.service import confirm_by_rule
from ..context import Context


@job("decision.confirm_by_rule")
async def by_rule(context: Context, payload: dict[str, Any]) -> None:
    """Let the rule confirm its own mark, where the tenant chose that."""
    async with context.work() as session:
        await confirm_by_rule(session, context.services.vault, UUID(payload["decision"]))


@job("decision.tell", retries=20)
async def tell(context: Context, payload: dict[str, Any]) -> None:
    """Tell the candidate what was confirmed a while ago, unless it was taken back."""
    at = datetime.fromisoformat(payload["at"])
    async with context.work() as session:
        await tell_held(session, context.services.vault, UUID(payload["decision"]), at)
