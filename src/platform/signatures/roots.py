"""The root certificates that an installation believes."""

from pathlib import Path

from cryptography import x509

from .authority import CertificateAuthority
from .identity import pem


def installed_roots(ca_dir: Path | None, trust_roots: Path | None) -> bytes | None:
    """As PEM: those in the file `trust_roots`, else that of the built-in authority in `ca_dir`; None where there is neither.
    Only what is public is read.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no certificate, or the folder no authority.
    """
    if trust_roots is not None:
        return b"".join(pem(root) for root in x509.load_pem_x509_certificates(trust_roots.read_bytes()))
    return CertificateAuthority.open(ca_dir).root_pem if ca_dir is not None else None
