"""What a giver of certificates is to us: the built-in authority, or somebody's whom the law has licensed."""

from typing import Protocol

from pyhanko.sign.timestamps import TimeStamper

from ...signatures.identity import Identity, TrustMaterial


class CertificateSource(Protocol):
    """Gives out the certificates that contracts and evidence are signed with. Asked in the process that signs, where keys are
    made and opened; it can be sent there.

    `notice` is what must be said about the legal weight of such signatures, in Chinese; empty where nothing must.
    """

    @property
    def notice(self) -> str: ...

    def worker(self, name: str, identity_hash: str) -> Identity:
        """A certificate for one signature, whose key is made here and dropped.

        Raises:
            CertificateRefusedError: the authority gives none, or not one of this person.
            KeyUnavailableError: a key is not to be had.
        """
        ...

    def company(self, name: str, uscc: str) -> Identity:
        """A certificate of a company. Raises what `worker` does."""
        ...

    def evidence(self) -> Identity:
        """The certificate that signs manifests and nothing else. Raises what `worker` does."""
        ...

    def trust(self, stamper: TimeStamper, signer: Identity | None = None) -> TrustMaterial:
        """What a verifier needs of what `signer` (else the evidence key) signs and `stamper` stamps: roots, chain and lists.

        Raises:
            CertificateRefusedError: a list is not to be had.
        """
        ...


class CertificateRefusedError(RuntimeError):
    """The authority gave no certificate that we can use; the job asks again later."""
