"""What a maker of signatures is to us: our own certificates, or a licensed provider's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ...documents.blocks import PLAIN_PAPER, Document, Letterhead
from ...documents.render import Anchor
from ...signatures.identity import TrustMaterial
from ...signatures.parties import Parties


@dataclass(frozen=True, slots=True)
class CandidateSignature:
    """What the candidate's signature is made of; `identity_hash` is a keyed hash of their document's number."""

    name: str
    identity_hash: str
    drawing_svg: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class CompanySeal:
    """Whose seal it is and how it looks: drawn with `kind` and the registered `serial`, or as `SealLook` says."""

    company: str
    uscc: str
    kind: str
    serial: str
    sealed_at: datetime
    holder: str = ""
    scan: bytes = b""


@dataclass(frozen=True, slots=True)
class PreparedContract:
    """A PDF ready to be signed."""

    pdf: bytes
    anchors: tuple[Anchor, ...]


class SignerProvider(Protocol):
    """Makes contracts and their signatures. `notice` is what must be said about their legal weight, `alg` what they are made
    with: `ES256` as RFC 7518 has it, `SM2` (GB/T 32918) or whatever else a provider signs with."""

    alg: str

    @property
    def notice(self) -> str: ...

    async def prepare(
        self,
        document: Document,
        parties: Parties,
        issued_at: datetime,
        letterhead: Letterhead = PLAIN_PAPER,
        *,
        hand_seam: bool = False,
    ) -> PreparedContract:
        """Set the document on the company's paper, and make the places for the signatures of its parties; with `hand_seam`
        the employee's runs over the seam of all pages too."""
        ...

    async def sign_candidate(self, pdf: bytes, signature: CandidateSignature) -> bytes:
        """Put the candidate's signature on, time-stamped.

        Raises:
            PartyMismatchError: the document names somebody else.
        """
        ...

    async def seal_company(self, pdf: bytes, seal: CompanySeal) -> bytes:
        """Put the company's signature and seal on, time-stamped, with long-term validation data.

        Raises:
            PartyMismatchError: the document names another employer.
        """
        ...

    async def evidence_report(self, document: Document, issued_at: datetime) -> bytes:
        """Set the report that goes into the evidence bundle."""
        ...

    async def renew_stamp(self, pdf: bytes) -> bytes:
        """Put one more archive time stamp over a finished contract.

        Raises:
            StampLostError: the last one does not hold any more.
        """
        ...

    async def sign_manifest(self, manifest: bytes) -> bytes:
        """Put the platform's evidence signature over a bundle's manifest: CMS, detached, time-stamped (DER)."""
        ...

    async def trust(self) -> TrustMaterial:
        """What a verifier needs."""
        ...
