"""`huiyin verify FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from .anchor import AnchorReport, verify_anchor
from .check import BundleReport, describe, verify_bundle
from .pdf import PdfReport, verify_pdf


def run(path: Path, root: Path | None, as_json: bool) -> int:
    """Check the PDF, bundle or anchor at `path`, print what was found; 0 when it is valid, 1 when not."""
    data = path.read_bytes()
    root_pem = root.read_bytes() if root else None
    if data[:1] == b"{":
        return _anchor(verify_anchor(data, None, root_pem), as_json=as_json)
    report: BundleReport | PdfReport
    report = verify_bundle(data, root_pem) if data[:2] == b"PK" else verify_pdf(data, root_pem)
    click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1) if as_json else describe(report))
    return 0 if report.ok else 1


def _anchor(report: AnchorReport, *, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps(asdict(report) | {"ok": report.ok}, ensure_ascii=False, indent=1))
    elif report.stamped_at is not None:
        click.echo(f"✓ 有效\n  企业 {report.tenant}\n  第 {report.seq} 个事件，哈希 {report.hash}")
        click.echo(f"  时间戳 {report.stamped_at.isoformat()}：当时事件链止于此")
    else:
        click.echo(f"✗ 无效\n  ✗ {report.why}")
    return 0 if report.ok else 1
