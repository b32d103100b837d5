"""The tenant's rule of offers: whether a second person approves them, and in how many days they are answered."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ...audit.service import record
from ...company.settings.calendar import last_moment
from ...company.settings.queries import lock_settings, tenant_settings
from .errors import ReplyDateError
from .feature import OfferEvent

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class OfferRule:
    """`approval`: who wrote an offer has another approve it; `reply_days`: after how many calendar days it lapses, as the form
    proposes it."""

    approval: bool
    reply_days: int


async def offer_rule(session: AsyncSession) -> OfferRule:
    """The rule of this transaction's tenant."""
    settings = await tenant_settings(session)
    return OfferRule(settings.offer_approval, settings.offer_reply_days)


async def save_offer_rule(session: AsyncSession, rule: OfferRule, *, actor: str) -> None:
    """Keep another rule for the offers that are written from now on."""
    settings = await lock_settings(session)
    settings.offer_approval, settings.offer_reply_days = rule.approval, rule.reply_days
    record(session, OfferEvent.RULE_CHANGED, actor=actor, data=asdict(rule))


def until(session: AsyncSession, day: date) -> datetime:
    """The last moment of a day where the tenant is."""
    return last_moment(day, tenant_of(session).zoneinfo)


def require_time(session: AsyncSession, reply_by: datetime) -> None:
    """See that the candidate has time to answer.

    Raises:
        ReplyDateError: not a day, or more than `MOST_DAYS`.
    """
    today = clock.today(tenant_of(session).zoneinfo)
    last = reply_by.astimezone(tenant_of(session).zoneinfo).date()
    if not today + timedelta(days=1) <= last <= today + timedelta(days=MOST_DAYS):
        raise ReplyDateError
