"""The two operations of EST that we need (RFC 7030): /cacerts and /simpleenroll."""

import base64
import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates

from ..port import CertificateRefusedError

_PATIENCE = 8.0  # seconds for each step; the process that signs has thirty for everything


@dataclass(frozen=True, slots=True)
class EstAccount:
    """Where the authority is, how it is known to be it (`tls_roots`; None: by the machine's roots), and how it knows us: by the
    certificate in `client`, by name and password, or both."""

    url: str
    tls_roots: Path | None = None
    client: Path | None = None
    user: str = ""
    password: str = ""

    def authorities(self) -> list[x509.Certificate]:
        """The authority's own certificates.

        Raises:
            CertificateRefusedError: no answer, or none that makes sense.
        """
        return self._certificates("GET", "cacerts")

    def enroll(self, request: x509.CertificateSigningRequest) -> x509.Certificate:
        """A certificate for this request (PKCS#10).

        Raises:
            CertificateRefusedError: no answer, a refusal, "later", or no certificate in the answer.
        """
        found = self._certificates(
            "POST", "simpleenroll", base64.encodebytes(request.public_bytes(Encoding.DER))
        )
        if len(found) != 1:
            raise CertificateRefusedError(f"{self.url}: {len(found)} certificates for one request")
        return found[0]

    def _certificates(self, method: str, operation: str, body: bytes | None = None) -> list[x509.Certificate]:
        headers = (
            {"Content-Type": "application/pkcs10", "Content-Transfer-Encoding": "base64"} if body else {}
        )
        try:
            with self._http() as http:
                answer = http.request(
                    method, f"{self.url.rstrip('/')}/{operation}", content=body, headers=headers
                )
        except (
            httpx.HTTPError,
            OSError,
            ValueError,
        ) as problem:  # ValueError: its own certificate cannot be read
            raise CertificateRefusedError(f"{self.url}: {problem or type(problem).__name__}") from problem
        if answer.status_code == httpx.codes.ACCEPTED:
            later = answer.headers.get("Retry-After", "")
            raise CertificateRefusedError(
                f"{self.url}: not issued yet, to be asked again after {later or 'a while'}"
            )
        if answer.status_code != httpx.codes.OK:
            raise CertificateRefusedError(f"{self.url}: {answer.status_code} {answer.text[:200]}")
        try:
            return load_der_pkcs7_certificates(base64.b64decode(answer.content))
        except ValueError as problem:
            raise CertificateRefusedError(f"{self.url}: no certificates in the answer: {problem}") from None

    def _http(self) -> httpx.Client:
        tls = ssl.create_default_context(cafile=self.tls_roots)
        if self.client is not None:
            tls.load_cert_chain(self.client)
        auth = httpx.BasicAuth(self.user, self.password) if self.user else None
        return httpx.Client(verify=tls, auth=auth, timeout=_PATIENCE, trust_env=False)
