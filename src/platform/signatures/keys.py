"""Private keys that are used and not seen. Where one lies – encrypted in a file, in a token, at a key management service – is
the business of a `Keys`; whoever signs holds something that signs like any other key."""

from collections.abc import Callable
from typing import ClassVar, NoReturn, Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM = "ES256"
"""What our own keys sign with, as RFC 7518 calls it: ECDSA on P-256 with SHA-256."""


class KeyUnavailableError(ValueError):
    """A key is not to be had here: this process has no keys, the wrong one to decrypt them, or its token is away."""


class Keys(Protocol):
    """Where the private keys of an installation lie.

    `lasting`: a key cannot be made for one signature and dropped, so that a company has one for years. `place` says, in errors,
    where they are.
    """

    lasting: ClassVar[bool]

    @property
    def place(self) -> str: ...

    def mark(self) -> bytes:
        """What is left in a folder, so that `knows` can tell whether its keys are of here; nothing secret.

        Raises:
            KeyUnavailableError: it cannot be told now.
        """
        ...

    def knows(self, mark: bytes) -> bool:
        """Whether the mark is of here. No key is opened for that, and nobody asked."""
        ...

    def make(self, name: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
        """A new P-256 key, called `name`, and its handle: what `open` finds it by, and nobody else can use.

        Raises:
            KeyUnavailableError: none can be made now.
        """
        ...

    def keep(self, name: str, key: ec.EllipticCurvePrivateKey) -> bytes:
        """The handle of a key that lay in the open until now.

        Raises:
            KeyUnavailableError: it cannot be taken in here.
        """
        ...

    def open(self, name: str, handle: bytes) -> Callable[[bytes], bytes]:
        """What signs with the key that `handle` names: data → DER of an ECDSA signature with SHA-256.

        Raises:
            KeyUnavailableError: it is not to be had.
        """
        ...


class HeldKey(ec.EllipticCurvePrivateKey):
    """A P-256 key that lies elsewhere, and is fetched (if it ever is) when it signs for the first time."""

    def __init__(
        self, public: ec.EllipticCurvePublicKey, open_: Callable[[], Callable[[bytes], bytes]]
    ) -> None:
        self._public = public
        self._open = open_
        self._sign: Callable[[bytes], bytes] | None = None

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half, for which nothing is opened."""
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        """Its curve."""
        return self._public.curve

    @property
    def key_size(self) -> int:
        """Bits."""
        return self._public.key_size

    def sign(
        self,
        data: "bytes | bytearray | memoryview[int]",
        signature_algorithm: ec.EllipticCurveSignatureAlgorithm,
    ) -> bytes:
        """Sign, by ECDSA with SHA-256 only.

        Raises:
            KeyUnavailableError: the key is not to be had.
        """
        if not isinstance(signature_algorithm.algorithm, hashes.SHA256):
            raise ValueError("our keys sign with SHA-256")
        if self._sign is None:
            self._sign = self._open()
        return self._sign(bytes(data))

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> NoReturn:
        """It signs and does nothing else."""
        raise TypeError("a key for signatures")

    def private_numbers(self) -> NoReturn:
        """Nobody is given the key."""
        raise TypeError("the key stays where it is")

    def private_bytes(
        self,
        encoding: serialization.Encoding,
        format: serialization.PrivateFormat,
        encryption_algorithm: serialization.KeySerializationEncryption,
    ) -> NoReturn:
        """Nobody is given the key."""
        raise TypeError("the key stays where it is")

    def __copy__(self) -> "HeldKey":
        return self

    def __deepcopy__(self, memo: object) -> "HeldKey":
        return self


def signing_with(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Signatures by a key that is in memory."""
    return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
