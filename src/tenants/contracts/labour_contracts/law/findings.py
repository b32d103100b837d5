"""What a check found."""

from dataclasses import dataclass
from typing import Any

from .....platform.i18n import LazyText


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `level` error blocks, warning asks to look again; `field` is the form field it belongs beside.

    It is kept with the contract in the words it was said in; whoever looks later reads it in their language.
    """

    rule: str
    article: LazyText
    level: str
    field: str
    message: LazyText
    remedy: LazyText

    def to_json(self) -> dict[str, Any]:
        """For storage with the contract."""
        return {
            "rule": self.rule,
            "article": self.article.to_json(),
            "level": self.level,
            "field": self.field,
            "message": self.message.to_json(),
            "remedy": self.remedy.to_json(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        """What `to_json` gave."""
        article, message, remedy = (
            LazyText.from_json(kept[name]) for name in ("article", "message", "remedy")
        )
        return cls(kept["rule"], article, kept["level"], kept["field"], message, remedy)


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that stop a contract."""
    return [finding for finding in findings if finding.level == "error"]
