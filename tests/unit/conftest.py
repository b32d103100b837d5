"""One signed contract for all tests that only look at one."""

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .platform.signing_kit import SignedContract


@pytest.fixture(scope="session")
def signed_contract(tmp_path_factory: pytest.TempPathFactory) -> "SignedContract":
    """Signed by both, never changed by a test."""
    # What signs and prints takes a second to import; most unit tests need none of it.
    from .platform.signing_kit import sign_whole

    return sign_whole(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def bundle_folder(signed_contract: "SignedContract", tmp_path: Path) -> Path:
    """Its evidence bundle, unpacked."""
    with zipfile.ZipFile(io.BytesIO(signed_contract.bundle())) as archive:
        archive.extractall(tmp_path)
    return tmp_path
