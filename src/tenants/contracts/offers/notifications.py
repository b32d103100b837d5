"""Telling a candidate of an offer, in the words of one occasion."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ..labour_contracts.notifications import by_day
from .models import Offer
from .types import WAITING


async def tell(
    session: AsyncSession, vault: Vault, offer: Offer, event: str, step: str, again: datetime | None = None
) -> None:
    """Queue a message about the offer; `again` tells occasions of one event apart, where there are several.

    What is to be answered comes by night too where it would else come too late; of all offers, the person hears in the
    order in which it was said.
    """
    reference = f"{offer.id}.{again.timestamp():.0f}" if again is not None else str(offer.id)
    before = offer.reply_by if offer.state in WAITING else None
    occasion = Occasion(event, reference, offer.application_id, turn=f"offer.{offer.application_id}")
    values = {"post": offer.job_title, "step": step}
    await notify(session, vault, offer.person, occasion, values, before=before)


def answer_by(session: AsyncSession, offer: Offer) -> str:
    """The candidate's next step, with its day."""
    return (
        f"请在{by_day(session, offer.reply_by)}答复录用通知书"  # rules: allow untranslated – a text message
    )
