"""Session tokens and one-time codes."""

import hashlib
import hmac
import secrets

CODE_DIGITS = 6


def token_hash(token: str) -> bytes:
    """What is kept of a session token; the token itself has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def new_code() -> str:
    """A one-time code of six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_hash(code: str, binding: bytes) -> bytes:
    """What is kept of a code: bound to what it is for."""
    return hashlib.sha256(b"huiyin-code\0" + binding + b"\0" + code.encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(one, other)
