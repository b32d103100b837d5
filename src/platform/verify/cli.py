"""`huiyin verify FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from .check import BundleReport, describe, verify_bundle
from .pdf import PdfReport, verify_pdf


def run(path: Path, root: Path | None, as_json: bool) -> int:
    """Check the PDF or bundle at `path`, print what was found; 0 when it is valid, 1 when not."""
    data = path.read_bytes()
    root_pem = root.read_bytes() if root else None
    report: BundleReport | PdfReport
    report = verify_bundle(data, root_pem) if data[:2] == b"PK" else verify_pdf(data, root_pem)
    click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1) if as_json else describe(report))
    return 0 if report.ok else 1
