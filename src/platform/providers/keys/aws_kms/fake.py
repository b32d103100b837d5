"""A small key management service for development and tests: CreateKey, GetPublicKey and Sign of AWS KMS (API 2014-11-01), JSON
1.1 with Signature Version 4, keys on P-256 only. Keys live as long as it does; `asked` is what was asked of it."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import uuid4

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from ...loopback import ADDRESS, Answer, serving

_SIGNED = re.compile(r"Credential=(?P<id>[^/]+)/.*SignedHeaders=(?P<names>[^,]+), *Signature=(?P<value>\w+)")


class Refused(Exception):
    """Why, as the service calls it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class FakeKms:
    """One account in one region."""

    def __init__(self, *, region: str, key_id: str, secret: str) -> None:
        self._region = region
        self._account = Credentials(key_id, secret)
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self.asked: list[str] = []

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve, and say where."""
        with serving(self._answer) as origin:
            yield origin

    def _answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "TrentService.CreateKey": self._create,
            "TrentService.GetPublicKey": self._public,
            "TrentService.Sign": self._sign,
        }
        target = handler.headers.get("X-Amz-Target", "")
        self.asked.append(target.rpartition(".")[2])
        try:
            self._require_signature(handler, body)
            if target not in operations:
                raise Refused("UnknownOperationException", target)
            status, said = 200, operations[target](json.loads(body))
        except Refused as why:
            status, said = 400, {"__type": why.kind, "message": str(why)}
        return Answer(status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(said).encode())

    def _require_signature(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """Signature Version 4, made once more from what came in."""
        found = _SIGNED.search(handler.headers.get("Authorization", ""))
        if found is None or found["id"] != self._account.access_key:
            raise Refused(
                "UnrecognizedClientException", "The security token included in the request is invalid."
            )
        headers = {name: handler.headers[name] for name in found["names"].split(";")}
        request = AWSRequest("POST", f"http://{ADDRESS}{handler.path}", headers=headers, data=body)
        request.context["timestamp"] = handler.headers["X-Amz-Date"]
        signing = SigV4Auth(self._account, "kms", self._region)
        said = signing.string_to_sign(request, signing.canonical_request(request))
        if signing.signature(said, request) != found["value"]:
            raise Refused("InvalidSignatureException", "The request signature we calculated does not match.")

    def _create(self, said: dict[str, Any]) -> dict[str, Any]:
        if (said.get("KeySpec"), said.get("KeyUsage")) != ("ECC_NIST_P256", "SIGN_VERIFY"):
            raise Refused("ValidationException", "only ECC_NIST_P256 for SIGN_VERIFY")
        arn = f"arn:aws:kms:{self._region}:111122223333:key/{uuid4()}"
        self._keys[arn] = ec.generate_private_key(ec.SECP256R1())
        return {"KeyMetadata": {"Arn": arn, "KeyId": arn.rpartition("/")[2], "KeySpec": said["KeySpec"]}}

    def _public(self, said: dict[str, Any]) -> dict[str, Any]:
        der = (
            self._key(said)
            .public_key()
            .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        return {"KeyId": said["KeyId"], "PublicKey": base64.b64encode(der).decode()}

    def _sign(self, said: dict[str, Any]) -> dict[str, Any]:
        if (said.get("MessageType"), said.get("SigningAlgorithm")) != ("DIGEST", "ECDSA_SHA_256"):
            raise Refused("ValidationException", "only digests, and ECDSA_SHA_256")
        digest = base64.b64decode(said["Message"])
        if len(digest) != hashes.SHA256.digest_size:
            raise Refused("ValidationException", "Digest is invalid length for algorithm ECDSA_SHA_256.")
        signature = self._key(said).sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return {
            "KeyId": said["KeyId"],
            "Signature": base64.b64encode(signature).decode(),
            "SigningAlgorithm": said["SigningAlgorithm"],
        }

    def _key(self, said: dict[str, Any]) -> ec.EllipticCurvePrivateKey:
        try:
            return self._keys[said["KeyId"]]
        except KeyError:
            raise Refused("NotFoundException", f"Key '{said.get('KeyId')}' does not exist") from None
