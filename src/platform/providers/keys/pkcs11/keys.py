"""Keys in a token (OASIS PKCS#11 2.40): made there, not extractable, found again by label and id."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import ClassVar, cast
from uuid import uuid4

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11.util.ec import encode_ec_public_key, encode_ecdsa_signature, encode_named_curve_parameters

from ....signatures.keys import HeldKey, KeyUnavailableError

_SCHEME = "pkcs11"
_refused: set["TokenKeys"] = set()


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """`module` is the maker's library, `token` the token's label, `pin_file` holds the user's PIN.

    One session for each process; one that broke is opened anew by who comes next.
    """

    module: Path
    token: str
    pin_file: Path
    lasting: ClassVar[bool] = True

    @property
    def place(self) -> str:
        """The token."""
        return f"token {self.token}"

    def mark(self) -> bytes:
        """Its label."""
        return f"{_SCHEME}:{self.token}".encode()

    def knows(self, mark: bytes) -> bool:
        """Whether it is the label of this one."""
        return mark == self.mark()

    def make(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
        """In the token, for signatures only."""
        id_ = uuid4()
        with self._session() as session:
            curve = session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
                local=True,
            )
            made, _private = curve.generate_keypair(
                store=True,
                id=id_.bytes,
                label=name,
                private_template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )
            public = serialization.load_der_public_key(encode_ec_public_key(made))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise KeyUnavailableError(f"{name}: the token made no key on an elliptic curve")
        handle = f"{_SCHEME}:{id_.hex}".encode()
        return HeldKey(public, partial(self.open, name, handle)), handle

    def keep(self, name: str, key: ec.EllipticCurvePrivateKey) -> bytes:
        """A key that lay in a file is not one of a token's: it has been elsewhere."""
        raise KeyUnavailableError(f"{name} was made in a file: name a new HUIYIN_CA_DIR for keys in a token")

    def open(self, name: str, handle: bytes) -> Callable[[bytes], bytes]:
        """The token signs; it is asked for the key at each signature."""
        scheme, _colon, id_ = handle.decode("ascii", "replace").partition(":")
        if scheme != _SCHEME:
            raise KeyUnavailableError(f"{name} was not made in a token: name the HUIYIN_CA_DIR of this token")
        return partial(self._sign, name, bytes.fromhex(id_))

    def _sign(self, name: str, id_: bytes, data: bytes) -> bytes:
        with self._session() as session:
            found = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name, id=id_)
            # Hashed here: there are tokens that know ECDSA alone, and all that know more know it too.
            plain = cast(pkcs11.SignMixin, found).sign(
                hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA
            )
        return bytes(encode_ecdsa_signature(plain))

    @contextmanager
    def _session(self) -> Iterator[pkcs11.Session]:
        if self in _refused:
            raise KeyUnavailableError(
                f"token {self.token}: its PIN was wrong and is not tried again: it would lock"
            )
        try:
            yield _open(self)
        except (
            pkcs11.PKCS11Error,
            RuntimeError,
            OSError,
        ) as problem:  # RuntimeError: the library does not load
            with suppress(pkcs11.PKCS11Error, RuntimeError):  # whoever comes next begins anew
                pkcs11.lib(str(self.module)).reinitialize()
            _open.cache_clear()
            if isinstance(problem, pkcs11.PinIncorrect | pkcs11.PinLocked):
                _refused.add(self)
            why = str(problem) or type(problem).__name__
            raise KeyUnavailableError(f"token {self.token} in {self.module}: {why}") from problem


@cache
def _open(keys: TokenKeys) -> pkcs11.Session:
    token = pkcs11.lib(str(keys.module)).get_token(token_label=keys.token)
    return token.open(rw=True, user_pin=keys.pin_file.read_text().strip())
