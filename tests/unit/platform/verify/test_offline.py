"""The page in every bundle: one file that loads nothing, and knows what the verifier knows. What it does, tests/browser shows."""

import re

from huiyin.platform.crypto.purposes import EVIDENCE
from huiyin.platform.verify.offline import offline_page

from tools.verifier_lock import TARGET, pins

PAGE = offline_page().decode()


def test_it_is_one_file_that_may_load_nothing() -> None:
    assert "default-src 'none'" in PAGE and "connect-src" not in PAGE
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?\s*(?:https?:)?//""", PAGE) == []
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b", PAGE)
    assert not re.search(r"^\s*(?:import|export)\b", PAGE, re.MULTILINE)
    assert "/* SCRIPT */" not in PAGE


def test_it_asks_for_the_same_purpose() -> None:
    assert f'"{EVIDENCE}"' in PAGE


def test_it_is_small_and_always_the_same() -> None:
    assert len(PAGE) < 60_000
    assert offline_page() == PAGE.encode()


def test_the_verifier_brings_the_hashes_of_its_libraries() -> None:
    assert TARGET.read_text("utf-8") == pins(), "write it: ./dev run python -m tools.verifier_lock"
    wanted = re.findall(r"^(\S+)==\S+(?: ;.*)? \\$", pins(), re.MULTILINE)
    assert {"pyhanko", "pyhanko-certvalidator", "asn1crypto", "cryptography"} <= set(wanted)
    assert "litestar" not in wanted and pins().count("--hash=sha256:") > 100
