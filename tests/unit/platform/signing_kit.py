"""Making signed contracts for tests: an authority and a time-stamp service without a network."""

import asyncio
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from huiyin.platform.crypto.chain import GENESIS, event_hash
from huiyin.platform.documents.blocks import (
    Document,
    Filled,
    Heading,
    KeyValues,
    Paragraph,
    Plain,
    SignArea,
    Table,
)
from huiyin.platform.documents.render import Rendered, render
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.signatures.authority import CertificateAuthority, SecondAuthority
from huiyin.platform.signatures.contents import contents_of
from huiyin.platform.signatures.fields import prepare
from huiyin.platform.signatures.handwriting import sanitise, to_svg
from huiyin.platform.signatures.identity import Identity
from huiyin.platform.signatures.manifest import sign_manifest
from huiyin.platform.signatures.parties import Parties
from huiyin.platform.signatures.seal import seal_svg
from huiyin.platform.signatures.sign import Imprint, seal_as_company, sign_as_candidate
from huiyin.platform.verify.bundle import MANIFEST, BundleParts, bundle_files, pack
from huiyin.platform.verify.imprint import imprint_digest
from huiyin.platform.verify.trust import without_loop
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import TimeStamper

from tests.support.authorities import authority_in

COMPANY = "杭州云栖星河人力资源科技有限公司"
USCC = "91330106MA2KXXXX0Q"
WORKER = "张𬭎"  # rarer than certificates' string preparation knows
PARTIES = Parties(WORKER, "ab" * 16, COMPANY, USCC)
ISSUED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class LocalTimeStamper(TimeStamper):
    """Asks the authority in this process."""

    def __init__(self, authority: CertificateAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = TimeStampAuthority(authority)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.respond(req.dump()))


@dataclass(frozen=True, slots=True)
class SignedContract:
    """A contract at each step of its life."""

    rendered: Rendered
    prepared: bytes
    signed: bytes
    final: bytes
    authority: CertificateAuthority
    folder: Path

    @property
    def root_pem(self) -> bytes:
        return self.authority.root_pem

    def bundle(self, final: bytes | None = None) -> bytes:
        files = self.bundle_files(final)
        return pack(files, signature_of(files[MANIFEST], self.authority))

    def bundle_files(self, final: bytes | None = None) -> dict[str, bytes]:
        """What its manifest is made of, and the manifest; `final`: around another contract than this."""
        final = final or self.final
        parts = BundleParts(
            contract=final,
            report=self.rendered.pdf,
            links=chain_of(final, parties=PARTIES.digest, imprint=imprint_digest(final)),
            root_pem=self.authority.root_pem,
            chain_pem=self.authority.chain_pem,
            crls=self.authority.crls(),
            facts={
                "tenant": "t",
                "contract": "c",
                "contract_sha256": hashlib.sha256(final).hexdigest(),
                "employer": COMPANY,
            },
            signed=contents_of(final),
        )
        return bundle_files(parts)


def signature_of(manifest: bytes, authority: CertificateAuthority, by: Identity | None = None) -> bytes:
    """The platform's signature over a manifest, or that of somebody else whom the authority knows."""
    stamper = LocalTimeStamper(authority)
    return without_loop(asyncio.run, sign_manifest(manifest, by or authority.evidence, stamper))


def stamp_of(data: bytes, authority: CertificateAuthority | SecondAuthority) -> bytes:
    """A time-stamp token over `data`."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(data).digest()}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
    answer = tsp.TimeStampResp.load(TimeStampAuthority(authority).respond(request.dump()))
    return bytes(answer["time_stamp_token"].dump())


def contract_document(worker: str = WORKER, clauses: int = 6) -> Document:
    """A short contract with every kind of block."""
    blocks: list[Any] = [
        KeyValues((("甲方（用人单位）", COMPANY), ("统一社会信用代码", USCC), ("乙方（劳动者）", worker)))
    ]
    for number in range(1, clauses + 1):
        runs = (
            Plain(f"{number}.1 本合同自"),
            Filled("2026年12月1日"),
            Plain("起，乙方"),
            Filled(worker),
            Plain("。"),
        )
        blocks += [Heading(f"第{number}条　合同期限"), *(Paragraph(runs) for _ in range(8))]
    blocks.append(Table(("假期", "天数"), (("带薪年休假", "5 天"), ("病假", "据实")), (2, 1)))
    blocks.append(SignArea(COMPANY, worker))
    return Document(
        "劳动合同书", "HT-2026-1124-0001", COMPANY, tuple(blocks), "https://demo.example.test/verify"
    )


def strokes() -> list[list[list[int]]]:
    """Something like a name: two crossing lines and a curve."""
    falling = [[10 + i * 4, 10 + i * 3] for i in range(20)]
    rising = [[10 + i * 4, 70 - i * 3] for i in range(20)]
    curve = [[110 + i * 4, 40 + (i - 10) ** 2 // 4] for i in range(20)]
    return [falling, rising, curve]


def chain_of(final: bytes, **said: str) -> list[dict[str, Any]]:
    """Five events; the third is another person's and carries its hashes only. `said`: what the last one says besides."""
    links, prev = [], GENESIS
    document = hashlib.sha256(final).hexdigest()
    for seq in range(1, 6):
        kind = "contract.sealed" if seq == 5 else "contract.opened"
        body: dict[str, Any] = {"v": 1, "seq": seq, "tenant": "t", "kind": kind, "at": ISSUED.isoformat()}
        body |= {
            "application": "a",
            "contract": "c",
            "data": {"document": document, **said} if seq == 5 else {"页": seq},
        }
        digest = event_hash(prev, body)
        links.append((body if seq != 3 else {"seq": seq}) | {"prev": prev.hex(), "hash": digest.hex()})
        prev = digest
    return links


def sign_whole(
    folder: Path, clauses: int = 6, *, hand_seam: bool = False, trial: bool = False
) -> SignedContract:
    """Set, prepared, signed by the candidate, sealed by the company; the authority lies in `folder`."""
    authority = authority_in(folder)
    made = render(contract_document(clauses=clauses), ISSUED)
    prepared = prepare(made.pdf, made.anchors, replace(PARTIES, trial=trial), hand_seam=hand_seam)
    signed = sign_by_worker(prepared, authority.issue_signer(WORKER, "ab" * 16), authority)
    final = seal_by(signed, authority.issue_organisation(COMPANY, USCC), authority)
    return SignedContract(made, prepared, signed, final, authority, folder)


def sign_by_worker(
    prepared: bytes, identity: Identity, authority: CertificateAuthority, name: str = WORKER
) -> bytes:
    """The worker's signature, with whosever certificate."""
    drawing = to_svg(sanitise(strokes()))
    return sign_as_candidate(prepared, name, identity, drawing, ISSUED, LocalTimeStamper(authority))


def seal_by(signed: bytes, identity: Identity, authority: CertificateAuthority, name: str = COMPANY) -> bytes:
    """The company's seal, with whosever certificate."""
    picture = Imprint(seal_svg(name, "合同专用章", "3301060123456"), ISSUED)
    return seal_as_company(signed, name, identity, picture, LocalTimeStamper(authority), authority.trust())


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])
