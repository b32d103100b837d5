"""Codes of authenticator apps: the RFC's vectors, drift, replay."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from huiyin.platform.auth.totp import matching_step, new_secret, qr_code, secret_uri

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
NOW = datetime(2026, 11, 24, 10, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, code, at, after=0) == seconds // 30


@pytest.mark.parametrize(("drift", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift: int, right: bool) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(NOW + timedelta(seconds=drift))
    assert (matching_step(secret, code, NOW, after=0) is not None) is right


def test_a_step_counts_once_and_never_backwards() -> None:
    secret = new_secret()
    step = matching_step(secret, pyotp.TOTP(secret).at(NOW), NOW, after=0)
    assert step is not None
    assert matching_step(secret, pyotp.TOTP(secret).at(NOW), NOW, after=step) is None
    earlier = pyotp.TOTP(secret).at(NOW - timedelta(seconds=30))
    assert matching_step(secret, earlier, NOW, after=step) is None
    later = NOW + timedelta(seconds=30)
    assert matching_step(secret, pyotp.TOTP(secret).at(later), later, after=step) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert matching_step(RFC_SECRET, typed, NOW, after=0) is None


def test_the_picture_says_whose_it_is() -> None:
    uri = secret_uri(RFC_SECRET, account="hr@acme.test", company="云栖星河科技")
    assert uri.startswith("otpauth://totp/") and RFC_SECRET in uri
    assert qr_code(uri).startswith("data:image/svg+xml")
