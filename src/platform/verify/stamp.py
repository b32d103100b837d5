"""Checking the time stamp over a bundle's manifest: what it proves, by whom, and that it is of this very manifest."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from ..clock import now
from .trust import Evidence, SignatureReport, certificates_in, is_bare, quiet, shortcomings, without_loop

LABEL = "清单时间戳"


@dataclass(frozen=True, slots=True)
class StampCheck:
    """A time stamp with what its report cannot say: whether it is of this very thing, whoever gave it (`intact`), and the
    SHA-256 of the root that vouches for who gave it; empty where none of the given ones does."""

    report: SignatureReport
    intact: bool = False
    root: str = ""


def check_stamp(
    name: str, token: bytes, data: bytes, root_pem: bytes, chain_pem: bytes, crls: tuple[bytes, ...]
) -> SignatureReport:
    """Check the RFC 3161 token `token` (DER, called `name`) over `data`."""
    return _checked(name, token, data, lambda: _evidence(root_pem, chain_pem, crls)).report


def check_root_stamp(name: str, token: bytes, data: bytes, root_pem: bytes) -> StampCheck:
    """Check the token over the root of a tree, which brings its own chain along."""
    return _checked(name, token, data, lambda: _evidence(root_pem, root_pem, ()))


def _evidence(root_pem: bytes, chain_pem: bytes, crls: tuple[bytes, ...]) -> Evidence:
    return Evidence(certificates_in(root_pem), certificates_in(chain_pem), crls)


def _checked(name: str, token: bytes, data: bytes, evidence: Callable[[], Evidence]) -> StampCheck:
    try:
        return without_loop(_check, name, token, data, evidence())
    except Exception as problem:  # anything may be in a file that a stranger hands in
        words = f"时间戳无法读取或已损坏：{problem or type(problem).__name__}"
        return StampCheck(SignatureReport(name, LABEL, "", False, False, "", (words,)))


def _check(name: str, token: bytes, data: bytes, evidence: Evidence) -> StampCheck:
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
    same = mine == imprint["hashed_message"].native
    problems = [] if same else ["不是这份清单的时间戳，或清单被改动"]
    problems += shortcomings(status.intact, status.valid, status.trusted)
    if status.signing_cert.not_valid_after < now():
        problems.append("时间戳证书已到期，之后没有续加时间戳")
    found_path = status.validation_path if status.trusted else None
    path = list(found_path.iter_certs(include_root=True)) if found_path is not None else []
    if not is_bare(signed, status.signing_cert, (*evidence.roots, *evidence.certificates, *path)):
        problems.append("时间戳里有未受保护的内容")
    report = SignatureReport(
        name,
        LABEL,
        status.signing_cert.subject.native.get("common_name", ""),
        not problems,
        status.trusted,
        made.isoformat(),
        tuple(problems),
    )
    root = hashlib.sha256(path[0].dump()).hexdigest() if path else ""
    return StampCheck(report, same and status.intact and status.valid, root)
