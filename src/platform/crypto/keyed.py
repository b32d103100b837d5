"""Keyed hashes: finding a value again without keeping it (a plain hash of a phone or identity number is guessable)."""

import hashlib
import hmac


def keyed_digest(key: bytes, purpose: str, value: str) -> bytes:
    """HMAC-SHA256 of `value` under `key`, separated by `purpose`; 32 bytes."""
    return hmac.new(key, purpose.encode() + b"\0" + value.encode(), hashlib.sha256).digest()


def sha256_hex(data: bytes) -> str:
    """SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
