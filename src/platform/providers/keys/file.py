"""Keys in files, each encrypted as the vault's are: AES-256-GCM under the master key, bound to what the key is called."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ...signatures.keys import KeyUnavailableError, signing_with
from ..kms.local import LocalMasterKey

_MARK = b"signing keys"


@dataclass(frozen=True, slots=True)
class FileKeys:
    """`master`: the file with the key that encrypts them; it is read when a key is used, so this can go to any process."""

    master: Path
    lasting: ClassVar[bool] = False

    @property
    def place(self) -> str:
        """The file with the key to them."""
        return str(self.master)

    def mark(self) -> bytes:
        """Nothing, encrypted."""
        return self._open_master().wrap(b"", _MARK)

    def knows(self, mark: bytes) -> bool:
        """Whether it can be decrypted."""
        try:
            self._open_master().unwrap(mark, _MARK)
            return True
        except (InvalidTag, ValueError):
            return False

    def make(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
        """In memory, and encrypted."""
        key = ec.generate_private_key(ec.SECP256R1())
        return key, self.keep(name, key)

    def keep(self, name: str, key: ec.EllipticCurvePrivateKey) -> bytes:
        """The key encrypted: its own handle."""
        bare = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return self._open_master().wrap(bare, _aad(name))

    def open(self, name: str, handle: bytes) -> Callable[[bytes], bytes]:
        """Decrypt it into this process's memory."""
        try:
            bare = self._open_master().unwrap(handle, _aad(name))
        except (InvalidTag, ValueError):
            raise KeyUnavailableError(f"{name}: {self.master} is not the key it was encrypted with") from None
        key = serialization.load_der_private_key(bare, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise KeyUnavailableError(f"{name}: not a key on an elliptic curve")
        return signing_with(key)

    def _open_master(self) -> LocalMasterKey:
        try:
            return LocalMasterKey.open(self.master)
        except (OSError, ValueError) as problem:
            raise KeyUnavailableError(f"{self.master}: {problem}") from None


def _aad(name: str) -> bytes:
    return b"signing key:" + name.encode()
