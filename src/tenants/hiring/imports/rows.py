"""One row, read: what it says, and what is wrong with it in plain words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from ....platform.formats import FormatError
from ....platform.i18n import gettext as _
from .cells import Row, column_letter, text_of
from .headings import LABELS, Tab

T = TypeVar("T")
_LINE, _TEXT = 60, 2_000  # signs: what fits a list, a message and a database index; what fits a note


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one cell, in plain words; an error keeps the row out, a warning only the value."""

    level: str
    column: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of the people tab. verdict: person, duplicate or faulty."""

    row: Row
    verdict: str
    findings: tuple[Finding, ...]
    name: str = ""
    phone: str = ""
    email: str | None = None
    vacancy: str = ""
    department: str = ""
    kind: str = ""
    location: str = ""
    source: str = ""
    applied_on: date | None = None
    pay_low: Decimal | None = None
    pay_high: Decimal | None = None
    available_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of the score tab. verdict: scorecard, duplicate or faulty."""

    row: Row
    verdict: str
    findings: tuple[Finding, ...]
    name: str = ""
    phone: str = ""
    vacancy: str = ""
    round: str = ""
    interviewer: str = ""
    held_at: datetime | None = None
    scores: dict[str, Decimal | None] = field(default_factory=dict)
    note: str = ""
    conclusion: str = ""


class Reader:
    """Reads one row's cells and notes what is wrong with them."""

    def __init__(self, tab: Tab, row: Row) -> None:
        self.tab = tab
        self._row = row
        self.findings: list[Finding] = []

    def raw(self, name: str) -> Any:
        """The cell of a field as it is; None where it has no column."""
        index = self.tab.index_of(name)
        return None if index is None else self._row.cell(index)

    def text(self, name: str) -> str:
        """The cell of a field as text."""
        return text_of(self.raw(name))

    def line(self, name: str) -> str:
        """A field of one line, cut with a warning where it is far too long."""
        return self._cut(name, " ".join(self.text(name).split()), _LINE)

    def prose(self, name: str) -> str:
        """A field of free text, cut with a warning where it is far too long."""
        return self._cut(name, self.text(name), _TEXT)

    def _cut(self, name: str, text: str, most: int) -> str:
        if len(text) > most:
            self.warn(name, _("太长，只保留前 {most} 个字").format(most=most))
        return text[:most]

    def warn(self, name: str, message: str) -> None:
        """The row comes in, but a person should know."""
        self._note("warning", name, message)

    def refuse(self, name: str, message: str) -> None:
        """The row cannot come in."""
        self._note("error", name, message)

    def tell(self, name: str, message: str) -> None:
        """Nothing is wrong; it explains what becomes of the row."""
        self._note("info", name, message)

    def _note(self, level: str, name: str, message: str) -> None:
        index = self.tab.index_of(name)
        letter = column_letter(index) if index is not None else ""
        said = _("{field}：{wrong}").format(field=_(LABELS[name]), wrong=message)
        self.findings.append(Finding(level, letter, said, self.text(name)[:200]))

    def optional(self, name: str, parse: Callable[[Any], T]) -> T | None:
        """The parsed value; blank gives None, unreadable gives None with a warning."""
        if not self.text(name):
            return None
        try:
            return parse(self.raw(name))
        except FormatError as wrong:
            self.warn(name, _("{problem}，已留空").format(problem=str(wrong).rstrip("。")))
            return None

    @property
    def faulty(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)
