"""Certificates from an authority over EST: keys are made here, and what comes back is looked at before anything is signed."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper

from .... import clock
from ....crypto.purposes import EVIDENCE
from ....logging import get_logger
from ....signatures.folder import IdentityFolder
from ....signatures.identity import Identity, TrustMaterial, pem
from ....signatures.issuing import key_usage
from ....signatures.keys import Keys
from ....signatures.names import company_name, subject, worker_name
from ....signatures.parties import Parties
from ....signatures.places import CANDIDATE, COMPANY
from ....verify.party import party_problems
from ..port import CertificateRefusedError
from .client import EstAccount
from .lists import fetch_lists

log = get_logger(__name__)
_TRIAL = "测试/演示：签发证书的机构没有登记电子认证服务许可证。"
_LONGEST_CHAIN = 5
_Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class EstCertificates:
    """`folder` keeps the certificates of companies and of evidence, with their keys; `roots` is a PEM with those of signers
    and of time stamps; `licence`, the number of the authority's licence."""

    folder: Path
    keys: Keys
    account: EstAccount
    roots: Path
    licence: str = ""

    @property
    def notice(self) -> str:
        """Nothing need be said of an authority that the law has licensed."""
        return "" if self.licence else _TRIAL

    def worker(self, name: str, identity_hash: str) -> Identity:
        """One certificate for one signature; its key is never written anywhere."""
        known = Parties(name, identity_hash, "", "")
        key = ec.generate_private_key(ec.SECP256R1())
        return self._certify(
            worker_name(name, identity_hash), partial(_of_party, CANDIDATE, known), None, key
        )

    def company(self, name: str, uscc: str) -> Identity:
        """The certificate of a company, asked for again in the last third of its life."""
        kept = f"company-{hashlib.sha256(f'{uscc} {name}'.encode()).hexdigest()[:16]}"
        fits = partial(_of_party, COMPANY, Parties("", "", name, uscc))
        return self._kept(kept, partial(self._certify, company_name(name, uscc), fits, None))

    def evidence(self) -> Identity:
        """The certificate that signs manifests."""
        name = subject("回音存证 Huiyin Evidence")
        return self._kept(
            "evidence", partial(self._certify, name, _of_evidence, x509.ObjectIdentifier(EVIDENCE))
        )

    def trust(self, stamper: TimeStamper, signer: Identity | None = None) -> TrustMaterial:
        """The roots as they are set, the authority's chain, and every list, also for the authority of the time stamps."""
        signer = signer or self.evidence()
        token = asyncio.run(stamper.async_dummy_response("sha256"))
        carried = (item.chosen.dump() for item in token["content"]["certificates"])
        stamping = [x509.load_der_x509_certificate(item) for item in carried]
        roots = self._roots()
        for one in stamping:  # before anybody is asked for a list: a token may name any address
            _path(one, (*roots, *stamping), roots)
        chain = b"".join(pem(one) for one in (*signer.chain, *stamping))
        lists = fetch_lists((signer.certificate, *signer.chain, *stamping))
        return TrustMaterial(b"".join(map(pem, roots)), chain, lists)

    def _kept(self, name: str, certify: Callable[[_Key], Identity]) -> Identity:
        folder = IdentityFolder(self.folder, self.keys)
        with folder.locked():
            found = folder.read_or_make(name, certify)
            if _lasts(found.certificate):
                return found
            try:
                return folder.make(name, certify)
            except CertificateRefusedError:
                if not _is_valid(found.certificate):
                    raise
                log.exception("a certificate is not renewed; the one there is goes on", name=name)
                return found

    def _certify(
        self,
        name: x509.Name,
        fits: Callable[[x509.Certificate], list[str]],
        purpose: x509.ObjectIdentifier | None,
        key: _Key,
    ) -> Identity:
        request = x509.CertificateSigningRequestBuilder().subject_name(name)
        request = request.add_extension(key_usage(False, purpose is not None), critical=True)
        if purpose is not None:
            request = request.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        given = self.account.enroll(request.sign(key, hashes.SHA256()))
        problems = fits(given)
        if given.public_key() != key.public_key():
            problems.append("it is for another key")
        if not _is_valid(given):
            problems.append("it is not valid now")
        if problems:
            raise CertificateRefusedError(f"{self.account.url}: unfit certificate: {'; '.join(problems)}")
        roots = self._roots()
        return Identity(given, key, _path(given, (*roots, *self.account.authorities()), roots))

    def _roots(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.roots.read_bytes())


def _path(
    certificate: x509.Certificate, pool: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """From the issuer of a certificate up to one of our roots; a root has none above it."""
    chain = [certificate]
    while chain[-1] not in roots and len(chain) <= _LONGEST_CHAIN:
        issuer = _issuer(chain[-1], pool)
        if issuer is None:
            break
        chain.append(issuer)
    if chain[-1] in roots:
        return tuple(chain[1:])
    said = certificate.subject.rfc4514_string()
    raise CertificateRefusedError(f"the certificate of {said} leads to no root in HUIYIN_TRUST_ROOTS")


def _issuer(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> x509.Certificate | None:
    for one in pool:
        try:
            certificate.verify_directly_issued_by(one)
            return one
        except (ValueError, TypeError, InvalidSignature):
            continue
    return None


def _is_valid(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc


def _lasts(certificate: x509.Certificate) -> bool:
    """Whether it has begun, and more than a third of its life is left."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return begins <= clock.now() < ends - (ends - begins) / 3


def _of_party(field: str, parties: Parties, certificate: x509.Certificate) -> list[str]:
    """What our own check would say to a signature with it."""
    return party_problems(field, asn1.Certificate.load(certificate.public_bytes(Encoding.DER)), parties)


def _of_evidence(certificate: x509.Certificate) -> list[str]:
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return ["it does not say what it is for"]
    only = [one.dotted_string for one in purposes] == [EVIDENCE]
    fits = only and usage.digital_signature and not usage.content_commitment
    return [] if fits else ["it is not for evidence alone"]
