"""What time does to a verification: a transfer that nobody entered, reminders of a proof that ends, its end."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from .feature import VerificationEvent
from .models import CompanyVerification
from .proof import REMINDERS, lapse, plan
from .service import note, tell
from .transfer import end_transfer


async def look_after(session: AsyncSession, found: CompanyVerification) -> None:
    """Do what is due for one verification, locked, by the clock. Doing it again does nothing."""
    now, until = clock.now(), found.proven_until
    if found.state == "transfer_sent" and found.transfer_until is not None and found.transfer_until <= now:
        await end_transfer(session, found, because="late")
    elif found.state == "proven" and until is not None and until <= now:
        await lapse(session, found, "expired", actor="system")
        await tell(session, found, "lapsed")
    elif found.state == "proven" and until is not None:
        due = sum(until - before <= now for before in REMINDERS)
        if due > found.reminded:
            found.reminded = due
            note(session, VerificationEvent.REMINDED, found, actor="system", number=due)
            await tell(session, found, "due_soon")
        await plan(session, found)
