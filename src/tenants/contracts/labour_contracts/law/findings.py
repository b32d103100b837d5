"""What a check found."""

from dataclasses import dataclass
from typing import Any

from .....platform.i18n import LazyText

LEVELS = ("error", "alarm", "warning")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `field` is the form field it belongs beside, `code` its rule in the catalogue.

    `level`: error blocks; an alarm is urgent and never blocks the contract that mends it; a warning asks to look again.
    It is kept with the contract in the words it was said in; whoever looks later reads it in their language.
    """

    rule: str
    article: LazyText
    level: str
    field: str
    message: LazyText
    remedy: LazyText
    code: str = ""

    @property
    def rank(self) -> int:
        """Where it stands in a list: what blocks comes first."""
        return LEVELS.index(self.level)

    def to_json(self) -> dict[str, Any]:
        """For storage with the contract."""
        return {
            "rule": self.rule,
            "code": self.code,
            "article": self.article.to_json(),
            "level": self.level,
            "field": self.field,
            "message": self.message.to_json(),
            "remedy": self.remedy.to_json(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        """What `to_json` gave; what was kept before there was a catalogue has no code."""
        article, message, remedy = (
            LazyText.from_json(kept[name]) for name in ("article", "message", "remedy")
        )
        return cls(kept["rule"], article, kept["level"], kept["field"], message, remedy, kept.get("code", ""))


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that stop a contract."""
    return [finding for finding in findings if finding.level == "error"]
