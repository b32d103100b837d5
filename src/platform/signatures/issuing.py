"""Certificates and revocation lists, written and signed by the key of their issuer."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .. import clock
from .identity import Identity

YEAR = dt.timedelta(days=365)
# Whoever validates in years to come should find no certificate that has ended: validators differ in what they make of one,
# and some believe a fresh revocation list more than the time stamp that proves the signature older. A key that was used once
# and dropped, or is put aside, is none the worse for a certificate that goes on.
_LATEST = 30 * YEAR
_LISTS_LAST = dt.timedelta(days=30)


def issue(  # rules: allow parameters – what a certificate says, all named
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: Identity | None,
    *,
    life: dt.timedelta | None = None,
    ca_path: int | None = None,
    purpose: x509.ObjectIdentifier | None = None,
    list_at: str = "",
) -> Identity:
    """A certificate for `key`, good for `life` and never longer than its issuer's; without an issuer it is a root's.

    `ca_path`: it is an authority's, with so many below it; `purpose`: the only thing it is for, instead of signing contracts;
    `list_at`: where its issuer's revocation list is.
    """
    signing_key = issuer.key if issuer else key
    start = clock.now() - dt.timedelta(minutes=1)
    latest = issuer.certificate.not_valid_after_utc if issuer else start + _LATEST
    is_ca = ca_path is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(min(start + life, latest) if life else latest)
        .add_extension(x509.BasicConstraints(is_ca, ca_path), critical=True)
        .add_extension(key_usage(is_ca, purpose is not None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if list_at:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    certificate = builder.sign(signing_key, hashes.SHA256())
    return Identity(certificate, key, (issuer.certificate, *issuer.chain) if issuer else ())


def key_usage(is_ca: bool, one_purpose: bool) -> x509.KeyUsage:
    """What a key is for: an authority's, one that signs contracts, or one with another single purpose."""
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca and not one_purpose,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def revocation_list(ca: Identity) -> bytes:
    """The list of `ca` as of now (nothing is revoked), DER."""
    now = clock.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.certificate.subject)
        .last_update(now - dt.timedelta(minutes=5))
        .next_update(now + _LISTS_LAST)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
