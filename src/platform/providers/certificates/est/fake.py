"""A small EST server for development and tests: the operations we use of RFC 7030, over TLS, and its revocation lists over HTTP.

It gives a certificate for whatever a request says, to whoever is known by a certificate of its own or by name and password.
`faults` are taken one by one: `later` (202 with Retry-After), `refused`, `stranger` (a certificate of somebody else), `key`
(one for another key), `nonsense`.
"""

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates
from cryptography.x509.oid import NameOID

from .... import clock
from ....signatures.identity import Identity, pem
from ....signatures.issuing import YEAR, issue, revocation_list
from ....signatures.names import subject
from ...loopback import ADDRESS, Answer, serving

PATH = "/.well-known/est"
USER, PASSWORD = "huiyin", "embedded-est"


class FakeEst:
    """One authority: a root, an issuing CA, and a root of its own for TLS, all made anew. `folder` gets what clients need:
    `roots.pem`, `tls.pem` and `client.pem`."""

    def __init__(self, folder: Path) -> None:
        self._root = issue(subject("独立测试根 R"), _key(), None, ca_path=1)
        self._lists_at = ""
        self._issuing: Identity
        self.faults: list[str] = []
        self.issued: list[x509.Certificate] = []
        self._tls = _for_tls("Fake EST TLS root", None)
        client, server = _for_tls("huiyin", self._tls), _for_tls("localhost", self._tls)
        self._server = folder / "server.pem"
        self._server.write_bytes(_bare(server) + pem(server.certificate))
        (folder / "client.pem").write_bytes(_bare(client) + pem(client.certificate))
        (folder / "roots.pem").write_bytes(pem(self._root.certificate))
        (folder / "tls.pem").write_bytes(pem(self._tls.certificate))

    @contextmanager
    def running(self, *, certificate_wanted: bool = False) -> Iterator[str]:
        """Serve, and say where. With `certificate_wanted` name and password are not enough."""
        context = ssl.create_default_context(
            ssl.Purpose.CLIENT_AUTH, cadata=pem(self._tls.certificate).decode()
        )
        context.load_cert_chain(self._server)
        context.verify_mode = ssl.CERT_REQUIRED if certificate_wanted else ssl.CERT_OPTIONAL
        with serving(self._list) as lists, serving(self._est, context) as est:
            self._lists_at = lists
            at = f"{lists}/root.crl"
            self._issuing = issue(subject("独立测试签发 CA"), _key(), self._root, ca_path=0, list_at=at)
            yield f"{est.replace(ADDRESS, 'localhost')}{PATH}"

    def _list(self, handler: BaseHTTPRequestHandler, _body: bytes) -> Answer:
        found = {"/root.crl": self._root, "/issuing.crl": self._issuing}.get(handler.path)
        return Answer(200, {}, revocation_list(found)) if found else Answer(404, {}, b"")

    def _est(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if (handler.command, handler.path) == ("GET", f"{PATH}/cacerts"):
            return _certificates(self._issuing.certificate, self._root.certificate)
        if (handler.command, handler.path) != ("POST", f"{PATH}/simpleenroll"):
            return Answer(404, {}, b"no such operation")
        if not self._knows(handler):
            return Answer(401, {"WWW-Authenticate": 'Basic realm="est"'}, b"who is asking?")
        if handler.headers.get("Content-Type") != "application/pkcs10":
            return Answer(415, {}, b"application/pkcs10 is wanted")
        return self._enrolled(body, self.faults.pop(0) if self.faults else "")

    def _enrolled(self, body: bytes, fault: str) -> Answer:
        if fault == "later":
            return Answer(202, {"Retry-After": "120"}, b"")
        if fault == "refused":
            return Answer(400, {}, "此主体未经审核".encode())
        if fault == "nonsense":
            return Answer(200, {"Content-Type": "application/pkcs7-mime"}, b"bm9uc2Vuc2U=")
        try:
            request = x509.load_der_x509_csr(base64.b64decode(body))
        except ValueError:
            return Answer(400, {}, b"no PKCS#10 request")
        if not request.is_signature_valid:
            return Answer(400, {}, b"the request is not signed by its key")
        self.issued.append(self._certificate(request, fault))
        return _certificates(self.issued[-1])

    @staticmethod
    def _knows(handler: BaseHTTPRequestHandler) -> bool:
        said = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        tls = handler.connection
        shown = isinstance(tls, ssl.SSLSocket) and bool(tls.getpeercert())
        return shown or handler.headers.get("Authorization") == f"Basic {said}"

    def _certificate(self, request: x509.CertificateSigningRequest, fault: str) -> x509.Certificate:
        public = _key().public_key() if fault == "key" else request.public_key()
        name = subject("别人", serial_number="IDH-00") if fault == "stranger" else request.subject
        at = x509.UniformResourceIdentifier(f"{self._lists_at}/issuing.crl")
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._issuing.certificate.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(clock.now() - timedelta(minutes=1))
            .not_valid_after(clock.now() + YEAR)
            .add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([at], None, None, None)]), False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._issuing.key.public_key()), False
            )
        )
        for asked in request.extensions:
            builder = builder.add_extension(asked.value, asked.critical)
        return builder.sign(self._issuing.key, hashes.SHA256())


def _for_tls(name: str, issuer: Identity | None) -> Identity:
    """TLS is judged by the machine's clock, wherever the product's is."""
    key, common = _key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(common)
        .issuer_name(issuer.certificate.subject if issuer else common)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", "-"))]), critical=False)
    )
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key, ())


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _bare(identity: Identity) -> bytes:
    return identity.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificates(*certificates: x509.Certificate) -> Answer:
    der = serialize_certificates(list(certificates), serialization.Encoding.DER)
    headers = {
        "Content-Type": "application/pkcs7-mime; smime-type=certs-only",
        "Content-Transfer-Encoding": "base64",
    }
    return Answer(200, headers, base64.encodebytes(der))
