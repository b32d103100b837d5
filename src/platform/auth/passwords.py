"""Passwords, hashed with Argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# Checked where there is no such user, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def check_password(kept: str | None, password: str) -> bool:
    """Whether the password is right; costs the same when there is none to compare with (`kept` is None)."""
    try:
        right = _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None
