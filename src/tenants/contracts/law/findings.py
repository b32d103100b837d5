"""What a check found."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `level` error blocks, warning asks to look again; `field` is the form field it belongs beside."""

    rule: str
    article: str
    level: str
    field: str
    message: str
    remedy: str

    def to_json(self) -> dict[str, Any]:
        """For storage with the contract."""
        return asdict(self)


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that stop a contract."""
    return [finding for finding in findings if finding.level == "error"]
