"""A certificate with the key that signs for it, and what a verifier needs to follow it to a root."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key (which may lie elsewhere), and the chain up to and with the root."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class TrustMaterial:
    """Roots and chain as PEM, revocation lists as DER. The first root is the signers'; others are of time stamps."""

    root_pem: bytes
    chain_pem: bytes
    crls: tuple[bytes, ...]


def pem(certificate: x509.Certificate) -> bytes:
    """One certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)
