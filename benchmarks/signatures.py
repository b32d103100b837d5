"""sign_contract: what both signatures of a contract of eight pages cost one core, beside pyHanko's stock signer."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

import msgspec
from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from huiyin.platform.documents.blocks import Paragraph, SignArea
from huiyin.platform.documents.pictures import layout_of
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.documents.render import Rendered, render
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.certificates.embedded import EmbeddedCertificates
from huiyin.platform.providers.signer.embedded import Authority, EmbeddedSigner
from huiyin.platform.providers.signer.port import CandidateSignature, CompanySeal
from huiyin.platform.signatures.fields import prepare
from huiyin.platform.signatures.handwriting import sanitise, to_svg
from huiyin.platform.signatures.identity import Identity
from huiyin.platform.signatures.parties import Parties
from huiyin.platform.signatures.places import CANDIDATE, COMPANY
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.support.authorities import authority_in, keys_in

from .documents import a_contract
from .harness import Bench, Figure, median_cpu_ms

P = ParamSpec("P")
R = TypeVar("R")

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PARTIES = Parties("张𬭎", "0" * 32, "杭州云栖星河科技有限公司", "91330106MA2KXY8B2Q")
_PAGES, _ASKED_MS = 8, 200.0
_DRAWING = to_svg(
    sanitise([[[40 + k * 62 + i * 3, 60 + (i * (k + 3)) % 45] for i in range(24)] for k in range(3)])
)
_SIGNATURE = CandidateSignature(PARTIES.worker, PARTIES.worker_hash, _DRAWING, NOW)
_SEAL = CompanySeal(PARTIES.employer, PARTIES.employer_code, "合同专用章", "3301060123456", NOW)


class LocalStamper(TimeStamper):
    """Time stamps of an authority in this process."""

    def __init__(self, authority: TimeStampAuthority) -> None:
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.respond(req.dump()))


def sign_contract(bench: Bench) -> list[Figure]:
    """CPU time of the whole: from the two PDFs that the jobs read to the two they store, with seal, 骑缝章, validation data
    and archive time stamp. The authority for time stamps is asked over HTTP, as always, and runs in the same process: what
    it does, five times for a contract, is counted too."""
    runs, warm = bench.of(9, 1), bench.of(True, False)
    made = _eight_pages()
    ready = prepare(made.pdf, made.anchors, PARTIES)
    with TemporaryDirectory() as folder, _stamping(Path(folder)) as authority:
        signer = EmbeddedSigner(authority, _Here())
        ours = median_cpu_ms(lambda: asyncio.run(_sign(signer, ready)), runs, warm=warm)
        theirs = median_cpu_ms(lambda: _stock(ready, authority), runs, warm=warm)
    stock = "pyHanko's stock signer, two B-T signatures, no seal, no LTV"
    return [
        Figure("sign_contract", ours, "ms CPU", stock, theirs),
        Figure("sign_contract_asked", ours, "ms CPU", "what is asked of one core", _ASKED_MS),
    ]


def _eight_pages() -> Rendered:
    """A contract with as much more text as it takes."""
    contract = a_contract()
    text = [one for one in contract.blocks if isinstance(one, Paragraph)]
    signs = next(place for place, one in enumerate(contract.blocks) if isinstance(one, SignArea))
    for more in range(5 * len(text)):
        longer = (*contract.blocks[:signs], *(text * 5)[:more], *contract.blocks[signs:])
        made = render(msgspec.structs.replace(contract, blocks=longer), NOW)
        if layout_of(made.pdf, CANDIDATE).pages == _PAGES:
            return made
    raise ValueError(f"no contract has {_PAGES} pages")


class _Here(RenderPool):
    """Works in this process, whose time is measured."""

    async def run(self, timeout: float, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:  # noqa: ASYNC109
        return await asyncio.to_thread(work, *args, **kwargs)


async def _sign(signer: EmbeddedSigner, pdf: bytes) -> bytes:
    return await signer.seal_company(await signer.sign_candidate(pdf, _SIGNATURE), _SEAL)


@contextmanager
def _stamping(folder: Path) -> Iterator[Authority]:
    """A certificate authority whose authority for time stamps answers over HTTP."""
    answer = TimeStampAuthority(authority_in(folder)).respond

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            token = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(token)

        def log_message(self, *args: object) -> None:
            """The table is the only thing that is said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            certificates = EmbeddedCertificates(folder, keys_in(folder))
            yield Authority(certificates, f"http://127.0.0.1:{server.server_port}/")
        finally:
            server.shutdown()


def _stock(pdf: bytes, vouching: Authority) -> bytes:
    for field in (CANDIDATE, COMPANY):
        signer = _simple(vouching.certificates.worker("stock", "0" * 32))
        metadata = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signing = signers.PdfSigner(metadata, signer=signer, timestamper=vouching.stamper())
        pdf = signing.sign_pdf(writer).getvalue()
    return pdf


def _simple(identity: Identity) -> signers.SimpleSigner:
    encoding, form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    key = identity.key.private_bytes(encoding, form, serialization.NoEncryption())
    chain = [x509.Certificate.load(item.public_bytes(encoding)) for item in identity.chain]
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(identity.certificate.public_bytes(encoding)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore.from_certs(chain),
    )
