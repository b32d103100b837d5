"""The hash chain: the same everywhere, broken by any change."""

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from huiyin.platform.crypto.chain import GENESIS, canonical, event_hash, verify_links

from ..signing_kit import chain_of

Links = list[dict[str, Any]]


def test_canonical_form_is_fixed() -> None:
    assert canonical({"b": [1, None], "a": "张𬭎"}) == '{"a":"张𬭎","b":[1,null]}'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_hash_is_domain_separated_and_covers_what_went_before() -> None:
    expected = hashlib.sha256(b"huiyin-event-1\0" + bytes(32) + b'{"a":1}').digest()
    assert event_hash(GENESIS, {"a": 1}) == expected
    assert event_hash(expected, {"a": 1}) != expected


def test_whole_chain_with_a_foreign_link_holds() -> None:
    links = chain_of(b"pdf")
    assert verify_links(links) is None
    assert verify_links(links[1:]) is None, "a part holds too"
    assert verify_links([]) is None


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (lambda links: links[1]["data"].update({"页": 7}), 2),
        (lambda links: links[1].update(added=1), 2),
        (lambda links: links[1].pop("kind"), 2),
        (lambda links: links.pop(2), 4),
        (lambda links: links.reverse(), 4),
        (lambda links: links[2].update(hash="00" * 32), 4),
        (lambda links: links[3].update(prev="00" * 32), 4),
        (lambda links: links[3].pop("hash"), 4),
        (lambda links: links[3].update(hash="no"), 4),
        (lambda links: links[3].update(seq=None), 4),
    ],
)
def test_every_change_is_found(change: Callable[[Links], object], seq: int) -> None:
    links = copy.deepcopy(chain_of(b"pdf"))
    change(links)
    problem = verify_links(links)
    assert problem is not None
    assert problem.seq == seq
