"""Who has no password takes as long to be refused as who has one."""

from huiyin.platform.auth.passwords import _NOBODY, _hasher, check_password


def test_the_hash_of_nobody_costs_what_a_hash_made_today_costs() -> None:
    assert not _hasher.check_needs_rehash(_NOBODY)


def test_nobody_has_its_password() -> None:
    assert _hasher.verify(_NOBODY, "nobody has this password")
    assert not check_password(None, "nobody has this password")
