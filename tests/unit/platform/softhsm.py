"""SoftHSM2, a token in software: where the machine has it, tests of tokens run on it."""

import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
import pytest
from huiyin.platform.providers.keys.pkcs11.keys import TokenKeys, _open

CONFIGURATION, MODULE = "SOFTHSM2_CONF", "SOFTHSM2_MODULE"
"""Where the library finds its tokens; and where the library is, if in none of the usual places."""
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
TOKEN, PIN = "huiyin-tests", "246810"


def _installed() -> tuple[Path, str]:
    """The library, and the program that makes tokens; without them the test is skipped, and says so."""
    found = [
        Path(place) for place in (os.environ.get(MODULE, ""), *_PLACES) if place and Path(place).exists()
    ]
    program = shutil.which("softhsm2-util")
    if not found or program is None:
        pytest.skip(f"no SoftHSM2 here: install softhsm2, or put softhsm2-util into PATH and name {MODULE}")
    return found[0], program


def token_in(folder: Path) -> TokenKeys:
    """A token with its objects in `folder`, made when there is none, for as long as `CONFIGURATION` says so: `folder`/softhsm2.conf."""
    module, program = _installed()
    if (folder / "pin").exists():
        return TokenKeys(module, TOKEN, folder / "pin")
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    made = (
        program,
        "--module",
        module,
        "--init-token",
        "--free",
        "--label",
        TOKEN,
        "--so-pin",
        "135790",
        "--pin",
        PIN,
    )
    subprocess.run(made, check=True, capture_output=True)
    if pkcs11.lib(str(module)).initialized:  # by an earlier test, on a token of its own
        pkcs11.lib(str(module)).reinitialize()
        _open.cache_clear()
    (folder / "pin").write_text(f"{PIN}\n")
    return TokenKeys(module, TOKEN, folder / "pin")
