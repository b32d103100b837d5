"""Checking the platform's signature over a bundle's manifest: CMS, detached, with a time stamp inside (CAdES B-T).

A time stamp alone proves that a manifest was there, not whose it is: anybody gets one. Only a certificate whose own
purpose it is signs manifests, so that no other of the same authority (a candidate's, a company's) passes for it.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints

from ..crypto.purposes import EVIDENCE
from .stamp import check_stamp
from .trust import (
    Evidence,
    SignatureReport,
    certificates_in,
    not_checked,
    quiet,
    shortcomings,
    unknown_algorithm,
    without_loop,
)

LABEL = "平台存证签名"
SIGNATURE = "manifest.p7s"
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature"},
    key_usage_forbidden={"non_repudiation"},
    extd_key_usage={EVIDENCE},
    explicit_extd_key_usage_required=True,
)
_ALGORITHMS = ("sha256", "sha256_ecdsa")


@dataclass(frozen=True, slots=True)
class ManifestSignature:
    """The platform's signature, and the time stamp in it, which proves when it was made."""

    signature: SignatureReport
    stamp: SignatureReport

    @property
    def valid(self) -> bool:
        """Whether both hold."""
        return self.signature.valid and self.stamp.valid


def stamped_parts(signature: bytes) -> tuple[bytes, bytes]:
    """The time-stamp token (DER) in a manifest's signature, and the signature's value, which it is over.

    Raises:
        ValueError: it is no such signature.
    """
    (signer,) = cms.ContentInfo.load(signature, strict=True)["content"]["signer_infos"]
    (attribute,) = signer["unsigned_attrs"]
    if attribute["type"].native != "signature_time_stamp_token":
        raise ValueError("没有时间戳")
    (token,) = attribute["values"]
    return bytes(token.dump()), bytes(signer["signature"].native)


def check_signature(
    signature: bytes, manifest: bytes, root_pem: bytes, chain_pem: bytes, crls: tuple[bytes, ...]
) -> ManifestSignature:
    """Check the signature (DER) over `manifest`, as of when its own time stamp was given."""
    try:
        token, value = stamped_parts(signature)
        stamp = check_stamp(SIGNATURE, token, value, root_pem, chain_pem, crls)
        evidence = Evidence(certificates_in(root_pem), certificates_in(chain_pem), crls)
        made = datetime.fromisoformat(stamp.stamped_at)
        return ManifestSignature(without_loop(_check, signature, manifest, evidence, made), stamp)
    except Exception as problem:  # anything may be in a file that a stranger hands in
        words = f"签名无法读取或已损坏：{problem or type(problem).__name__}"
        broken = SignatureReport(SIGNATURE, LABEL, "", False, False, "", (words,))
        return ManifestSignature(broken, broken)


def _check(der: bytes, manifest: bytes, evidence: Evidence, made: datetime) -> SignatureReport:
    signed = cms.ContentInfo.load(der, strict=True)["content"]
    if algorithm := unknown_algorithm(signed):
        said, when = (not_checked(algorithm),), made.isoformat()
        return SignatureReport(SIGNATURE, LABEL, "", False, False, when, said, unchecked=True)
    with quiet():
        status = asyncio.run(
            async_validate_detached_cms(
                manifest, signed, evidence.at(made), evidence.at(made), key_usage_settings=_USAGE
            )
        )
    problems = [] if status.intact else ["不是这份清单的签名，或清单被改动"]
    problems += shortcomings(True, status.valid, status.trusted or not status.intact)
    usage = status.signing_cert.extended_key_usage_value
    if usage is None or usage.native != [EVIDENCE]:
        problems.append("签名证书不是存证专用证书")
    path = status.validation_path.iter_certs(include_root=True) if status.validation_path is not None else ()
    protected = {item.dump() for item in (*evidence.roots, *evidence.certificates, *path)}
    if not _is_plain(signed, protected | {status.signing_cert.dump()}):
        problems.append("签名里有未受保护的内容")
    return SignatureReport(
        SIGNATURE,
        LABEL,
        status.signing_cert.subject.native.get("common_name", ""),
        not problems,
        status.trusted,
        made.isoformat(),
        tuple(problems),
    )


def _is_plain(signed: cms.SignedData, known: set[bytes]) -> bool:
    """Nothing in it but what is signed or protected elsewhere: no second form of the same signature."""
    (signer,) = signed["signer_infos"]
    named = signer["sid"].chosen
    signing = [item.chosen for item in signed["certificates"] if item.chosen.dump() in known]
    issuers = [item.issuer.dump() for item in signing if item.serial_number == named["serial_number"].native]
    algorithms = (
        signer["digest_algorithm"]["algorithm"].native,
        signer["signature_algorithm"]["algorithm"].native,
    )
    return (
        {item.chosen.dump() for item in signed["certificates"]} <= known
        and named["issuer"].dump() in issuers
        and (signed["version"].native, signer["version"].native) == ("v1", "v1")
        and [item.dump() for item in signed["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and algorithms == _ALGORITHMS
        and signed["encap_content_info"]["content_type"].native == "data"
    )
