"""Whose address counts: the connection's, or what a proxy that a setting names says of it."""

import pytest
from huiyin.platform.http.client import forwarded_address, trusted_networks
from huiyin.platform.settings import Settings, SettingsError
from hypothesis import given
from hypothesis import strategies as st

PROXIES = "10.0.0.0/8, 192.0.2.7, 2001:db8:1::/48"


@pytest.mark.parametrize(
    ("peer", "headers", "address"),
    [
        # Who is no proxy of ours may say what it likes.
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("192.0.2.8", ["198.51.100.1"], "192.0.2.8"),
        # A proxy of ours says whom it was called by; what stands left of that, the client wrote.
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("192.0.2.7", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("192.0.2.7", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6, 198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.1.2.3", ["10.0.0.7, 10.9.9.9"], "10.0.0.7"),
        # It says nothing, or what is no address: it stands for whoever is behind it.
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", [""], "10.1.2.3"),
        ("10.1.2.3", ["198.51.100.1, unknown"], "10.1.2.3"),
        ("10.1.2.3", ["6.6.6.6, <script>, 10.9.9.9"], "10.9.9.9"),
        ("10.1.2.3", ["198.51.100.1:4711"], "10.1.2.3"),
        # The newer kind, and the older one as a socket for both shows it.
        ("2001:db8:1::1", ["2001:0DB8:0002::0001"], "2001:db8:2::1"),
        ("::ffff:10.1.2.3", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::ffff:203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        # A Unix socket has none.
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_right_most_address_that_is_no_proxy_of_ours(peer: str, headers: list[str], address: str) -> None:
    assert forwarded_address(peer, headers, trusted_networks(PROXIES)) == address


def test_without_the_setting_nobody_is_believed() -> None:
    assert forwarded_address("127.0.0.1", ["198.51.100.1"], trusted_networks("")) == "127.0.0.1"


@given(st.lists(st.text(max_size=60), max_size=4))
def test_what_a_client_writes_never_counts_before_what_the_proxy_adds(written: list[str]) -> None:
    added = [*written[:-1], f"{written[-1]}, 198.51.100.1"] if written else ["198.51.100.1"]
    assert forwarded_address("10.1.2.3", added, trusted_networks(PROXIES)) == "198.51.100.1"


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "proxy.example", "10.0.0.1/8", "10.0.0.1,x"])
def test_a_setting_that_names_no_network_is_refused_at_start(wrong: str) -> None:
    env = {
        "HUIYIN_DATABASE_URL": "postgresql+asyncpg://x/y",
        "HUIYIN_MASTER_KEY_FILE": "k",
        "HUIYIN_STORAGE_DIR": "s",
    }
    assert Settings.from_env(env | {"HUIYIN_TRUSTED_PROXIES": PROXIES}).trusted_proxies == PROXIES
    with pytest.raises(SettingsError, match="HUIYIN_TRUSTED_PROXIES"):
        Settings.from_env(env | {"HUIYIN_TRUSTED_PROXIES": wrong})
