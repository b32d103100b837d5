"""contract_pdf: our typesetting beside WeasyPrint's. sign_contract: both signatures beside pyHanko's stock signer."""

import io
import logging
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from huiyin.platform.documents.blocks import Document, Heading, Paragraph
from huiyin.platform.documents.render import Rendered, font_folder, render
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.signatures.authority import CertificateAuthority, Identity
from huiyin.platform.signatures.fields import CANDIDATE, COMPANY, prepare
from huiyin.platform.signatures.handwriting import sanitise, to_svg
from huiyin.platform.signatures.seal import seal_svg
from huiyin.platform.signatures.sign import Imprint, seal_as_company, sign_as_candidate
from huiyin.tenants.contracts.labour_contracts.fields import KNOWN
from huiyin.tenants.contracts.labour_contracts.template import Facts, merge
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .harness import Bench, Figure, median_ms

_NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_CSS = """@font-face{font-family:S;src:url("%s")}@page{size:A4;margin:2.6cm 2.5cm}
body{font:11.5pt/1.8 S}h1{text-align:center}p{text-indent:2em;margin:.5em 0}"""


def _document(most_blocks: int = 1_000) -> Document:
    body = (files("huiyin.tenants.contracts.labour_contracts.templates") / "fixed_tech.md").read_text("utf-8")
    values = dict.fromkeys(KNOWN, "二〇二六年十一月") | {
        "employer.name": "杭州云栖星河科技有限公司",
        "worker.name": "张𬭎",
    }
    title, blocks = merge(body, Facts(values, frozenset({"hazard.none", "probation.enabled"})))
    return Document(
        title,
        "HT-2026-1124-0001",
        "杭州云栖星河科技有限公司",
        blocks[:most_blocks],
        "http://localhost/verify",
    )


def _as_html(document: Document) -> str:
    parts = [f"<h1>{escape(document.title)}</h1>"]
    for block in document.blocks:
        if isinstance(block, Heading):
            parts.append(f"<h3>{escape(block.text)}</h3>")
        elif isinstance(block, Paragraph):
            parts.append("<p>" + "".join(escape(run.text) for run in block.runs) + "</p>")
    return "".join(parts)


def contract_pdf(bench: Bench) -> list[Figure]:
    """The same contract, set by both."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    document = _document(bench.of(1_000, 2))
    fonts = FontConfiguration()
    font = next(font_folder().glob("*Serif*.otf")).as_uri()
    css = CSS(string=_CSS % font, font_config=fonts)
    page = _as_html(document)
    warm = bench.of(True, False)
    ours = median_ms(lambda: render(document, _NOW), bench.of(9, 1), warm=warm)
    theirs = median_ms(
        lambda: HTML(string=page).write_pdf(stylesheets=[css], font_config=fonts), bench.of(3, 1), warm=warm
    )
    return [Figure("contract_pdf", ours, "ms", "WeasyPrint, the same contract", theirs)]


class _Stamper(TimeStamper):
    def __init__(self, authority: TimeStampAuthority) -> None:
        super().__init__()
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.respond(req.dump()))


def sign_contract(bench: Bench) -> list[Figure]:
    """Two signatures with time stamps, seal and validation data, beside two stock signatures with time stamps."""
    runs, warm = bench.of(9, 1), bench.of(True, False)
    made = render(_document(), _NOW)
    pages = int(PdfFileReader(io.BytesIO(made.pdf)).root["/Pages"]["/Count"])
    with TemporaryDirectory() as folder:
        authority = CertificateAuthority.open(Path(folder))
        stamper = _Stamper(TimeStampAuthority(authority))
        ours = median_ms(lambda: _ours(made, pages, authority, stamper), runs, warm=warm)
        theirs = median_ms(lambda: _stock(made, pages, authority, stamper), runs, warm=warm)
    reference = "pyHanko's stock signer, two B-T signatures, no seal, no LTV"
    return [Figure("sign_contract", ours, "ms", reference, theirs)]


def _ours(made: Rendered, pages: int, authority: CertificateAuthority, stamper: TimeStamper) -> bytes:
    drawing = to_svg(
        sanitise([[[40 + k * 62 + i * 3, 60 + (i * (k + 3)) % 45] for i in range(24)] for k in range(3)])
    )
    pdf = prepare(made.pdf, made.anchors, pages)
    pdf = sign_as_candidate(pdf, "张𬭎", authority.issue_signer("张𬭎", "0" * 32), drawing, _NOW, stamper)
    name = "杭州云栖星河科技有限公司"
    identity = authority.issue_organisation(name, "91330106MA2KXY8B1R")
    return seal_as_company(
        pdf,
        name,
        identity,
        Imprint(seal_svg(name, "合同专用章", "3301060123456"), _NOW),
        stamper,
        authority.crls(),
    )


def _stock(made: Rendered, pages: int, authority: CertificateAuthority, stamper: TimeStamper) -> bytes:
    pdf = prepare(made.pdf, made.anchors, pages)
    for field in (CANDIDATE, COMPANY):
        signer = _simple(authority.issue_signer("stock", "0" * 32))
        metadata = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        pdf = signers.PdfSigner(metadata, signer=signer, timestamper=stamper).sign_pdf(writer).getvalue()
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
