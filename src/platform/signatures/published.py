"""Where the built-in authority's certificates and revocation lists lie in the object store, and which list is the newest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

FOLDER = "ca"
_LIST = re.compile(rf"{FOLDER}/(?P<name>[a-z]+)\.(?P<issued>\d{{12}})\.crl")
_DRIFT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """One revocation list in the store."""

    key: str
    issued_at: datetime


def certificate_key(name: str) -> str:
    """Where the certificate of the authority `name` lies (DER)."""
    return f"{FOLDER}/{name}.crt"


def list_key(name: str, issued_at: datetime) -> str:
    """Where the list lies that the authority `name` issued then (DER)."""
    return f"{FOLDER}/{name}.{int(issued_at.timestamp()):012d}.crl"


def newest_list(keys: Iterable[str], name: str, now: datetime) -> PublishedList | None:
    """The newest list of the authority `name` among these keys; none that a clock which ran ahead has issued."""
    found = (
        PublishedList(key, datetime.fromtimestamp(int(match["issued"]), UTC))
        for key in keys
        if (match := _LIST.fullmatch(key)) is not None and match["name"] == name
    )
    issued = [one for one in found if one.issued_at <= now + _DRIFT]
    return max(issued, key=lambda one: one.issued_at, default=None)
