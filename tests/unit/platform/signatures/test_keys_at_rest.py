"""Keys lie encrypted, are opened only by who has the key to them, and those from before are taken in whole or not at all."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from huiyin.platform.providers.keys.file import FileKeys
from huiyin.platform.providers.kms.local import LocalMasterKey
from huiyin.platform.signatures import folder as folders
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.identity import Identity, pem
from huiyin.platform.signatures.issuing import issue
from huiyin.platform.signatures.keys import KeyUnavailableError
from huiyin.platform.signatures.names import subject
from huiyin.platform.signatures.roots import installed_roots

from tests.support.authorities import authority_in, keys_in

_SHA256 = ec.ECDSA(hashes.SHA256())
_OLD = ("root", "issuing", "tsa", "evidence")


def _bare(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture
def old(tmp_path: Path) -> dict[str, Identity]:
    """A folder as releases until November 2026 left it: key, certificate and chain of each identity in one bare file."""
    found: dict[str, Identity] = {}
    for name in _OLD:
        issuer = {"root": None, "issuing": found.get("root")}.get(name, found.get("issuing"))
        key = ec.generate_private_key(ec.SECP256R1())
        ca_path = {"root": 1, "issuing": 0}.get(name)
        found[name] = issue(subject(f"旧 {name} 1"), key, issuer, ca_path=ca_path)
        chain = b"".join(map(pem, (found[name].certificate, *found[name].chain)))
        (tmp_path / f"{name}.pem").write_bytes(_bare(key) + chain)
    return found


def _secrets_in(folder: Path) -> list[Path]:
    """Files that hold a key which opens without another, whatever form it is in."""
    found = []
    for file in folder.rglob("*"):
        if not file.is_file() or file.name == "master.key":
            continue
        for load in (serialization.load_pem_private_key, serialization.load_der_private_key):
            try:
                load(file.read_bytes(), None)
                found.append(file)
            except (ValueError, TypeError):
                continue
    return found


def test_no_key_lies_in_the_open(tmp_path: Path) -> None:
    authority_in(tmp_path)
    assert _secrets_in(tmp_path) == []
    files = sorted((tmp_path / "keys").iterdir())
    assert len(files) == len(_OLD) + 1  # and the mark by which they are known
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_who_has_no_keys_knows_what_is_public_and_signs_nothing(tmp_path: Path) -> None:
    whole = authority_in(tmp_path)
    for file in (tmp_path / "keys").iterdir():
        file.unlink()  # as for a process that is not shown them
    seen = CertificateAuthority.open(tmp_path)
    assert (seen.root_pem, seen.chain_pem) == (whole.root_pem, whole.chain_pem)
    assert seen.certificates() == whole.certificates()
    assert installed_roots(tmp_path, None) == whole.root_pem
    for attempt in (
        lambda: seen.issue_signer("张三", "ab" * 16),
        lambda: seen.evidence.key.sign(b"x", _SHA256),
        seen.lists,
    ):
        with pytest.raises(KeyUnavailableError, match="no keys"):
            attempt()


def test_who_has_no_keys_makes_no_authority(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailableError, match=r"root\.crt.*huiyin steward"):
        CertificateAuthority.open(tmp_path / "ca")
    assert not (tmp_path / "ca").exists()


def test_another_installations_key_opens_nothing(tmp_path: Path) -> None:
    authority_in(tmp_path / "ca")
    LocalMasterKey.create(tmp_path / "other.key")
    with pytest.raises(KeyUnavailableError, match=r"are not of .*other\.key"):
        CertificateAuthority.open(tmp_path / "ca", keys=FileKeys(tmp_path / "other.key"))
    [key, *_others] = (tmp_path / "ca" / "keys").glob("*.key")
    with pytest.raises(KeyUnavailableError, match=r"other\.key is not the key"):
        FileKeys(tmp_path / "other.key").open("root", key.read_bytes())


def test_a_key_does_not_pass_for_another(tmp_path: Path) -> None:
    """Who can write the folder, and has no key, cannot have contracts signed with the key for time stamps."""
    authority = authority_in(tmp_path)
    inside = folders.IdentityFolder(tmp_path, keys_in(tmp_path))
    stamps, evidence = (inside._key_file(one.certificate) for one in (authority.tsa, authority.evidence))
    evidence.write_bytes(stamps.read_bytes())
    with pytest.raises(KeyUnavailableError):
        authority_in(tmp_path).evidence.key.sign(b"x", _SHA256)


def test_a_key_that_is_succeeded_is_gone(tmp_path: Path) -> None:
    inside = folders.IdentityFolder(tmp_path, keys_in(tmp_path))
    authority = authority_in(tmp_path)
    before = inside._key_file(authority.tsa.certificate)
    with inside.locked():
        made = inside.make("tsa", lambda key: issue(subject("T2"), key, authority._issuing))
    assert not before.exists()
    assert inside._key_file(made.certificate).exists()
    made.certificate.public_key().verify(  # type: ignore[union-attr, call-arg]
        inside.read("tsa").key.sign(b"x", _SHA256),
        b"x",
        _SHA256,  # type: ignore[arg-type]
    )


def test_a_folder_from_before_is_encrypted_in_its_place(tmp_path: Path, old: dict[str, Identity]) -> None:
    assert len(_secrets_in(tmp_path)) == len(_OLD)
    authority = authority_in(tmp_path)
    assert _secrets_in(tmp_path) == []
    assert list(tmp_path.glob("*.pem")) == []
    assert authority.root_pem == pem(old["root"].certificate)
    assert authority.evidence.certificate == old["evidence"].certificate
    assert authority.evidence.chain == old["evidence"].chain
    signature = authority.evidence.key.sign(b"manifest", _SHA256)
    old["evidence"].key.public_key().verify(signature, b"manifest", _SHA256)
    assert authority.issue_signer("张三", "ab" * 16).chain[-1] == old["root"].certificate
    assert authority_in(tmp_path).tsa.certificate == authority.tsa.certificate


@pytest.mark.parametrize("writes", range(1, 10))
def test_killed_while_encrypting_it_goes_on(
    tmp_path: Path, old: dict[str, Identity], writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark, four keys and four certificates are written; it dies before each of the nine."""
    keys, left, write = keys_in(tmp_path), writes, folders._write

    def mortal(file: Path, data: bytes, mode: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        write(file, data, mode)

    monkeypatch.setattr(folders, "_write", mortal)
    with pytest.raises(KeyboardInterrupt):
        CertificateAuthority.open(tmp_path, keys=keys)
    monkeypatch.undo()
    assert len(list(tmp_path.glob("*.pem"))) == len(_OLD)
    authority = CertificateAuthority.open(tmp_path, keys=keys)
    assert authority.evidence.certificate == old["evidence"].certificate
    assert authority.evidence.key.sign(b"x", _SHA256)
    assert _secrets_in(tmp_path) == []


def test_a_damaged_file_from_before_leaves_everything_as_it_was(
    tmp_path: Path, old: dict[str, Identity]
) -> None:
    whole = (tmp_path / "tsa.pem").read_bytes()
    (tmp_path / "tsa.pem").write_bytes(whole[:100])
    before = sorted(file.name for file in tmp_path.glob("*.pem"))
    with pytest.raises(KeyUnavailableError, match=r"tsa\.pem cannot be read"):
        authority_in(tmp_path)
    assert sorted(file.name for file in tmp_path.glob("*.pem")) == before
    assert not list(tmp_path.glob("*.crt"))
    (tmp_path / "tsa.pem").write_bytes(whole)
    assert authority_in(tmp_path).tsa.certificate == old["tsa"].certificate
