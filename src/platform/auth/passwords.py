"""Passwords, hashed with Argon2id; guessable ones are refused."""

import asyncio
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 128
_STRONG = 3  # zxcvbn's score: more than 10⁸ guesses
_LOOKED_AT = 72  # its time grows with the length; what makes a password weak shows earlier

_hasher = PasswordHasher()
# Checked where there is no such user, so that the answer takes as long. Written down: made anew it would cost every process
# that starts as much as a log-in does.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$KjkOCcmSTn34SnffnEyx4A$XlNbzilCrLyhujEUHgxEOVaDumzRud1CxwojHbyQKlw"


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


async def check_password_aside(kept: str | None, password: str) -> bool:
    """The same in a thread of its own: some 30 ms of work would hold up every other request of the process."""
    return await asyncio.to_thread(check_password, kept, password)


def weak(password: str, about: Iterable[str] = ()) -> bool:
    """Whether a password is too short or too long, in the lists of leaked ones, or made of what is known.

    `about`: words a guesser tries first, such as the person's name, address and company.
    """
    from zxcvbn import zxcvbn  # reads its lists at import: only who sets a password needs them

    if not SHORTEST <= len(password) <= LONGEST:
        return True
    verdict = zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in about if word])
    return bool(verdict["score"] < _STRONG)
