"""What a check found, and what lets a contract go on in spite of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ....platform.crypto.keyed import sha256_hex
from ....platform.i18n import LazyText

LEVELS = ("error", "alarm", "warning")
REASON, MISREAD, FIGURE = "reason", "misread", "figure"
_FIGURES = ("MIN_WAGE_UNKNOWN", "MIN_WAGE_UNVERIFIED")
_KEY_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `field` is the form field it belongs beside, `code` its rule in the catalogue.

    `level`: error blocks; an alarm is urgent and never blocks the contract that mends it; a warning wants a reason.
    `wording`: it was read in words, which a person may know better, and not computed from a fact; `sentence`: a digest of the
    whole sentence that they stand in.
    It is kept with the contract in the words it was said in; whoever looks later reads it in their language.
    """

    rule: str
    article: LazyText
    level: str
    field: str
    message: LazyText
    remedy: LazyText
    code: str = ""
    wording: bool = False
    sentence: str = ""

    @property
    def rank(self) -> int:
        """Where it stands in a list: what blocks comes first."""
        return LEVELS.index(self.level)

    @property
    def asks(self) -> str:
        """What lets the contract go on: a REASON for a warning; that a ban was MISREAD, which a second person sees; the FIGURE
        that is not known; empty where only mending does, and for an alarm."""
        if self.code in _FIGURES:
            return FIGURE
        if self.level == "warning":
            return REASON
        return MISREAD if self.level == "error" and self.wording else ""

    @property
    def key(self) -> str:
        """By which an answer names it: another where it says something else."""
        said = [self.rule, self.code, self.field, self.message.to_json(), self.sentence]
        return sha256_hex(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())[:_KEY_DIGITS]

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
            "wording": self.wording,
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Finding":
        """What `to_json` gave; what was kept before there was a catalogue has no code."""
        article, message, remedy = (
            LazyText.from_json(kept[name]) for name in ("article", "message", "remedy")
        )
        return cls(
            rule=kept["rule"],
            article=article,
            level=kept["level"],
            field=kept["field"],
            message=message,
            remedy=remedy,
            code=kept.get("code", ""),
            wording=kept.get("wording", False),
            sentence=kept.get("sentence", ""),
        )


def blocking(findings: Sequence[Finding]) -> list[Finding]:
    """Those that stop a contract, whatever is answered."""
    return [finding for finding in findings if finding.level == "error"]
