"""The built-in authority: made once, completed where it is from before, and each identity for its own purpose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from huiyin.platform import clock
from huiyin.platform.crypto.purposes import EVIDENCE
from huiyin.platform.signatures.identity import Identity

from tests.support.authorities import authority_in, second_authority_in


def _purposes(identity: Identity) -> list[str]:
    usage = identity.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    return [one.dotted_string for one in usage.value]


def test_the_evidence_key_has_a_purpose_of_its_own(tmp_path: Path) -> None:
    authority = authority_in(tmp_path)
    assert _purposes(authority.evidence) == [EVIDENCE]
    usage = authority.evidence.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and not usage.content_commitment and not usage.key_cert_sign
    assert "回音测试存证 V1" in authority.evidence.certificate.subject.rfc4514_string()
    assert _purposes(authority.tsa) == [ExtendedKeyUsageOID.TIME_STAMPING.dotted_string]


def test_an_authority_from_before_gets_its_evidence_key_once(tmp_path: Path) -> None:
    before = authority_in(tmp_path)
    (tmp_path / "evidence.crt").unlink()  # as a release without one left the folder
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _time: authority_in(tmp_path), range(8)))
    assert {one.root_pem for one in found} == {before.root_pem}
    assert len({one.evidence.certificate for one in found}) == 1
    assert found[0].evidence.chain == before.evidence.chain


def test_an_evidence_key_is_succeeded(tmp_path: Path) -> None:
    before = authority_in(tmp_path)
    with clock.use(clock.now() + timedelta(days=4 * 365 - 1)):
        assert authority_in(tmp_path).evidence.certificate == before.evidence.certificate
    with clock.use(clock.now() + timedelta(days=4 * 365 + 1)):
        after = authority_in(tmp_path)
        assert "回音测试存证 V2" in after.evidence.certificate.subject.rfc4514_string()
    assert (after.root_pem, _purposes(after.evidence)) == (before.root_pem, [EVIDENCE])


def test_keys_made_while_the_clock_was_ahead_do_not_sign_before_they_are_valid(tmp_path: Path) -> None:
    authority_in(tmp_path)
    with clock.use(clock.now() + timedelta(days=6 * 365)):
        authority_in(tmp_path)
    again = authority_in(tmp_path)
    for identity in (again.tsa, again.evidence):
        assert identity.certificate.not_valid_before_utc <= clock.now()
    assert "T3" in again.tsa.certificate.subject.rfc4514_string()
    assert authority_in(tmp_path).tsa.certificate == again.tsa.certificate


def test_the_second_authority_shares_nothing_with_the_first(tmp_path: Path) -> None:
    first, second = authority_in(tmp_path / "ca"), second_authority_in(tmp_path / "second")
    assert second_authority_in(tmp_path / "second").root_pem == second.root_pem != first.root_pem
    assert (tmp_path / "second" / "root.crt").read_bytes() == second.root_pem
    assert _purposes(second.tsa) == [ExtendedKeyUsageOID.TIME_STAMPING.dotted_string]
    assert second.tsa.chain[-1] not in first.tsa.chain
    assert b"PRIVATE" not in second.root_pem
