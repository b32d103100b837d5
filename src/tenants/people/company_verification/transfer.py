"""The small bank transfer (对公打款): who can say how much arrived has the account, which a bank gave to this company alone."""

import hmac
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from .errors import AmountTriedOutError, AmountWrongError, TooManyTransfersError, TransferOverError
from .feature import VerificationEvent
from .models import CompanyVerification
from .proof import prove, watch_at
from .service import count_waiting, note, order_transfer, tell
from .states import advance

LEAST, MOST = 1, 999
"""Amounts in fen (分): small, and too many of them to be guessed in three tries."""
TRIES, TRANSFERS = 3, 3
OPEN_FOR = timedelta(days=10)


async def record_sent(
    session: AsyncSession, vault: Vault, found: CompanyVerification, fen: int, *, actor: str
) -> None:
    """An amount was sent. Only its keyed digest is kept: who has the database does not have the amount.

    Raises:
        VerificationStepError: none is to be sent.
        ValueError: no small amount.
    """
    if not LEAST <= fen <= MOST:
        raise ValueError(f"{fen} is no small amount")
    advance(found, "transfer_sent")
    found.amount_digest = await _digest(session, vault, found, fen)
    found.transfer_until = clock.now() + OPEN_FOR
    note(session, VerificationEvent.TRANSFER_SENT, found, actor=actor, number=found.transfers)
    await watch_at(session, found, found.transfer_until)
    await tell(session, found, "transfer_sent")
    await count_waiting(session)


async def enter_amount(
    session: AsyncSession, vault: Vault, found: CompanyVerification, fen: int, *, actor: str
) -> None:
    """The company says how much arrived. What is raised here has been counted: whoever catches it must not roll back.

    Raises:
        AmountWrongError: it was another amount.
        AmountTriedOutError: for the third time.
        TransferOverError: too late.
        VerificationStepError: nothing was sent.
    """
    until = found.transfer_until
    if found.state == "transfer_sent" and until is not None and until <= clock.now():
        await end_transfer(session, found, because="late")
        raise TransferOverError(until)
    if found.state == "transfer_sent" and not hmac.compare_digest(
        found.amount_digest or b"", await _digest(session, vault, found, fen)
    ):
        found.tries += 1
        note(session, VerificationEvent.AMOUNT_WRONG, found, actor=actor, attempts=found.tries)
        if found.tries < TRIES:
            raise AmountWrongError(TRIES - found.tries)
        await end_transfer(session, found, because="tries")
        raise AmountTriedOutError
    await prove(session, found, actor=actor)


async def ask_again(session: AsyncSession, found: CompanyVerification, *, actor: str) -> None:
    """Ask for another transfer after one that came to nothing.

    Raises:
        TooManyTransfersError: there were three.
        VerificationStepError: none has failed.
    """
    if found.transfers >= TRANSFERS:
        raise TooManyTransfersError
    advance(found, "transfer_due")
    note(session, VerificationEvent.TRANSFER_ASKED, found, actor=actor)
    await order_transfer(session, found)


async def end_transfer(session: AsyncSession, found: CompanyVerification, *, because: str) -> None:
    """Nobody can say any more how much it was: too many tries (`tries`) or too late (`late`)."""
    advance(found, "transfer_failed")
    found.amount_digest = found.transfer_until = None
    note(session, VerificationEvent.TRANSFER_FAILED, found, actor="system", because=because)
    await tell(session, found, "transfer_failed")


async def _digest(session: AsyncSession, vault: Vault, found: CompanyVerification, fen: int) -> bytes:
    return await vault.digest(session, "bank_transfer", f"{found.id}:{found.transfers}:{fen}")
