"""The roots of the days, where everybody may read them: what others have written down we cannot take back."""

import base64
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

FOLDER = "published"
_KEY = re.compile(rf"^{FOLDER}/(\d{{4}}-\d\d-\d\d)\.(\d{{1,12}})\.([12])\.([0-9a-f]{{64}})\.json$")


@dataclass(frozen=True, slots=True)
class PublishedRoot:
    """The root of a day over `size` leaves with as many `stamps`, as the key tells of it under which the whole lies."""

    key: str
    day: date
    size: int
    stamps: int
    root: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What was stamped on a day (JSON), and the tokens (RFC 3161, DER) of the authorities over just these bytes."""

    statement: bytes
    tokens: Sequence[bytes]

    @classmethod
    def from_bytes(cls, data: bytes) -> "Publication":
        """What lies in the store."""
        said = json.loads(data)
        return cls(said["statement"].encode(), [base64.b64decode(one) for one in said["tokens"]])


def published_key(day: date, size: int, stamps: int, root: str) -> str:
    """Where the root of a day lies; the name says it, so that a list of names is a list of roots."""
    return f"{FOLDER}/{day}.{size}.{stamps}.{root}.json"


def published_among(keys: Iterable[str]) -> list[PublishedRoot]:
    """The roots among the keys of a folder, the newest first."""
    found = [match for key in keys if (match := _KEY.search(key)) is not None]
    roots = [
        PublishedRoot(one[0], date.fromisoformat(one[1]), int(one[2]), int(one[3]), one[4]) for one in found
    ]
    return sorted(roots, key=lambda one: one.day, reverse=True)
