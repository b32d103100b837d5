"""What a maker of signatures is to us: our own certificates, or a licensed provider's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ...documents.blocks import PLAIN_PAPER, Document, Letterhead
from ...documents.render import Anchor


@dataclass(frozen=True, slots=True)
class CandidateSignature:
    """What the candidate's signature is made of; `identity_hash` is a keyed hash of their document's number."""

    name: str
    identity_hash: str
    drawing_svg: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class CompanySeal:
    """Whose seal it is and how it looks."""

    company: str
    uscc: str
    kind: str
    serial: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class PreparedContract:
    """A PDF ready to be signed."""

    pdf: bytes
    anchors: tuple[Anchor, ...]


class SignerProvider(Protocol):
    """Makes contracts and their signatures. `notice` is what must be said about their legal weight."""

    notice: str

    async def prepare(
        self, document: Document, issued_at: datetime, letterhead: Letterhead = PLAIN_PAPER
    ) -> PreparedContract:
        """Set the document on the company's paper and make the places for the signatures."""
        ...

    async def sign_candidate(self, pdf: bytes, signature: CandidateSignature) -> bytes:
        """Put the candidate's signature on, time-stamped."""
        ...

    async def seal_company(self, pdf: bytes, seal: CompanySeal) -> bytes:
        """Put the company's signature and seal on, time-stamped, with long-term validation data."""
        ...

    async def evidence_report(self, document: Document, issued_at: datetime) -> bytes:
        """Set the report that goes into the evidence bundle."""
        ...

    def trust(self) -> "TrustMaterial":
        """What a verifier needs."""
        ...


@dataclass(frozen=True, slots=True)
class TrustMaterial:
    """Root and chain as PEM, revocation lists as DER."""

    root_pem: bytes
    chain_pem: bytes
    crls: tuple[bytes, ...]
