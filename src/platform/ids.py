"""Identifiers: UUIDv7 (RFC 9562), so that rows lie in the order in which they were made."""

import secrets
from uuid import UUID

from . import clock

CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    value = (clock.milliseconds() << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


def new_code(length: int) -> str:
    """A short random code that can be read out and typed: no sign looks like another."""
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(length))


def new_token() -> str:
    """An unguessable token for links and cookies: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)
