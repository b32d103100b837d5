"""`huiyin verify FILE`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from .bundle import BundleReport, verify_bundle
from .pdf import PdfReport, verify_pdf


def run(file: Path, root: Path | None, as_json: bool) -> int:
    """Check `file`, print what was found; 0 when it is valid, 1 when not."""
    data = file.read_bytes()
    root_pem = root.read_bytes() if root else None
    report: BundleReport | PdfReport
    report = (
        verify_bundle(data, root_pem)
        if data[:2] == b"PK"
        else verify_pdf(data, root_pem)
    )
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    else:
        _print(report)
    return 0 if report.ok else 1


def _print(report: BundleReport | PdfReport) -> None:
    pdf = report.pdf if isinstance(report, BundleReport) else report
    click.echo("✓ 有效" if report.ok else "✗ 无效")
    if isinstance(report, BundleReport):
        click.echo(f"  事件链：{report.events} 个事件")
    for signature in pdf.signatures if pdf is not None else ():
        mark = "✓" if signature.valid and signature.trusted else "✗"
        words = "；".join(signature.problems) or "完整、可信"
        click.echo(
            f"  {mark} {signature.label} {signature.signer} {signature.stamped_at} {words}"
        )
    problems = list(report.problems)
    if isinstance(report, BundleReport) and pdf is not None:
        problems += pdf.problems
    for problem in problems:
        click.echo(f"  ✗ {problem}")
    if not report.anchored:
        click.echo(
            "  ! 没有指定根证书（--root）：只证明文件自签署后未被改动，不证明签发者是谁"
        )
