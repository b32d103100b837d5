"""What somebody is to us who sends small amounts to companies' accounts."""

from dataclasses import dataclass
from typing import Protocol

from ..declared import chosen, discover


@dataclass(frozen=True, slots=True)
class Payee:
    """Whose account it is: the registered name, the bank with its branch (开户行), the number."""

    name: str
    bank: str
    account: str


class BankTransfer(Protocol):
    """Sends small amounts."""

    async def send(self, payee: Payee, key: str) -> int | None:
        """Send an amount of its own choosing, from 1 to 999 fen (分), and return it; once for a `key`, however often it is asked.

        None: a person sends it, and says afterwards how much it was.
        """
        ...


@dataclass(frozen=True, slots=True)
class BankTransferProvider:
    """A way of sending them, declared by its folder."""

    kind: str
    place: int
    transfers: BankTransfer


def bank_transfer(kind: str) -> BankTransfer:
    """The way that the settings name.

    Raises:
        UnknownProviderError: there is none of this kind.
    """
    return chosen(discover(__package__ or "", BankTransferProvider), kind).transfers
