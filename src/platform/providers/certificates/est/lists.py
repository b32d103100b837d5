"""Revocation lists of other authorities, from where their certificates say that they are."""

from collections.abc import Iterable

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from ..port import CertificateRefusedError

_PATIENCE = 5.0  # seconds


def fetch_lists(certificates: Iterable[x509.Certificate]) -> tuple[bytes, ...]:
    """The newest list (DER) for each of these certificates but roots; each list once.

    Raises:
        CertificateRefusedError: a certificate names none, or it is not to be had.
    """
    places = {_place(one): None for one in certificates if one.issuer != one.subject}
    with httpx.Client(timeout=_PATIENCE, trust_env=False, follow_redirects=True) as http:
        return tuple(_fetch(http, place) for place in places)


def _place(certificate: x509.Certificate) -> str:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        points = x509.CRLDistributionPoints([])
    for point in points:
        for name in point.full_name or ():
            if isinstance(name, x509.UniformResourceIdentifier) and name.value.startswith(
                ("http:", "https:")
            ):
                return name.value
    said = certificate.subject.rfc4514_string()
    raise CertificateRefusedError(f"{said}: its certificate does not say where its revocation list is")


def _fetch(http: httpx.Client, place: str) -> bytes:
    try:
        answer = http.get(place)
        answer.raise_for_status()
        load = x509.load_pem_x509_crl if answer.content.startswith(b"-----") else x509.load_der_x509_crl
        return load(answer.content).public_bytes(Encoding.DER)
    except (httpx.HTTPError, ValueError) as problem:
        raise CertificateRefusedError(
            f"revocation list {place}: {problem or type(problem).__name__}"
        ) from problem
