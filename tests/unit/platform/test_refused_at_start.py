"""A process whose certificates or keys cannot be what the settings say does not start, and says why in a line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from huiyin.platform.providers.kms.local import LocalMasterKey

from tests.support.authorities import authority_in


def _start(folder: Path, command: str, **said: str) -> subprocess.CompletedProcess[str]:
    LocalMasterKey.create(folder / "vault.key")
    settings = {
        "HUIYIN_DATABASE_URL": "postgresql+asyncpg://u@127.0.0.1:9/d",
        "HUIYIN_DATABASE_OWNER_URL": "postgresql+asyncpg://u@127.0.0.1:9/d",
        "HUIYIN_MASTER_KEY_FILE": str(folder / "vault.key"),
        "HUIYIN_STORAGE_DIR": str(folder),
        "HUIYIN_CA_DIR": str(folder / "ca"),
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    return subprocess.run(
        [sys.executable, "-m", "huiyin", command],
        env=env | settings | said,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "said", "words"),
    [
        ("serve", {}, "ca holds no root.crt"),
        (
            "work",
            {"HUIYIN_SIGNING_KEY_FILE": "/nowhere"},
            "HUIYIN_SIGNING_KEY_FILE: there is no file /nowhere",
        ),
        (
            "steward",
            {"HUIYIN_SIGNING_KEY_FILE": "/nowhere"},
            "HUIYIN_SIGNING_KEY_FILE: there is no file /nowhere",
        ),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, command: str, said: dict[str, str], words: str) -> None:
    ended = _start(tmp_path, command, **said)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: ") and words in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["work", "steward"])
def test_who_has_another_key_does_not_start(tmp_path: Path, command: str) -> None:
    authority_in(tmp_path / "ca")  # under a key of its own
    ended = _start(tmp_path, command)
    assert ended.returncode == 1
    assert f"Error: HUIYIN_CA_DIR: the keys in {tmp_path / 'ca'} are not of " in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr
