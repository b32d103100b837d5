"""From cells to candidates and scorecards, or to the reason why not. Pure: reads nothing and writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from ...platform.formats import FormatError
from ...platform.formats.contact import mobile_doubtful, parse_email, parse_mobile
from ...platform.formats.dates import parse_date, parse_moment
from ...platform.formats.money import parse_pay
from ...platform.formats.names import parse_name, same_name
from ...platform.i18n import gettext as _
from .headings import LABELS, Column, Tab, understand
from .scores import parse_score
from .workbook import Row, Sheet, column_letter, text_of

T = TypeVar("T")
NameOf = Callable[[str], str | None]


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
    post: str = ""
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
    post: str = ""
    round: str = ""
    interviewer: str = ""
    held_at: datetime | None = None
    scores: dict[str, Decimal | None] = field(default_factory=dict)
    note: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do."""

    tabs: tuple[Tab, ...]
    people: tuple[PersonRow, ...]
    scores: tuple[ScoreRow, ...]

    @property
    def blocked(self) -> bool:
        """Whether a required column is missing or claimed twice."""
        kinds = {tab.kind for tab in self.tabs}
        return "people" not in kinds or any(tab.missing or tab.ambiguous for tab in self.tabs)

    def counts(self) -> dict[str, int]:
        """people + duplicates + faulty = rows, and likewise for the scores."""
        people = [row.verdict for row in self.people]
        scores = [row.verdict for row in self.scores]
        return {
            "rows": len(people),
            "people": people.count("person"),
            "duplicates": people.count("duplicate"),
            "faulty": people.count("faulty"),
            "score_rows": len(scores),
            "scorecards": scores.count("scorecard"),
            "score_duplicates": scores.count("duplicate"),
            "score_faulty": scores.count("faulty"),
            "warnings": sum(map(_warned, self.people)) + sum(map(_warned, self.scores)),
        }


def _warned(row: PersonRow | ScoreRow) -> bool:
    return row.verdict != "faulty" and any(finding.level == "warning" for finding in row.findings)


class _Reader:
    """Reads one row's cells and notes what is wrong with them."""

    def __init__(self, tab: Tab, row: Row) -> None:
        self._tab = tab
        self._row = row
        self.findings: list[Finding] = []

    def raw(self, field_name: str) -> Any:
        index = self._tab.index_of(field_name)
        return None if index is None else self._row.cell(index)

    def text(self, field_name: str) -> str:
        return text_of(self.raw(field_name))

    def note(self, level: str, field_name: str, message: str) -> None:
        index = self._tab.index_of(field_name)
        letter = column_letter(index) if index is not None else ""
        label = LABELS.get(field_name, field_name)
        self.findings.append(Finding(level, letter, f"{label}：{message}", self.text(field_name)))

    def phone(self) -> str:
        if not self.text("phone"):
            self.note("error", "phone", _("缺少手机号，无法联系候选人"))
            return ""
        try:
            phone = parse_mobile(self.text("phone"))
        except FormatError as wrong:
            self.note("error", "phone", str(wrong))
            return ""
        if mobile_doubtful(phone):
            self.note("warning", "phone", _("号段不常见，请确认能收到短信"))
        return phone

    def name(self) -> str:
        try:
            name, changed = parse_name(self.text("name"))
        except FormatError as wrong:
            self.note("error", "name", str(wrong))
            return ""
        if changed:
            self.note("warning", "name", _("已整理为「{name}」").format(name=name))
        return name

    def optional(self, field_name: str, parse: Callable[[Any], T], unreadable: str) -> T | None:
        """The parsed value; blank gives None, unreadable gives None with a warning."""
        if not self.text(field_name):
            return None
        try:
            return parse(self.raw(field_name))
        except FormatError:
            self.note("warning", field_name, unreadable)
            return None

    @property
    def faulty(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)


def plan_import(sheets: tuple[Sheet, ...], overrides: dict[str, str], known: NameOf) -> ImportPlan:
    """What importing these sheets would do. `known`: phone (E.164) → name of somebody already here."""
    tabs = understand(sheets, overrides)
    plan = ImportPlan(tabs, (), ())
    if plan.blocked:
        return plan
    by_kind = {tab.kind: tab for tab in tabs}
    people = _people(by_kind["people"], known)
    scores: tuple[ScoreRow, ...] = ()
    if "scores" in by_kind:
        names = {row.phone: row.name for row in people if row.verdict != "faulty"}
        scores = _scores(by_kind["scores"], lambda phone: names.get(phone) or known(phone))
    return ImportPlan(tabs, people, scores)


def _people(tab: Tab, known: NameOf) -> tuple[PersonRow, ...]:
    seen: dict[str, tuple[int, str]] = {}
    rows: list[PersonRow] = []
    for row in tab.rows:
        read = _person(tab, row, seen, known)
        rows.append(read)
        if read.verdict == "person":
            seen[read.phone] = (row.number, read.name)
    return tuple(rows)


def _person(tab: Tab, row: Row, seen: dict[str, tuple[int, str]], known: NameOf) -> PersonRow:
    reader = _Reader(tab, row)
    name, phone, post = reader.name(), reader.phone(), reader.text("post")
    if not post:
        reader.note("error", "post", _("缺少应聘岗位"))
    verdict = "person"
    if name and phone:
        verdict = _twin(reader, name, phone, seen, known)
    email = reader.optional("email", parse_email_cell, _("无法识别，已留空"))
    applied_on = reader.optional("applied_on", parse_date, _("日期无法识别，已留空"))
    available_on = reader.optional("available_on", parse_date, _("日期无法识别，已留空"))
    pay = reader.optional("pay", parse_pay_cell, _("无法识别，已留空"))
    return PersonRow(
        row=row,
        verdict="faulty" if reader.faulty else verdict,
        findings=tuple(reader.findings),
        name=name,
        phone=phone,
        email=email,
        post=post,
        department=reader.text("department"),
        kind=reader.text("kind"),
        location=reader.text("location"),
        source=reader.text("source"),
        applied_on=applied_on,
        pay_low=pay[0] if pay else None,
        pay_high=pay[1] if pay else None,
        available_on=available_on,
        note=reader.text("note"),
    )


def _twin(
    reader: _Reader,
    name: str,
    phone: str,
    seen: dict[str, tuple[int, str]],
    known: NameOf,
) -> str:
    """person or duplicate; notes an error where a phone number belongs to somebody of another name."""
    number, other = seen.get(phone, (0, known(phone) or ""))
    if not other:
        return "person"
    if same_name(name, other):
        where = _("与第 {row} 行重复").format(row=number) if number else _("此人已在系统中")
        reader.note("info", "phone", where)
        return "duplicate"
    if number:
        message = _("与第 {row} 行「{name}」的手机号相同，但姓名不同").format(row=number, name=other)
    else:
        message = _("该手机号在系统中属于「{name}」，姓名不同").format(name=other)
    reader.note("error", "phone", message)
    return "faulty"


def _scores(tab: Tab, name_of: NameOf) -> tuple[ScoreRow, ...]:
    seen: dict[tuple[str, str, str, str], int] = {}
    rows: list[ScoreRow] = []
    for row in tab.rows:
        read = _score(tab, row, seen, name_of)
        rows.append(read)
        if read.verdict == "scorecard":
            seen[(read.phone, read.post, read.round, read.interviewer)] = row.number
    return tuple(rows)


def _score(tab: Tab, row: Row, seen: dict[tuple[str, str, str, str], int], name_of: NameOf) -> ScoreRow:
    reader = _Reader(tab, row)
    phone = reader.phone()
    name = _whose(reader, phone, name_of) if phone else ""
    for required, message in (
        ("round", _("缺少面试轮次")),
        ("interviewer", _("缺少面试官")),
    ):
        if not reader.text(required):
            reader.note("error", required, message)
    scores = _values(reader, row, tab.dimensions)
    held_at = reader.optional("held_at", parse_moment, _("时间无法识别，已留空"))
    key = (phone, reader.text("post"), reader.text("round"), reader.text("interviewer"))
    verdict = "scorecard"
    if reader.faulty:
        verdict = "faulty"
    elif key in seen:
        reader.note("info", "interviewer", _("与第 {row} 行是同一份评价").format(row=seen[key]))
        verdict = "duplicate"
    return ScoreRow(
        row=row,
        verdict=verdict,
        findings=tuple(reader.findings),
        name=name,
        phone=phone,
        post=key[1],
        round=key[2],
        interviewer=key[3],
        held_at=held_at,
        scores=scores,
        note=reader.text("note"),
        conclusion=reader.text("conclusion"),
    )


def _whose(reader: _Reader, phone: str, name_of: NameOf) -> str:
    name = name_of(phone)
    if name is None:
        reader.note("error", "phone", _("没有对应的候选人，请先导入或改正候选人的手机号"))
        return ""
    given = reader.text("name")
    if given and not same_name(parse_name_or_text(given), name):
        reader.note(
            "error",
            "name",
            _("该手机号的候选人是「{name}」，姓名不一致").format(name=name),
        )
    return name


def _values(reader: _Reader, row: Row, columns: tuple[Column, ...]) -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {}
    for column in columns:
        cell = row.cell(column.index)
        given = text_of(cell)
        if not given:
            values[column.heading] = None
            message = _("{dimension}：没有打分，需要复核").format(dimension=column.heading)
            reader.findings.append(Finding("warning", column.letter, message))
            continue
        try:
            values[column.heading] = parse_score(given)
        except FormatError as wrong:
            message = f"{column.heading}：{wrong}"
            reader.findings.append(Finding("error", column.letter, message, given))
    if values and all(value is None for value in values.values()):
        reader.findings.append(Finding("error", columns[0].letter, _("一项评分也没有")))
    return values


def parse_email_cell(cell: Any) -> str:
    """An e-mail from a cell."""
    return parse_email(text_of(cell))


def parse_pay_cell(cell: Any) -> tuple[Decimal, Decimal]:
    """Pay from a cell."""
    return parse_pay(text_of(cell))


def parse_name_or_text(text: str) -> str:
    """A tidied name, or the text itself where it is none."""
    try:
        return parse_name(text)[0]
    except FormatError:
        return text
