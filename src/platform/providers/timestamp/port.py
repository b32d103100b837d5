"""What a time-stamp authority is to us."""

from typing import Protocol


class TimestampProvider(Protocol):
    """Somebody who vouches that a thing existed at a time."""

    async def stamp(self, data: bytes) -> bytes:
        """An RFC 3161 token (DER) over the SHA-256 of `data`. Raises rather than making one up."""
        ...
