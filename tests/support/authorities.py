"""Authorities of certificates, with keys encrypted as an installation's are."""

from pathlib import Path

from huiyin.platform.providers.keys import open_keys
from huiyin.platform.providers.keys.file import FileKeys
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import LISTS_AT, CertificateAuthority, SecondAuthority


def keys_in(folder: Path) -> FileKeys:
    """Keys in files, under a master key that lies in the folder too."""
    LocalMasterKey.create(folder / "master.key")
    return FileKeys(folder / "master.key")


def authority_in(folder: Path, lists_at: str = LISTS_AT) -> CertificateAuthority:
    """The authority in a folder of the test's own."""
    return CertificateAuthority.open(folder, lists_at, keys_in(folder))


def second_authority_in(folder: Path) -> SecondAuthority:
    """The same for a second one of time stamps."""
    return SecondAuthority.open(folder, keys_in(folder))


def installed_authority(settings: Settings) -> CertificateAuthority:
    """That of an installation, as its worker opens it."""
    assert settings.ca_dir is not None
    return CertificateAuthority.open(settings.ca_dir, settings.lists_at(), open_keys(settings))
