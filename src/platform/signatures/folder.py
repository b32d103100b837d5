"""Identities in a folder: `<name>.crt` is public, `keys/<fingerprint>.key` is the handle of its key – never the bare key.

Until 2026 a key lay in `<name>.pem` as it is. Such a folder is brought up to date when somebody who has keys opens it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .identity import Identity, pem
from .keys import HeldKey, Keys, KeyUnavailableError

_OLD = ("root", "issuing", "tsa", "evidence")


class IdentityFolder:
    """The folder; with `keys` identities can be made in it and sign, without it is read."""

    def __init__(self, path: Path, keys: Keys | None) -> None:
        self._path = path
        self._keys = keys

    @property
    def has_keys(self) -> bool:
        """Whether identities can be made here, and sign."""
        return self._keys is not None

    @property
    def lasting(self) -> bool:
        """Whether its keys are made to last, and never for one signature."""
        return self._keys is not None and self._keys.lasting

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes it meanwhile; what is in the old form is brought up to date. Who has no keys changes nothing."""
        if self._keys is None:
            yield
            return
        (self._path / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._path / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.recognise()
            if not self._mark.exists():
                _write(self._mark, self._keys.mark(), 0o600)
            self._encrypt_old(self._keys)
            yield

    def recognise(self) -> None:
        """Refuse keys that are not those of this folder; a new folder is anybody's. No key is opened for that.

        Raises:
            KeyUnavailableError: they are not.
        """
        if self._keys is not None and self._mark.exists() and not self._keys.knows(self._mark.read_bytes()):
            raise KeyUnavailableError(f"the keys in {self._path} are not of {self._keys.place}")

    @property
    def _mark(self) -> Path:
        return self._path / "keys" / "mark"

    def read(self, name: str) -> Identity:
        """An identity; its key is opened when it signs.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        certificate, *chain = x509.load_pem_x509_certificates((self._path / f"{name}.crt").read_bytes())
        key = HeldKey(_public(certificate), partial(self._open, name, certificate))
        return Identity(certificate, key, tuple(chain))

    def read_or_make(self, name: str, certify: Callable[[ec.EllipticCurvePrivateKey], Identity]) -> Identity:
        """The identity of this name, or a new one.

        Raises:
            KeyUnavailableError: there is none, and this process has no keys.
        """
        try:
            return self.read(name)
        except FileNotFoundError:
            return self.make(name, certify)

    def make(self, name: str, certify: Callable[[ec.EllipticCurvePrivateKey], Identity]) -> Identity:
        """Make a key and have it certified; it takes the place of the one of this name, whose key is then gone.

        Raises:
            KeyUnavailableError: this process has no keys.
        """
        if self._keys is None:
            raise KeyUnavailableError(
                f"{self._path} holds no {name}.crt, and this process has no keys to make it: huiyin steward has"
            )
        key, handle = self._keys.make(name)
        made = certify(key)
        before = self.read(name).certificate if (self._path / f"{name}.crt").exists() else None
        self._put(name, made, handle)
        if before is not None:
            self._key_file(before).unlink(missing_ok=True)
        return made

    def _open(self, name: str, certificate: x509.Certificate) -> Callable[[bytes], bytes]:
        if self._keys is None:
            raise KeyUnavailableError(f"{name}: this process has no keys")
        return self._keys.open(name, self._key_file(certificate).read_bytes())

    def _key_file(self, certificate: x509.Certificate) -> Path:
        return self._path / "keys" / f"{certificate.fingerprint(hashes.SHA256()).hex()[:32]}.key"

    def _put(self, name: str, identity: Identity, handle: bytes) -> None:
        """The key first, under a name of its own: it is the certificate's file that makes it count."""
        _write(self._key_file(identity.certificate), handle, 0o600)
        chain = b"".join(pem(certificate) for certificate in (identity.certificate, *identity.chain))
        _write(self._path / f"{name}.crt", chain, 0o644)

    def _encrypt_old(self, keys: Keys) -> None:
        """Every bare key or, where one cannot be read or taken in, none. Killed midway it goes on the next time: a bare file
        goes only when its key and certificate are written."""
        files = [file for name in _OLD if (file := self._path / f"{name}.pem").exists()]
        found = [(file, *_read_old(file)) for file in files]
        handles = [keys.keep(file.stem, key) for file, key, _identity in found]
        for (file, _key, identity), handle in zip(found, handles, strict=True):
            self._put(file.stem, identity, handle)
        for file in files:
            file.unlink()


def _read_old(file: Path) -> tuple[ec.EllipticCurvePrivateKey, Identity]:
    data = file.read_bytes()
    try:
        key = serialization.load_pem_private_key(data, None)
        certificate, *chain = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError) as problem:
        raise KeyUnavailableError(f"{file} cannot be read: {problem}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyUnavailableError(f"{file} holds no key on an elliptic curve")
    return key, Identity(certificate, key, tuple(chain))


def _public(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    public = certificate.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey):
        raise ValueError("not an elliptic-curve key")
    return public


def _write(file: Path, data: bytes, mode: int) -> None:
    """Whole or not at all: who is killed while writing leaves no half key. On disk before anything else counts on it."""
    part = file.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
