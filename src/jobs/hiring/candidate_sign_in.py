"""Codes that candidates asked for."""

from typing import Any
from uuid import UUID

from ...platform.queue import Urgency, job
from ...tenants.hiring.candidate_sign_in.service import send_asked_code
from ..context import Context


@job("candidate.code", concurrency=20, urgency=Urgency.URGENT)
async def make_code(context: Context, payload: dict[str, Any]) -> None:
    """Make the code, and have it sent if the number is a candidate's: the request does not know whose it is."""
    async with context.work() as session:
        await send_asked_code(session, context.services.vault, UUID(payload["ask"]))
