"""The embedded time-stamp authority: RFC 3161 over HTTP. It proves nothing to a sceptic; production names another."""

import hashlib
import secrets
from typing import Any

from asn1crypto import algos, cms, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from litestar import Response, Router, post

from .. import clock
from ..requests import AnyRequest
from ..signatures.authority import CertificateAuthority, SecondAuthority

_POLICY = "1.3.6.1.4.1.99999.1.1"
_IMPRINTS = {"sha256": 32, "sha384": 48, "sha512": 64}


class TimeStampAuthority:
    """Answers requests with its own key and clock."""

    def __init__(self, authority: CertificateAuthority | SecondAuthority, path: str = "/tsa") -> None:
        self._path = path
        self._key = authority.tsa.key
        certificates = (authority.tsa.certificate, *authority.tsa.chain)
        encoded = (item.public_bytes(serialization.Encoding.DER) for item in certificates)
        self._certificate, *self._chain = [x509.Certificate.load(item) for item in encoded]

    def respond(self, request: bytes) -> bytes:
        """The DER answer to a DER request; a bad request is refused in the protocol's own words."""
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            imprint = asked["message_imprint"]
            algorithm = imprint["hash_algorithm"]["algorithm"].native
            right = len(imprint["hashed_message"].native) == _IMPRINTS.get(algorithm)
        except (ValueError, TypeError):
            right = False
        if not right:
            refused = {"status": "rejection", "fail_info": {"bad_request"}}
            return bytes(tsp.TimeStampResp({"status": refused}).dump())
        info: dict[str, Any] = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": imprint,
            "serial_number": secrets.randbits(120),
            "gen_time": clock.now().replace(microsecond=0),
            "accuracy": tsp.Accuracy({"seconds": 1}),
        }
        if asked["nonce"].native is not None:
            info["nonce"] = asked["nonce"].native
        token = self._token(tsp.TSTInfo(info).dump())
        answer = {"status": {"status": "granted"}, "time_stamp_token": token}
        return bytes(tsp.TimeStampResp(answer).dump())

    def _token(self, content: bytes) -> cms.ContentInfo:
        certificate_hash = {"cert_hash": hashlib.sha256(self._certificate.dump()).digest()}
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", hashlib.sha256(content).digest()),
                _attribute(
                    "signing_certificate_v2",
                    tsp.SigningCertificateV2({"certs": [certificate_hash]}),
                ),
            ]
        )
        issuer = {
            "issuer": self._certificate.issuer,
            "serial_number": self._certificate.serial_number,
        }
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(issuer)}),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signed_attrs": attributes,
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )
        encapsulated = {
            "content_type": "tst_info",
            "content": cms.ParsableOctetString(content),
        }
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": encapsulated,
                "certificates": [self._certificate, *self._chain],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def router(self) -> Router:
        """The HTTP side."""

        @post(self._path, status_code=200)
        async def stamp(request: AnyRequest) -> Response[bytes]:
            return Response(
                self.respond(await request.body()),
                media_type="application/timestamp-reply",
            )

        return Router("/", route_handlers=[stamp])


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": (value,)})
