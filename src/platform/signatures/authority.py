"""The embedded certificate authority: root → issuing CA → organisations, one-signing certificates, time stamps.

It makes signatures verifiable, not legally "reliable": it is no licensed 电子认证服务提供者 (《电子签名法》 Art. 16).
"""

import datetime as dt
import fcntl
import os
import stringprep
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .. import clock

_PLATFORM = "回音测试证书服务"
_CRL_URL = "http://crl.huiyin.localhost/issuing.crl"
_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key, and the chain up to and with the root."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]

    def to_pem(self) -> bytes:
        """Key, certificate and chain in one file."""
        private = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return private + b"".join(pem(certificate) for certificate in (self.certificate, *self.chain))

    @classmethod
    def from_pem(cls, data: bytes) -> "Identity":
        """What `to_pem` wrote."""
        key = serialization.load_pem_private_key(data, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("not an elliptic-curve key")
        first, *chain = x509.load_pem_x509_certificates(data)
        return cls(first, key, tuple(chain))


def pem(certificate: x509.Certificate) -> bytes:
    """One certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


class CertificateAuthority:
    """Both CAs and the time-stamp identity, in a folder readable by its owner only."""

    def __init__(self, root: Identity, issuing: Identity, tsa: Identity) -> None:
        self._root = root
        self._issuing = issuing
        self.tsa = tsa

    @classmethod
    def open(cls, folder: Path) -> "CertificateAuthority":
        """Open the authority in `folder`, making it when it is new."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "tsa.pem").exists():
                cls._create(folder)
        parts = (
            Identity.from_pem((folder / f"{name}.pem").read_bytes()) for name in ("root", "issuing", "tsa")
        )
        return cls(*parts)

    @classmethod
    def _create(cls, folder: Path) -> None:
        root = _issue(_name("回音测试根证书 R1", o=_PLATFORM), None, 20 * _YEAR, ca_path=1)
        issuing = _issue(_name("回音测试签发 CA E1", o=_PLATFORM), root, 10 * _YEAR, ca_path=0)
        tsa = _issue(
            _name("回音测试时间戳 T1", o=_PLATFORM),
            issuing,
            5 * _YEAR,
            time_stamps=True,
        )
        for name, identity in (("root", root), ("issuing", issuing), ("tsa", tsa)):
            handle = os.open(folder / f"{name}.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(identity.to_pem())

    @property
    def root_pem(self) -> bytes:
        """The trust anchor: what a verifier is given."""
        return pem(self._root.certificate)

    @property
    def chain_pem(self) -> bytes:
        """Issuing CA and root."""
        return pem(self._issuing.certificate) + self.root_pem

    def issue_organisation(self, name: str, uscc: str) -> Identity:
        """A company's certificate; organizationIdentifier after ETSI EN 319 412-1: NTRCN-<统一社会信用代码>."""
        subject = _name(name, o=name, organization_identifier=f"NTRCN-{uscc}")
        return _issue(subject, self._issuing, _YEAR)

    def issue_signer(self, name: str, identity_hash: str, minutes: int = 30) -> Identity:
        """A certificate for one signing: its key is used once and dropped.

        `identity_hash` is a keyed hash: a plain hash of an 18-digit number can be guessed.
        """
        subject = _name(name, ou="candidate", serial_number=f"IDH-{identity_hash}")
        return _issue(subject, self._issuing, dt.timedelta(minutes=minutes))

    def crls(self) -> tuple[bytes, ...]:
        """Fresh revocation lists of both CAs (nothing is revoked), DER."""
        return tuple(_crl(identity) for identity in (self._root, self._issuing))


def _name(common: str, **more: str) -> x509.Name:
    oids = {
        "o": NameOID.ORGANIZATION_NAME,
        "ou": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "organization_identifier": NameOID.ORGANIZATION_IDENTIFIER,
        "serial_number": NameOID.SERIAL_NUMBER,
    }
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    attributes += [x509.NameAttribute(oids[key], _prepared(value)) for key, value in more.items()]
    # X.520 bounds a common name at 64 characters.
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, _prepared(common)[:64])])


def _prepared(value: str) -> str:
    """A name as RFC 4518 allows it: string preparation knows Unicode 3.2 only, and verifiers refuse the rest.

    A rarer character (𬭎) is written as its code point; the signature dictionary carries the name itself.
    """
    return "".join(f"(U+{ord(sign):04X})" if stringprep.in_table_a1(sign) else sign for sign in value)


def _issue(
    subject: x509.Name,
    issuer: Identity | None,
    life: dt.timedelta,
    *,
    ca_path: int | None = None,
    time_stamps: bool = False,
) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    signing_key = issuer.key if issuer else key
    start = clock.now() - dt.timedelta(minutes=1)
    is_ca = ca_path is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
        .add_extension(x509.BasicConstraints(is_ca, ca_path), critical=True)
        .add_extension(_usage(is_ca, time_stamps), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
    )
    if time_stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    if issuer:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(_CRL_URL)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    certificate = builder.sign(signing_key, hashes.SHA256())
    return Identity(certificate, key, (issuer.certificate, *issuer.chain) if issuer else ())


def _usage(is_ca: bool, time_stamps: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=not is_ca and not time_stamps,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _crl(ca: Identity) -> bytes:
    now = clock.now()
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca.certificate.subject)
        .last_update(now - dt.timedelta(minutes=5))
        .next_update(now + dt.timedelta(days=30))
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
