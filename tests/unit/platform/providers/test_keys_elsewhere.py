"""Keys in a token and at a key management service: they stay there, and what goes wrong is said."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from huiyin.platform.providers.keys.aws_kms.fake import FakeKms
from huiyin.platform.providers.keys.aws_kms.keys import KmsKeys
from huiyin.platform.providers.keys.pkcs11.keys import TokenKeys
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.keys import Keys, KeyUnavailableError, signing_with

from tests.support.authorities import authority_in, keys_in

from ..softhsm import CONFIGURATION, token_in

_SHA256 = ec.ECDSA(hashes.SHA256())
_COMPANY = ("杭州某某有限公司", "91330106MA2KXXXX0Q")


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TokenKeys:
    monkeypatch.setenv(CONFIGURATION, str(tmp_path / "token" / "softhsm2.conf"))
    return token_in(tmp_path / "token")


def _lives_elsewhere(folder: Path, keys: Keys) -> CertificateAuthority:
    """An authority whose folder holds names of keys, and which signs when it is opened again; a company keeps its key."""
    first = CertificateAuthority.open(folder, keys=keys)
    handles = [file.read_bytes() for file in (folder / "keys").glob("*.key")]
    assert len(handles) == 4
    assert all(len(handle) < 120 and handle.isascii() for handle in handles)
    again = CertificateAuthority.open(folder, keys=keys)
    assert again.root_pem == first.root_pem
    again.evidence.key.public_key().verify(again.evidence.key.sign(b"x", _SHA256), b"x", _SHA256)
    company = again.issue_organisation(*_COMPANY)
    assert (
        CertificateAuthority.open(folder, keys=keys).issue_organisation(*_COMPANY).certificate
        == company.certificate
    )
    assert again.issue_organisation("另一家", _COMPANY[1]).certificate != company.certificate
    with pytest.raises(TypeError, match="stays where it is"):
        company.key.private_numbers()
    return again


def test_a_token_keeps_its_keys(tmp_path: Path, token: TokenKeys) -> None:
    _lives_elsewhere(tmp_path / "ca", token)
    with token._session() as session:
        from pkcs11 import Attribute, ObjectClass

        found = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
        assert {(one[Attribute.EXTRACTABLE], one[Attribute.SENSITIVE]) for one in found} == {(False, True)}


def test_a_wrong_pin_is_tried_once(tmp_path: Path, token: TokenKeys) -> None:
    """Tokens lock themselves: a job that is tried again must not do that."""
    (tmp_path / "wrong").write_text("000000")
    wrong = replace(token, pin_file=tmp_path / "wrong")
    with pytest.raises(KeyUnavailableError, match="PinIncorrect"):
        wrong.make("evidence")
    with pytest.raises(KeyUnavailableError, match="not tried again"):
        wrong.make("evidence")
    assert token.make("evidence")[1].startswith(b"pkcs11:")


def test_a_token_that_is_not_there_is_said(tmp_path: Path, token: TokenKeys) -> None:
    with pytest.raises(KeyUnavailableError, match="token elsewhere"):
        replace(token, token="elsewhere").make("evidence")
    assert token.make("evidence")  # and nothing is broken by having looked


def test_a_library_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("1")
    (tmp_path / "lib.so").write_bytes(b"no library")
    with pytest.raises(KeyUnavailableError, match=r"lib\.so"):
        TokenKeys(tmp_path / "lib.so", "t", tmp_path / "pin").make("evidence")


def test_a_kms_keeps_its_keys(tmp_path: Path) -> None:
    fake = FakeKms(region="cn-north-1", key_id="id", secret="secret")
    with fake.running() as endpoint:
        keys = KmsKeys("cn-north-1", endpoint, "id", "secret")
        authority = _lives_elsewhere(tmp_path / "ca", keys)
        for wrong, words in (
            (replace(keys, secret="other"), "InvalidSignatureException"),
            (replace(keys, key_id="other"), "UnrecognizedClientException"),
        ):
            with pytest.raises(KeyUnavailableError, match=words):
                wrong.make("evidence")
    assert {"CreateKey", "GetPublicKey", "Sign"} == set(fake.asked)
    with pytest.raises(KeyUnavailableError, match="key management service"):
        authority.tsa.key.sign(b"x", _SHA256)  # it is away


def test_who_takes_the_folder_along_without_the_service_has_nothing(tmp_path: Path) -> None:
    fake = FakeKms(region="r", key_id="id", secret="s")
    with fake.running() as endpoint:
        CertificateAuthority.open(tmp_path, keys=KmsKeys("r", endpoint, "id", "s"))
    other = FakeKms(region="r", key_id="id", secret="s")
    with other.running() as endpoint:
        taken = CertificateAuthority.open(tmp_path, keys=KmsKeys("r", endpoint, "id", "s"))
        with pytest.raises(KeyUnavailableError, match="NotFoundException"):
            taken.evidence.key.sign(b"x", _SHA256)


@pytest.mark.parametrize("kind", ["pkcs11", "kms"])
def test_a_folder_of_another_kind_is_said(tmp_path: Path, kind: str) -> None:
    authority_in(tmp_path)  # in files
    elsewhere: Keys = (
        TokenKeys(tmp_path / "m", "t", tmp_path / "p")
        if kind == "pkcs11"
        else KmsKeys("r", "http://127.0.0.1:9")
    )
    with pytest.raises(KeyUnavailableError, match=f"are not of {elsewhere.place}"):
        CertificateAuthority.open(tmp_path, keys=elsewhere)
    [handle, *_others] = [file.read_bytes() for file in (tmp_path / "keys").glob("*.key")]
    with pytest.raises(KeyUnavailableError, match="HUIYIN_CA_DIR"):
        elsewhere.open("evidence", handle)
    with pytest.raises(KeyUnavailableError, match="made in a file"):
        elsewhere.keep("evidence", ec.generate_private_key(ec.SECP256R1()))


def test_a_key_that_is_held_is_a_key_like_any_other(tmp_path: Path) -> None:
    key, handle = keys_in(tmp_path).make("evidence")
    signature = keys_in(tmp_path).open("evidence", handle)(b"x")
    key.public_key().verify(signature, b"x", _SHA256)
    assert signing_with(key)(b"x") != signature  # ECDSA is salted
