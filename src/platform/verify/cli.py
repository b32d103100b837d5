"""`huiyin verify FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from .anchor import AnchorReport, verify_anchor
from .check import BundleReport, describe, verify_bundle
from .pdf import PdfReport, verify_pdf
from .trust import EXIT_CODES


def run(path: Path, root_pem: bytes | None, as_json: bool) -> int:
    """Check the PDF, bundle or anchor at `path`, print what was found.

    0: valid, and a given root vouches for it. 1: not valid. 2: whole, but nobody known vouches for it.
    """
    data = path.read_bytes()
    if data[:1] == b"{":
        return _anchor(verify_anchor(data, None, root_pem), as_json=as_json)
    report: BundleReport | PdfReport
    report = verify_bundle(data, root_pem) if data[:2] == b"PK" else verify_pdf(data, root_pem)
    said = asdict(report) | {"verdict": report.verdict, "ok": report.ok}
    click.echo(json.dumps(said, ensure_ascii=False, indent=1) if as_json else describe(report))
    return EXIT_CODES[report.verdict]


def _anchor(report: AnchorReport, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps(asdict(report) | {"ok": report.ok}, ensure_ascii=False, indent=1))
    elif report.stamped_at is not None:
        click.echo(f"✓ 有效\n  企业 {report.tenant}\n  第 {report.seq} 个事件，哈希 {report.hash}")
        click.echo(f"  时间戳 {report.stamped_at.isoformat()}：当时事件链止于此")
    else:
        click.echo(f"✗ 无效\n  ✗ {report.why}")
    return 0 if report.ok else 1
