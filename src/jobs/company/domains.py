"""Asking the name server whether a domain is the tenant's."""

from typing import Any

from ...platform.providers.dns import texts
from ...platform.queue import job
from ...tenants.company.domains.service import domain, record_proof
from ..context import Context


@job("domain.prove", retries=3)
async def prove(context: Context, payload: dict[str, Any]) -> None:
    """Look for the record that only the domain's owner can have put there."""
    async with context.work() as session:
        claimed = await domain(session, payload["host"])
    found = claimed.value in await texts(claimed.record, context.services.settings.dns_server)
    async with context.work() as session:
        await record_proof(session, claimed.host, found=found)
