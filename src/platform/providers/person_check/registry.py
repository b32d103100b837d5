"""The providers that check people, and the one of this installation."""

import httpx

from ...settings import Settings
from ..declared import chosen, discover
from .port import PersonCheckAccount, PersonCheckKind, PersonCheckProvider

PERSON_CHECKS = discover(__package__ or "", PersonCheckKind)


def person_check(kind: str) -> PersonCheckKind:
    """One by its kind.

    Raises:
        UnknownProviderError: there is none.
    """
    return chosen(PERSON_CHECKS, kind)


def person_check_of(settings: Settings) -> PersonCheckKind | None:
    """The installation's own; None where it has none.

    Raises:
        UnknownProviderError: its provider is not there (any more).
    """
    return person_check(settings.person_check_provider) if settings.person_check_provider else None


def open_person_check(settings: Settings, http: httpx.AsyncClient) -> PersonCheckProvider | None:
    """The same, opened.

    Raises:
        UnknownProviderError: as for `person_check_of`.
    """
    if (kind := person_check_of(settings)) is None:
        return None
    account = PersonCheckAccount(
        settings.person_check_key_id,
        settings.person_check_secret,
        settings.person_check_rule_id,
        settings.person_check_endpoint,
    )
    return kind.open(account, http)
