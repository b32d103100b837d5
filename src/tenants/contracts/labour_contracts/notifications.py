"""Telling whom a contract is with, in the words of one occasion."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from .models import Contract


async def tell(
    session: AsyncSession, vault: Vault, contract: Contract, event: str, step: str, again: datetime | str = ""
) -> None:
    """Queue a message about the contract; `again` tells occasions of one event apart, where there are several.

    What concerns the signature comes by night too where it would else come after the last moment; of all contracts,
    the person hears in the order in which it was said.
    """
    mark = f"{again.timestamp():.0f}" if isinstance(again, datetime) else again
    reference = f"{contract.id}.{mark}" if mark else str(contract.id)
    before = contract.sign_until if contract.state == "sent" else None
    occasion = Occasion(event, reference, contract.application_id, turn=f"contract.{contract.person_id}")
    values = {"post": contract.job_title, "step": step}
    await notify(session, vault, contract.person, occasion, values, before=before)


def by_day(session: AsyncSession, until: datetime) -> str:
    """The day on which something must be done, until its end."""
    due = until.astimezone(tenant_of(session).zoneinfo)
    return f"{due.month}月{due.day}日24点前"  # rules: allow untranslated – a text message


def sign_by(session: AsyncSession, sign_until: datetime) -> str:
    """The candidate's next step, with its day."""
    return f"请在{by_day(session, sign_until)}阅读并签署"  # rules: allow untranslated – a text message
