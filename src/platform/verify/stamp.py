"""Checking the time stamp over a bundle's manifest: what it proves, by whom, and that it is of this very manifest."""

import asyncio
import hashlib
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from ..clock import now
from .trust import Evidence, SignatureReport, certificates_in, is_bare, quiet, shortcomings, without_loop

LABEL = "清单时间戳"


def check_stamp(
    name: str, token: bytes, data: bytes, root_pem: bytes, chain_pem: bytes, crls: tuple[bytes, ...]
) -> SignatureReport:
    """Check the RFC 3161 token `token` (DER, called `name`) over `data`."""
    try:
        evidence = Evidence(certificates_in(root_pem), certificates_in(chain_pem), crls)
        return without_loop(_check, name, token, data, evidence)
    except Exception as problem:  # anything may be in a file that a stranger hands in
        words = f"时间戳无法读取或已损坏：{problem or type(problem).__name__}"
        return SignatureReport(name, LABEL, "", False, False, "", (words,))


def _check(name: str, token: bytes, data: bytes, evidence: Evidence) -> SignatureReport:
    signed = cms.ContentInfo.load(token, strict=True)["content"]
    stamped = signed["encap_content_info"]["content"].parsed
    made: datetime = stamped["gen_time"].native
    imprint = stamped["message_imprint"]
    mine = hashlib.new(imprint["hash_algorithm"]["algorithm"].native, data).digest()
    with quiet():
        # The imprint is compared below: a token of another manifest and a broken token are told apart.
        found = validate_tst_signed_data(
            signed, evidence.at(made), lambda _algorithm: imprint["hashed_message"].native
        )
        status = TimestampSignatureStatus(**asyncio.run(found))
    problems = [] if mine == imprint["hashed_message"].native else ["不是这份清单的时间戳，或清单被改动"]
    problems += shortcomings(status.intact, status.valid, status.trusted)
    if status.signing_cert.not_valid_after < now():
        problems.append("时间戳证书已到期，之后没有续加时间戳")
    path = status.validation_path.iter_certs(include_root=True) if status.validation_path is not None else ()
    if not is_bare(signed, status.signing_cert, (*evidence.roots, *evidence.certificates, *path)):
        problems.append("时间戳里有未受保护的内容")
    return SignatureReport(
        name,
        LABEL,
        status.signing_cert.subject.native.get("common_name", ""),
        not problems,
        status.trusted,
        made.isoformat(),
        tuple(problems),
    )
