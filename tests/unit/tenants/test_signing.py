"""Texts whose hashes are in chains: another word is another version."""

from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.tenants.contracts.signing.consent import CONSENT, CONSENT_VERSION
from huiyin.tenants.contracts.signing.notice import NOTICE, NOTICE_VERSION, notice_hash

# Version → hash, for ever: a new wording gets a new line, no line is changed.
NOTICES = {"1": "d6ad9a935a16f7a0a28c75ce0a4b038e863d04b0737790e5a8d7d77e5301b0d1"}
CONSENTS = {"1": "697134423a3984be82c2c4fc21fb952aff61a95c4089cfce70afa81c592af3de"}


def test_a_changed_notice_has_a_new_version() -> None:
    assert NOTICES[NOTICE_VERSION] == notice_hash()


def test_a_changed_consent_has_a_new_version() -> None:
    assert CONSENTS[CONSENT_VERSION] == sha256_hex(CONSENT.encode())


def test_the_notice_says_what_the_guidelines_ask_for() -> None:
    """《电子劳动合同订立指引》 Art. 6: flow, operation, cautions, where to read and download, and that it is free."""
    assert [part.title for part in NOTICE] == ["怎么签", "请注意", "在哪里看和下载", "费用"]
    assert all(part.lines for part in NOTICE)
