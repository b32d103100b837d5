"""contract_pdf: our typesetting beside WeasyPrint's. page_picture: a page drawn from the PDF beside one drawn by the
typesetter from its source."""

import logging
from datetime import UTC, datetime
from html import escape
from importlib.resources import files

from huiyin.platform.documents.blocks import Document, Heading, Paragraph
from huiyin.platform.documents.pictures import layout_of
from huiyin.platform.documents.pictures import page_picture as draw
from huiyin.platform.documents.render import font_folder, render, render_pages
from huiyin.platform.signatures.places import CANDIDATE
from huiyin.tenants.contracts.contract_templates.fields import KNOWN
from huiyin.tenants.contracts.contract_templates.markdown import read_markdown
from huiyin.tenants.contracts.contract_templates.merging import Facts, merge

from .harness import Bench, Figure, median_ms

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
_PIXELS, _INCHES = 1080, 8.27  # across a page of A4
_CSS = """@font-face{font-family:S;src:url("%s")}@page{size:A4;margin:2.6cm 2.5cm}
body{font:11.5pt/1.8 S}h1{text-align:center}p{text-indent:2em;margin:.5em 0}"""


def a_contract(most_blocks: int = 1_000) -> Document:
    """A labour contract with its blanks filled; `most_blocks`: so many of its blocks."""
    body = (files("huiyin.tenants.contracts.contract_templates.built_in") / "fixed_tech.md").read_text(
        "utf-8"
    )
    values = dict.fromkeys(KNOWN, "二〇二六年十一月") | {
        "employer.name": "杭州云栖星河科技有限公司",
        "worker.name": "张𬭎",
    }
    title, blocks = merge(
        read_markdown(body), Facts(values, {"hazard.exists": "无", "probation.end": "2027-01-31"})
    )
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
    document = a_contract(bench.of(1_000, 2))
    fonts = FontConfiguration()
    font = next(font_folder().glob("*Serif*.otf")).as_uri()
    css = CSS(string=_CSS % font, font_config=fonts)
    page = _as_html(document)
    warm = bench.of(True, False)
    ours = median_ms(lambda: render(document, NOW), bench.of(9, 1), warm=warm)
    theirs = median_ms(
        lambda: HTML(string=page).write_pdf(stylesheets=[css], font_config=fonts), bench.of(3, 1), warm=warm
    )
    return [Figure("contract_pdf", ours, "ms", "WeasyPrint, the same contract", theirs)]


def page_picture(bench: Bench) -> list[Figure]:
    """One page of a contract, as sharp as a phone shows it."""
    document = a_contract(bench.of(1_000, 2))
    pdf = render(document, NOW).pdf
    pages = layout_of(pdf, CANDIDATE).pages
    runs, warm = bench.of(9, 1), bench.of(True, False)
    ours = median_ms(lambda: draw(pdf, 1, _PIXELS), runs, warm=warm)
    theirs = median_ms(lambda: render_pages(document, NOW, _PIXELS / _INCHES), runs, warm=warm) / pages
    return [Figure("page_picture", ours, "ms", "Typst, a page of the same contract from its source", theirs)]
