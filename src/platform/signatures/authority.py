"""The embedded certificate authority: root → issuing CA → organisations, one-signing certificates, evidence, time stamps;
and a second authority of time stamps, with a root of its own.

It makes signatures verifiable, not legally "reliable": it is no licensed 电子认证服务提供者 (《电子签名法》 Art. 16).
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .. import clock
from ..crypto.purposes import EVIDENCE
from .folder import IdentityFolder
from .identity import Identity, TrustMaterial, pem
from .issuing import YEAR, issue, revocation_list
from .keys import Keys
from .names import company_name, subject, worker_name

_EVIDENCE = x509.ObjectIdentifier(EVIDENCE)
_PLATFORM = "回音测试证书服务"
LISTS_AT = "http://localhost/ca"
"""Where revocation lists are published, unless an installation says otherwise: `<this>/<name>.crl`."""
_ISSUING = 25 * YEAR
_IN_USE = 4 * YEAR
"""So long one key gives time stamps or signs manifests; then another does, while what the first one signed goes on holding."""
_SECOND = "回音测试第二时间戳机构"
_Key = ec.EllipticCurvePrivateKey


class CertificateAuthority:
    """Both CAs, the time-stamp identity and the evidence identity, in a folder.

    `evidence` signs the manifests of evidence bundles and nothing else: no other certificate has its purpose.
    """

    LISTS = ("root", "issuing")
    """The names under which revocation lists are published."""

    def __init__(self, folder: IdentityFolder, lists_at: str) -> None:
        self._folder = folder
        self._lists_at = lists_at
        with folder.locked():
            self._root = folder.read_or_make("root", self._certify_root)
            self._issuing = folder.read_or_make("issuing", self._certify_issuing)
            self.tsa = self._in_use("tsa", "回音测试时间戳 T", ExtendedKeyUsageOID.TIME_STAMPING)
            self.evidence = self._in_use("evidence", "回音测试存证 V", _EVIDENCE)

    @classmethod
    def open(cls, folder: Path, lists_at: str = LISTS_AT, keys: Keys | None = None) -> "CertificateAuthority":
        """Open the authority in `folder`; with `keys` it is made when it is new, and can sign. Certificates say that its lists
        are at `lists_at`.

        Raises:
            KeyUnavailableError: it is not there (or an identity in it has to be succeeded) and `keys` are not given, or they
                are not those of this folder.
        """
        return cls(IdentityFolder(folder, keys), lists_at)

    @property
    def root_pem(self) -> bytes:
        """The trust anchor: what a verifier is given."""
        return pem(self._root.certificate)

    @property
    def chain_pem(self) -> bytes:
        """Issuing CA and root."""
        return pem(self._issuing.certificate) + self.root_pem

    def issue_organisation(self, name: str, uscc: str) -> Identity:
        """A company's certificate; its key is used once and dropped where keys can be, else it signs for four years."""
        certify = partial(self._certify, company_name(name, uscc))
        if not self._folder.lasting:
            return certify(ec.generate_private_key(ec.SECP256R1()))
        with self._folder.locked():
            kept = f"company-{hashlib.sha256(f'{uscc} {name}'.encode()).hexdigest()[:16]}"
            found = self._folder.read_or_make(kept, certify)
            return found if self._signs_today(found) else self._folder.make(kept, certify)

    def issue_signer(self, name: str, identity_hash: str, life: timedelta | None = None) -> Identity:
        """A certificate for one signing: its key is used once and dropped. `identity_hash` is a keyed hash."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._certify(worker_name(name, identity_hash), key, life=life)

    def lists(self) -> dict[str, bytes]:
        """Fresh revocation lists of both CAs (nothing is revoked), DER, by the names they are published under."""
        return dict(zip(self.LISTS, map(revocation_list, (self._root, self._issuing)), strict=True))

    def certificates(self) -> dict[str, bytes]:
        """The certificates of both CAs, DER, by the names they are published under."""
        encoded = (
            one.certificate.public_bytes(serialization.Encoding.DER) for one in (self._root, self._issuing)
        )
        return dict(zip(self.LISTS, encoded, strict=True))

    def trust(self) -> TrustMaterial:
        """All that a verifier needs, with fresh revocation lists."""
        return TrustMaterial(self.root_pem, self.chain_pem, self.crls())

    def crls(self) -> tuple[bytes, ...]:
        """The lists, as they go into a file."""
        return tuple(self.lists().values())

    def _certify_root(self, key: _Key) -> Identity:
        return issue(subject("回音测试根证书 R1", o=_PLATFORM), key, None, ca_path=1)

    def _certify_issuing(self, key: _Key) -> Identity:
        name = subject("回音测试签发 CA E1", o=_PLATFORM)
        return issue(name, key, self._root, life=_ISSUING, ca_path=0, list_at=f"{self._lists_at}/root.crl")

    def _certify(
        self,
        name: x509.Name,
        key: _Key,
        purpose: x509.ObjectIdentifier | None = None,
        life: timedelta | None = None,
    ) -> Identity:
        list_at = f"{self._lists_at}/issuing.crl"
        return issue(name, key, self._issuing, life=life, purpose=purpose, list_at=list_at)

    def _in_use(self, name: str, called: str, purpose: x509.ObjectIdentifier) -> Identity:
        """The identity that signs today; the next one (by number) is made when there is none, or none that may. Who has no
        keys signs nothing, and is shown the one there is."""

        def certify(number: int) -> Callable[[_Key], Identity]:
            return partial(self._certify, subject(f"{called}{number}", o=_PLATFORM), purpose=purpose)

        found = self._folder.read_or_make(name, certify(1))
        if not self._folder.has_keys or self._signs_today(found):
            return found
        return self._folder.make(name, certify(_number(found.certificate) + 1))

    def _signs_today(self, identity: Identity) -> bool:
        """Whether a key may go on signing: it has not done so for long, its certificate ends with its issuer's (those from
        before end too soon), and has begun: one made while the clock was ahead is none that anybody trusts."""
        certificate, now = identity.certificate, clock.now()
        lasts = certificate.not_valid_after_utc >= self._issuing.certificate.not_valid_after_utc - YEAR
        return lasts and now - _IN_USE < certificate.not_valid_before_utc <= now


def _number(certificate: x509.Certificate) -> int:
    """The number at the end of the name of one of our own certificates."""
    [common] = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return int(re.sub(r"^.*\D", "", str(common.value)))


class SecondAuthority:
    """An authority of time stamps that shares neither key nor root with the first: two would have to lie.

    For development. In production somebody else's stands in its place (HUIYIN_SECOND_TSA_URL).
    """

    def __init__(self, folder: IdentityFolder) -> None:
        with folder.locked():
            self._root = folder.read_or_make("root", self._certify_root)
            self.tsa = folder.read_or_make("tsa", self._certify_tsa)

    @classmethod
    def open(cls, folder: Path, keys: Keys | None = None) -> "SecondAuthority":
        """Open the authority in `folder`; with `keys` it is made when it is new, and can sign.

        Raises:
            KeyUnavailableError: it is not there and `keys` are not given, or they are not those of this folder.
        """
        return cls(IdentityFolder(folder, keys))

    @property
    def root_pem(self) -> bytes:
        """The trust anchor; it lies in the folder as `root.crt`, too."""
        return pem(self._root.certificate)

    def _certify_root(self, key: _Key) -> Identity:
        return issue(subject("回音测试第二根证书 R2", o=_SECOND), key, None, ca_path=0)

    def _certify_tsa(self, key: _Key) -> Identity:
        name = subject("回音测试第二时间戳 T2", o=_SECOND)
        return issue(name, key, self._root, purpose=ExtendedKeyUsageOID.TIME_STAMPING)
