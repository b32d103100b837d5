"""Signatures made here, in a process of their own: with certificates from wherever the installation has them, and RFC 3161
time stamps by settings."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...clock import BEIJING
from ...documents.blocks import PLAIN_PAPER, Document, Letterhead
from ...documents.pool import RenderPool
from ...documents.render import render
from ...signatures.fields import prepare
from ...signatures.identity import TrustMaterial
from ...signatures.keys import ALGORITHM
from ...signatures.manifest import sign_manifest
from ...signatures.parties import Parties, require_employer, require_worker
from ...signatures.renew import renew_stamp
from ...signatures.seal import SealLook, seal_picture
from ...signatures.sign import Imprint, seal_as_company, sign_as_candidate
from ..certificates.port import CertificateSource
from ..timestamp.rfc3161 import HttpTimeStamper
from .port import CandidateSignature, CompanySeal, PreparedContract

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Authority:
    """Who vouches for the signatures: where certificates come from, and the address of the authority for time stamps.

    It goes to the process that signs, and only there are keys made and opened.
    """

    certificates: CertificateSource
    tsa_url: str

    def stamper(self) -> HttpTimeStamper:
        """A client of the authority for time stamps."""
        return HttpTimeStamper(self.tsa_url)


class EmbeddedSigner:
    """Signatures that can be verified; what they weigh depends on who gives out the certificates."""

    alg = ALGORITHM

    def __init__(self, authority: Authority, pool: RenderPool, fonts: Path | None = None) -> None:
        self._authority = authority
        self._pool = pool
        self._fonts = fonts

    @property
    def notice(self) -> str:
        """As the source of the certificates says."""
        return self._authority.certificates.notice

    async def prepare(
        self,
        document: Document,
        parties: Parties,
        issued_at: datetime,
        letterhead: Letterhead = PLAIN_PAPER,
        *,
        hand_seam: bool = False,
    ) -> PreparedContract:
        """Set and prepare in a worker process."""
        return await self._pool.run(
            _SECONDS, _prepare, document, parties, issued_at, self._fonts, letterhead, hand_seam
        )

    async def sign_candidate(self, pdf: bytes, signature: CandidateSignature) -> bytes:
        """One certificate for this one signature; its key is dropped with the process's memory of it."""
        return await self._pool.run(_SECONDS, _candidate, pdf, signature, self._authority)

    async def seal_company(self, pdf: bytes, seal: CompanySeal) -> bytes:
        """With a certificate of the company."""
        return await self._pool.run(_SECONDS, _company, pdf, seal, self._authority, self._fonts)

    async def evidence_report(self, document: Document, issued_at: datetime) -> bytes:
        """Set the report."""
        return (await self._pool.run(_SECONDS, render, document, issued_at, self._fonts)).pdf

    async def renew_stamp(self, pdf: bytes) -> bytes:
        """One more archive time stamp."""
        return await self._pool.run(_SECONDS, _renew, pdf, self._authority)

    async def sign_manifest(self, manifest: bytes) -> bytes:
        """With the evidence key, which signs nothing else."""
        return await self._pool.run(_SECONDS, _manifest, manifest, self._authority)

    async def trust(self) -> TrustMaterial:
        """Root, chain and fresh revocation lists."""
        return await self._pool.run(_SECONDS, _trust, self._authority)


def _prepare(
    document: Document,
    parties: Parties,
    issued_at: datetime,
    fonts: Path | None,
    letterhead: Letterhead,
    hand_seam: bool,
) -> PreparedContract:
    made = render(document, issued_at, fonts, letterhead)
    return PreparedContract(prepare(made.pdf, made.anchors, parties, hand_seam=hand_seam), made.anchors)


def _candidate(pdf: bytes, signature: CandidateSignature, authority: Authority) -> bytes:
    require_worker(pdf, signature.name, signature.identity_hash)
    identity = authority.certificates.worker(signature.name, signature.identity_hash)
    moment = signature.signed_at.astimezone(BEIJING)
    return sign_as_candidate(
        pdf,
        signature.name,
        identity,
        signature.drawing_svg,
        moment,
        authority.stamper(),
    )


def _renew(pdf: bytes, authority: Authority) -> bytes:
    stamper = authority.stamper()
    trust = authority.certificates.trust(stamper)
    return renew_stamp(pdf, stamper, trust.root_pem, trust.chain_pem, trust.crls)


def _trust(authority: Authority) -> TrustMaterial:
    return authority.certificates.trust(authority.stamper())


def _company(pdf: bytes, seal: CompanySeal, authority: Authority, fonts: Path | None) -> bytes:
    require_employer(pdf, seal.company, seal.uscc)
    stamper = authority.stamper()
    identity = authority.certificates.company(seal.company, seal.uscc)
    trust = authority.certificates.trust(stamper, identity)
    look = SealLook(seal.company, seal.kind, seal.serial, seal.holder, seal.scan)
    imprint = Imprint(seal_picture(look, fonts), seal.sealed_at.astimezone(BEIJING))
    return seal_as_company(pdf, seal.company, identity, imprint, stamper, trust)


def _manifest(manifest: bytes, authority: Authority) -> bytes:
    return asyncio.run(sign_manifest(manifest, authority.certificates.evidence(), authority.stamper()))
