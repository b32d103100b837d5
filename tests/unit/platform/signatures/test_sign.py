"""What the signatures allow after them, how fast they are made, and the signer in its processes."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.certificates.embedded import EmbeddedCertificates
from huiyin.platform.providers.signer.embedded import Authority, EmbeddedSigner
from huiyin.platform.providers.signer.port import CandidateSignature, CompanySeal
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.signatures.handwriting import sanitise, to_svg
from huiyin.platform.verify.pdf import verify_pdf
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.support.authorities import authority_in, keys_in

from ..signing_kit import (
    COMPANY,
    ISSUED,
    PARTIES,
    USCC,
    WORKER,
    SignedContract,
    contract_document,
    pages_of,
    strokes,
)


def test_places_are_made_before_anyone_signs(signed_contract: SignedContract) -> None:
    form = PdfFileReader(io.BytesIO(signed_contract.prepared)).root["/AcroForm"]["/Fields"]
    names = [str(field.get_object()["/T"]) for field in form]
    pages = pages_of(signed_contract.prepared)
    assert pages > 1
    slices = [f"seam_{number:02d}" for number in range(1, pages + 1)]
    assert sorted(names) == sorted(["candidate_sign", "company_seal", *slices])


def test_candidate_certifies_and_company_locks(signed_contract: SignedContract) -> None:
    first, second = PdfFileReader(io.BytesIO(signed_contract.final)).embedded_regular_signatures
    assert first.docmdp_level.name == "FILL_FORMS"
    assert second.docmdp_level.name == "NO_CHANGES"
    assert first.sig_object["/SubFilter"] == second.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


async def test_the_embedded_signer_end_to_end(tmp_path: Path) -> None:
    authority = authority_in(tmp_path)
    pool = RenderPool(1)
    try:
        with _tsa(authority) as url:
            certificates = EmbeddedCertificates(tmp_path, keys_in(tmp_path))
            signer = EmbeddedSigner(Authority(certificates, url), pool)
            assert "测试/演示" in signer.notice
            prepared = await signer.prepare(contract_document(), PARTIES, ISSUED)
            drawing = to_svg(sanitise(strokes()))
            mine = CandidateSignature(WORKER, "ab" * 16, drawing, ISSUED)
            signed = await signer.sign_candidate(prepared.pdf, mine)
            seal = CompanySeal(COMPANY, USCC, "合同专用章", "3301060123456", ISSUED)
            final = await signer.seal_company(signed, seal)
            trust = await signer.trust()
    finally:
        pool.close()
    report = verify_pdf(final, trust.root_pem)
    assert report.ok, report
    assert report.valid_signatures == 2


@contextmanager
def _tsa(authority: CertificateAuthority) -> Iterator[str]:
    service = TimeStampAuthority(authority)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = service.respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
