"""Codes of authenticator apps (RFC 6238: six digits, a new one every 30 seconds)."""

from datetime import datetime, timedelta

import pyotp
import segno

_STEP_SECONDS = 30
_DRIFT = 1  # steps: a clock may be half a minute off, and people type slowly


def new_secret() -> str:
    """A secret of 160 bits, in base32."""
    return pyotp.random_base32()


def secret_uri(secret: str, *, account: str, company: str) -> str:
    """What the QR code says: how an app shall call the entry, and its secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=company)


def qr_code(text: str) -> str:
    """A QR code as the address of a picture (`data:` with SVG, dark on white in any theme)."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="white"))


def matching_step(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """The time step whose code this is, one step to either side of now; None where there is none.

    `after`: the last step used. A code seen over the shoulder is refused: only later steps count.
    """
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    matching = None
    for drift in range(-_DRIFT, _DRIFT + 1):
        moment = at + timedelta(seconds=drift * _STEP_SECONDS)
        if totp.verify(code, for_time=moment) and now + drift > after:
            matching = now + drift
    return matching
