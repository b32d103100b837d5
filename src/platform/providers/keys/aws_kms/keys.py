"""Keys at a key management service (AWS KMS API, 2014-11-01: CreateKey, GetPublicKey, Sign): made there, and never seen."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, ClassVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ....signatures.keys import HeldKey, KeyUnavailableError

_SCHEME = "kms:"
_PATIENCE = Config(connect_timeout=3, read_timeout=8, retries={"max_attempts": 2, "mode": "standard"})


@dataclass(frozen=True, slots=True)
class KmsKeys:
    """`endpoint`: empty for the region's own; `key_id` and `secret`: empty for what the machine's environment says."""

    region: str
    endpoint: str = ""
    key_id: str = ""
    secret: str = ""
    lasting: ClassVar[bool] = True

    @property
    def place(self) -> str:
        """The service."""
        return f"the key management service in {self.region}"

    def mark(self) -> bytes:
        """Its region."""
        return f"{_SCHEME}{self.region}".encode()

    def knows(self, mark: bytes) -> bool:
        """Whether it is of the same one."""
        return mark == self.mark()

    def make(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
        """At the service, for signatures only."""
        made = self._ask("create_key", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Description=name)
        arn = str(made["KeyMetadata"]["Arn"])
        public = serialization.load_der_public_key(self._ask("get_public_key", KeyId=arn)["PublicKey"])
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise KeyUnavailableError(f"{name}: the service made no key on an elliptic curve")
        handle = f"{_SCHEME}{arn}".encode()
        return HeldKey(public, partial(self.open, name, handle)), handle

    def keep(self, name: str, key: ec.EllipticCurvePrivateKey) -> bytes:
        """A key that lay in a file is not one of the service's: it has been elsewhere."""
        raise KeyUnavailableError(f"{name} was made in a file: name a new HUIYIN_CA_DIR for keys at a KMS")

    def open(self, name: str, handle: bytes) -> Callable[[bytes], bytes]:
        """The service signs, asked at each signature."""
        said = handle.decode("ascii", "replace")
        if not said.startswith(_SCHEME):
            raise KeyUnavailableError(f"{name} was not made at a KMS: name the HUIYIN_CA_DIR that was")
        return partial(self._sign, said.removeprefix(_SCHEME))

    def _sign(self, arn: str, data: bytes) -> bytes:
        digest = hashlib.sha256(data).digest()  # the service takes no more than 4096 bytes
        answer = self._ask(
            "sign", KeyId=arn, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256"
        )
        return bytes(answer["Signature"])

    def _ask(self, operation: str, **said: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(_client(self), operation)(**said)
        except (BotoCoreError, ClientError) as problem:
            raise KeyUnavailableError(f"key management service: {problem}") from problem
        return answer


@cache
def _client(keys: KmsKeys) -> Any:
    return boto3.client(
        "kms",
        region_name=keys.region,
        endpoint_url=keys.endpoint or None,
        aws_access_key_id=keys.key_id or None,
        aws_secret_access_key=keys.secret or None,
        config=_PATIENCE,
    )
