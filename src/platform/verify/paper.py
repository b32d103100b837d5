"""A bundle with the scan of a contract that was signed on paper: what it proves, and what it cannot.

There is no electronic signature in it: that two persons looked at the paper is what the chain says, and since then the scan
has not changed.
"""

from collections.abc import Mapping
from typing import Any

SCAN = "scan.pdf"
FILED, COMPLETED = "paper_scan.filed", "contract.completed_on_paper"
NOTE = (
    "纸质合同的扫描件，没有电子签名：签字和盖章在纸上；证明的是扫描件由一人上传、另一人核对，归档后没有改动"
)


def is_paper(manifest: Mapping[str, Any]) -> bool:
    """Whether the signed manifest says so: bundles whose manifest nobody signs are older than contracts on paper."""
    return manifest.get("medium") == "paper" and manifest.get("v") is not None


def check_paper(links: list[dict[str, Any]], final: str) -> list[str]:
    """Find in the chain who uploaded this scan and who checked it: two persons."""
    said = [
        link for link in links if isinstance(link.get("data"), dict) and link["data"].get("document") == final
    ]
    uploaders = {link.get("actor") for link in said if link.get("kind") == FILED}
    checkers = {link.get("actor") for link in said if link.get("kind") == COMPLETED}
    if not uploaders or not checkers:
        return ["事件链中没有这份扫描件的上传，或没有第二个人的核对"]
    return ["扫描件由同一个人上传和核对"] if uploaders & checkers else []
