"""The built-in signer: own certificate authority, RFC 3161 time stamps by settings, work in processes of their own."""

import io
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from ...clock import BEIJING
from ...documents.blocks import PLAIN_PAPER, Document, Letterhead
from ...documents.pool import RenderPool
from ...documents.render import render
from ...signatures.authority import CertificateAuthority
from ...signatures.fields import prepare
from ...signatures.seal import seal_svg
from ...signatures.sign import Imprint, seal_as_company, sign_as_candidate
from ..timestamp.rfc3161 import HttpTimeStamper
from .port import CandidateSignature, CompanySeal, PreparedContract, TrustMaterial

_SECONDS = 30.0


class EmbeddedSigner:
    """Signatures that can be verified, by certificates that nobody but this installation vouches for."""

    notice = "测试/演示：本合同由自建证书签署，签发者不是依法设立的电子认证服务提供者。"

    def __init__(self, ca_folder: Path, tsa_url: str, pool: RenderPool, fonts: Path | None = None) -> None:
        self._authority = CertificateAuthority.open(ca_folder)
        self._folder = ca_folder
        self._tsa_url = tsa_url
        self._pool = pool
        self._fonts = fonts

    async def prepare(
        self, document: Document, issued_at: datetime, letterhead: Letterhead = PLAIN_PAPER
    ) -> PreparedContract:
        """Set and prepare in a worker process."""
        return await self._pool.run(_SECONDS, _prepare, document, issued_at, self._fonts, letterhead)

    async def sign_candidate(self, pdf: bytes, signature: CandidateSignature) -> bytes:
        """One certificate for this one signature; its key is dropped with the process's memory of it."""
        return await self._pool.run(_SECONDS, _candidate, pdf, signature, self._folder, self._tsa_url)

    async def seal_company(self, pdf: bytes, seal: CompanySeal) -> bytes:
        """A certificate of the company for this one sealing: no company key lies about."""
        return await self._pool.run(_SECONDS, _company, pdf, seal, self._folder, self._tsa_url, self._fonts)

    async def evidence_report(self, document: Document, issued_at: datetime) -> bytes:
        """Set the report."""
        return (await self._pool.run(_SECONDS, render, document, issued_at, self._fonts)).pdf

    def trust(self) -> TrustMaterial:
        """Root, chain and fresh revocation lists."""
        authority = self._authority
        return TrustMaterial(authority.root_pem, authority.chain_pem, authority.crls())


def _prepare(
    document: Document, issued_at: datetime, fonts: Path | None, letterhead: Letterhead
) -> PreparedContract:
    made = render(document, issued_at, fonts, letterhead)
    pages = int(PdfFileReader(io.BytesIO(made.pdf)).root["/Pages"]["/Count"])
    return PreparedContract(prepare(made.pdf, made.anchors, pages), made.anchors)


def _candidate(pdf: bytes, signature: CandidateSignature, folder: Path, tsa_url: str) -> bytes:
    identity = CertificateAuthority.open(folder).issue_signer(signature.name, signature.identity_hash)
    moment = signature.signed_at.astimezone(BEIJING)
    return sign_as_candidate(
        pdf,
        signature.name,
        identity,
        signature.drawing_svg,
        moment,
        HttpTimeStamper(tsa_url),
    )


def _company(pdf: bytes, seal: CompanySeal, folder: Path, tsa_url: str, fonts: Path | None) -> bytes:
    authority = CertificateAuthority.open(folder)
    identity = authority.issue_organisation(seal.company, seal.uscc)
    picture = seal_svg(seal.company, seal.kind, seal.serial, fonts)
    moment = seal.sealed_at.astimezone(BEIJING)
    stamper = HttpTimeStamper(tsa_url)
    return seal_as_company(pdf, seal.company, identity, Imprint(picture, moment), stamper, authority.crls())
