"""Whether a signature is by whom it must be: its certificate is held against the party that the document names."""

import re
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509

from ..signatures.parties import Parties
from ..signatures.places import CANDIDATE

NAMED_SINCE = datetime(2027, 1, 1, tzinfo=UTC)
"""What is signed later names its parties: an earlier document may have been made before they were written down."""
_LONGEST_NAME = 64  # of a common name, after X.520
_CODE_POINT = re.compile(r"\(U\+([0-9A-F]{4,6})\)")


def spelled(name: str) -> str:
    """A name of a certificate with the rare characters that it has as code points."""
    return _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), name)


def certificate_name(certificate: x509.Certificate) -> str:
    """Whose certificate it is."""
    return spelled(_text(certificate.subject.native, "common_name"))


def is_named(certificate: x509.Certificate, name: str) -> bool:
    """Whether it is a certificate of `name`; longer ones than a certificate can hold are compared as far as it goes."""
    common = _text(certificate.subject.native, "common_name")
    if len(common) < _LONGEST_NAME:
        return spelled(common) == name
    return name.startswith(spelled(common).split("(U+")[0])


def party_problems(field: str, certificate: x509.Certificate, parties: Parties | None) -> list[str]:
    """What is wrong with the signer of `field`, in words. Without `parties` only what every such certificate has is asked."""
    check = _worker_problems if field == CANDIDATE else _employer_problems
    usage = certificate.key_usage_value
    purpose = [] if usage is not None and "non_repudiation" in usage.native else ["证书不是用来签署合同的"]
    return purpose + check(certificate, parties)


def missing_parties(parties: Parties | None, signed_at: datetime | None) -> list[str]:
    """That a document names no parties where it should; when it was signed is what its time stamp says."""
    unnamed = parties is None and (signed_at is None or signed_at >= NAMED_SINCE)
    return ["文件没有写明当事人"] if unnamed else []


def _worker_problems(certificate: x509.Certificate, parties: Parties | None) -> list[str]:
    subject = certificate.subject.native
    number = _text(subject, "serial_number")
    if not number.startswith("IDH-") or "organization_identifier" in subject:
        return ["签名证书不是劳动者本人的证书"]
    if parties is None:
        return []
    same = is_named(certificate, parties.worker) and number == f"IDH-{parties.worker_hash}"
    return [] if same else ["签名人不是文件写明的劳动者"]


def _employer_problems(certificate: x509.Certificate, parties: Parties | None) -> list[str]:
    subject = certificate.subject.native
    code = _text(subject, "organization_identifier")
    if not code.startswith("NTRCN-"):
        return ["签章证书不是用人单位的证书"]
    if parties is None:
        return []
    same = is_named(certificate, parties.employer) and code == f"NTRCN-{parties.employer_code}"
    return [] if same else ["签章单位不是文件写明的用人单位"]


def _text(subject: dict[str, Any], key: str) -> str:
    value = subject.get(key, "")
    return value if isinstance(value, str) else ""  # several of one kind name nobody
