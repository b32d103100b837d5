"""Signatures in years to come, by the rules of another validator of long terms (ETSI EN 319 102-1): the file, the published
lists, and nothing else."""

import asyncio
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import crl
from huiyin.platform import clock
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.renew import StampLostError, renew_stamp, stamp_ends_at
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.platform.verify.trust import certificates_in, quiet
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed, AdESSubIndic
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from tests.support.authorities import authority_in

from ..signing_kit import LocalTimeStamper, SignedContract, sign_whole

_YEAR = timedelta(days=365)
_OFFLINE = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)


def _judged(pdf: bytes, authority: CertificateAuthority, at: datetime) -> list[AdESSubIndic]:
    """What the rules for long-term validation say of both signatures at `at`, with the lists published then."""
    with clock.use(at):
        lists = [CRLContainer(crl.CertificateList.load(one)) for one in authority.crls()]
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=certificates_in(authority.root_pem)),
        revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("require")),
    )
    wanted = SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=_OFFLINE,
        local_knowledge=LocalKnowledge(known_crls=lists),
    )
    spec = PdfSignatureValidationSpec(signature_validation_spec=wanted)
    timing = ValidationTimingInfo(validation_time=at, best_signature_time=at, point_in_time_validation=False)
    with quiet():
        return [
            asyncio.run(ades.ades_lta_validation(signature, spec, timing_info=timing)).ades_subindic
            for signature in PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        ]


@pytest.mark.parametrize("days", [1, 36, 400, 6 * 365, 24 * 365])
def test_without_renewal(signed_contract: SignedContract, days: int) -> None:
    at = clock.now() + timedelta(days=days)
    assert _judged(signed_contract.final, signed_contract.authority, at) == [AdESPassed.OK] * 2


def test_a_renewal_carries_on_what_would_end(tmp_path: Path) -> None:
    """An old authority, whose certificates end in a year; the next one stamps over what it did, in time or not at all."""
    with clock.use(clock.now() - 24 * _YEAR):
        authority_in(tmp_path / "old")
    old, later = sign_whole(tmp_path / "old"), authority_in(tmp_path / "new")
    roots, chains = old.root_pem + later.root_pem, old.authority.chain_pem + later.chain_pem
    end = stamp_ends_at(old.final)
    assert end is not None and end < clock.now() + 2 * _YEAR
    with clock.use(end - timedelta(days=90)):
        lists = (*old.authority.crls(), *later.crls())
        renewed = renew_stamp(old.final, LocalTimeStamper(later), roots, chains, lists)
    assert renewed.startswith(old.final)
    ends = stamp_ends_at(renewed)
    assert ends is not None and ends > end + 20 * _YEAR
    with clock.use(end + timedelta(days=1)):
        assert verify_pdf(renewed, roots).ok
        assert not verify_pdf(old.final, roots).ok
        lists = (*old.authority.crls(), *later.crls())
        with pytest.raises(StampLostError):
            renew_stamp(old.final, LocalTimeStamper(later), roots, chains, lists)


def test_a_file_without_a_stamp(signed_contract: SignedContract) -> None:
    assert stamp_ends_at(signed_contract.signed) is None


def test_the_next_certificate_for_stamps_comes_in_time(tmp_path: Path) -> None:
    first = authority_in(tmp_path)
    with clock.use(clock.now() + 4 * _YEAR - timedelta(days=1)):
        assert authority_in(tmp_path).tsa.certificate == first.tsa.certificate
    with clock.use(clock.now() + 4 * _YEAR + timedelta(days=1)):
        second = authority_in(tmp_path)
        assert authority_in(tmp_path).tsa.certificate == second.tsa.certificate
    assert second.tsa.certificate.not_valid_after_utc == first.tsa.certificate.not_valid_after_utc
    assert "T2" in second.tsa.certificate.subject.rfc4514_string()
    assert second.root_pem == first.root_pem
