"""The master key in a file of its own: for one machine. Production puts a key management service here."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class LocalMasterKey:
    """Wraps keys with AES-256-GCM under the key in a file."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the master key must be 32 bytes")
        self._cipher = AESGCM(key)

    @classmethod
    def open(cls, path: Path) -> "LocalMasterKey":
        """Read the key.

        Raises:
            FileNotFoundError: there is none; `create` makes one.
        """
        return cls(path.read_bytes())

    @classmethod
    def create(cls, path: Path) -> None:
        """Make a key where there is none; an existing one is never overwritten."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(handle, "wb") as file:
            file.write(AESGCM.generate_key(256))

    def wrap(self, data: bytes, aad: bytes) -> bytes:
        """Encrypt a key; `aad` says whose it is and must be given again to unwrap it."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, aad)

    def unwrap(self, data: bytes, aad: bytes) -> bytes:
        """Decrypt what `wrap` made."""
        return self._cipher.decrypt(data[:_NONCE], data[_NONCE:], aad)
