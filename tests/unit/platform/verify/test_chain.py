"""The hash chain: the same everywhere, broken by any change."""

import copy
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from huiyin.platform.crypto.chain import DRIFT, GENESIS, TimeCheck, canonical, event_hash, verify_links

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
        (lambda links: links[0].update(seq=0), 0),
        (lambda links: links[0].update(seq=-(2**63)), -(2**63)),
    ],
)
def test_every_change_is_found(change: Callable[[Links], object], seq: int) -> None:
    links = copy.deepcopy(chain_of(b"pdf"))
    change(links)
    problem = verify_links(links)
    assert problem is not None
    assert problem.seq == seq


NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
A_LITTLE = timedelta(seconds=1)


def _doubts(*times: object) -> list[tuple[int, str]]:
    check = TimeCheck(NOON)
    for seq, at in enumerate(times, start=1):
        said = at.isoformat() if isinstance(at, datetime) else at
        check.take({"seq": seq, "prev": "", "hash": ""} | ({} if said is ... else {"at": said}))
    return [(doubt.seq, doubt.problem) for doubt in check.doubts]


def test_times_go_on_and_end_now() -> None:
    assert _doubts(NOON - timedelta(days=1), NOON - DRIFT, ..., NOON, NOON + DRIFT) == []
    assert _doubts(NOON, NOON - DRIFT) == [], "what began first may be committed last"
    assert _doubts(NOON, NOON - DRIFT - A_LITTLE) == [(2, "时间早于前一个事件")]
    assert _doubts(NOON - timedelta(hours=1), ..., NOON - timedelta(hours=2)) == [(3, "时间早于前一个事件")]


def test_a_time_to_come_is_named_and_what_follows_it_is_not() -> None:
    late = datetime(2099, 1, 1, tzinfo=UTC)
    assert _doubts(NOON, late, NOON, NOON + DRIFT + A_LITTLE) == [(2, "时间在将来"), (4, "时间在将来")]


@pytest.mark.parametrize(
    "nonsense", [None, 7, "", "infinity", "2026-11-24T12:00:00", "99999-01-01T00:00:00+00:00"]
)
def test_what_is_no_time_is_named(nonsense: object) -> None:
    assert _doubts(NOON, nonsense, NOON) == [(2, "时间无法读取")]
