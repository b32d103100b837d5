"""By when a contract on paper is to be in: as many days as one that is signed on a phone, and within the law's month."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ...company.settings.calendar import while_there_is_time
from ..labour_contracts.models import Contract
from ..labour_contracts.service import put_on_paper, sent, withdrawn, written_by
from ..signing.rule import end_of_day, signing_rule
from .staff_mail import DUE, tell_staff


@put_on_paper.listener
async def begin(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    """Set by when the scan is to be in and checked, and have HR reminded."""
    now, zone = clock.now(), tenant_of(session).zoneinfo
    planned = end_of_day(now, zone, (await signing_rule(session)).sign_days)
    last = _end_of(await written_by(session, vault, contract), zone)
    contract.paper_due_at = min(planned, last) if last > now else planned
    before = await while_there_is_time(session, contract.paper_due_at)
    for moment in {max(before, now), contract.paper_due_at}:
        await tell_staff(session, contract, DUE, moment)


@sent.listener
async def back_to_the_phone(_session: AsyncSession, contract: Contract) -> None:
    """It is signed electronically after all."""
    contract.on_paper_since = contract.paper_due_at = None


@withdrawn.listener
async def stop(_session: AsyncSession, contract: Contract) -> None:
    """No paper is waited for any more."""
    contract.paper_due_at = None


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return end_of_day(datetime.combine(day, time(), zone), zone)
