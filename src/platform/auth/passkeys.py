"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds.

The challenge is a signed ticket, so a page can carry it without a row being kept; whoever accepts an answer has to
remember its challenge until the ticket is too old, so that no answer counts twice.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

_MOST = 20_000  # characters of an answer


class PasskeyRefused(Exception):
    """The answer is malformed, for another site or challenge, or its signature is wrong."""


@dataclass(frozen=True, slots=True)
class Site:
    """For whom the passkey is: the host's name and the page's origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of a passkey just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """What was kept of a passkey."""

    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Assertion:
    """An answer that holds. `verified`: the person showed a face, a finger or a PIN, not only presence."""

    sign_count: int
    verified: bool


def registration_options(  # rules: allow parameters – the members that the standard asks for
    site: Site, challenge: str, *, company: str, user_id: bytes, login: str, name: str, known: Iterable[bytes]
) -> str:
    """JSON for `navigator.credentials.create`; authenticators that hold one of `known` decline."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=company,
        user_id=user_id,
        user_name=login,
        user_display_name=name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=id_) for id_ in known],
    )
    return options_to_json(options)


def authentication_options(site: Site, challenge: str, *, allowed: Iterable[bytes] = ()) -> str:
    """JSON for `navigator.credentials.get`; without `allowed` the person chooses, and shows who they are."""
    allow = [PublicKeyCredentialDescriptor(id=id_) for id_ in allowed]
    verification = UserVerificationRequirement.PREFERRED if allow else UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(
        rp_id=site.host, challenge=challenge.encode(), allow_credentials=allow, user_verification=verification
    )
    return options_to_json(options)


def challenge_of(answer: str) -> str:
    """The challenge an answer says it is for; whether that is true, the checks below find out.

    Raises:
        PasskeyRefused: nothing a browser would send.
    """
    try:
        data = _decode(_read(answer)["response"]["clientDataJSON"])
        return _decode(msgspec.json.decode(data)["challenge"]).decode("ascii")
    except (KeyError, TypeError, ValueError, msgspec.DecodeError):
        raise PasskeyRefused from None


def credential_of(answer: str) -> bytes:
    """Which passkey answers.

    Raises:
        PasskeyRefused: nothing a browser would send.
    """
    try:
        return _decode(_read(answer)["rawId"])
    except (KeyError, TypeError, ValueError):
        raise PasskeyRefused from None


def check_registration(site: Site, challenge: str, answer: str) -> NewPasskey:
    """The passkey the browser has made.

    Raises:
        PasskeyRefused: see there.
    """
    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        raise PasskeyRefused from None
    return NewPasskey(
        made.credential_id, made.credential_public_key, made.sign_count, made.credential_backed_up
    )


def check_assertion(site: Site, challenge: str, answer: str, known: KnownPasskey) -> Assertion:
    """That the holder of a known passkey answers this challenge on this site, now.

    Raises:
        PasskeyRefused: see there; also where the counter went back, which says that the key was copied.
    """
    try:
        found = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        raise PasskeyRefused from None
    return Assertion(found.new_sign_count, found.user_verified)


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _MOST:
        raise PasskeyRefused
    try:
        return msgspec.json.decode(answer, type=dict[str, Any])
    except msgspec.DecodeError:
        raise PasskeyRefused from None


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
