"""What a rule of the catalogue is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .....platform.i18n import LazyText
from ..findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing the law asks of a contract.

    `code`: its name, for programs; `id`: the rule of the fact sheet it belongs to, such as LC19-1. `since`, `until`: from
    when to when its article reads so (`until` is the last day, None while it is in force). `level`: error, alarm or warning.
    `inputs`: what of the terms it looks at; `beside`: the form field that a finding belongs to. `remedy`: how to mend it,
    with the wording proposed where there is one.

    Its vectors are terms, as texts, that differ from those of a plain lawful contract: for `broken` it speaks, for `kept`,
    as near to that as can be, it does not.
    """

    code: str
    id: str
    article: LazyText
    since: date
    level: str
    inputs: tuple[str, ...]
    beside: str
    message: LazyText
    remedy: LazyText
    broken: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it is to be kept on that day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def finding(self, values: Mapping[str, object], beside: str = "") -> Finding:
        """What it says, its message and remedy filled with `values`; `beside` where it is another field than usual."""
        return Finding(
            self.id,
            self.article,
            self.level,
            beside or self.beside,
            self.message.format(**values),
            self.remedy.format(**values),
            self.code,
        )
