"""Rows of the score tab: scorecards, or the reason why not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ....platform.formats import FormatError
from ....platform.formats.dates import parse_moment
from ....platform.formats.names import name_key, parse_name, same_name
from ....platform.i18n import gettext as _
from ....platform.i18n import mark
from .cells import Row, text_of
from .headings import Tab
from .people import NameOf, read_phone
from .rows import Finding, PersonRow, Reader, ScoreRow
from .scores import no_score, parse_score
from .words import scale_of

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class People:
    """Whom a score may be about: the people of this sheet and those already here."""

    rows: tuple[PersonRow, ...]
    known: NameOf

    def by_phone(self) -> dict[str, str]:
        """Phone → name of the people of the sheet."""
        return {row.phone: row.name for row in self.rows if row.verdict != "faulty"}

    def by_name(self) -> dict[str, set[str]]:
        """Name → phones: two of one name are two."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            if row.verdict != "faulty":
                found.setdefault(name_key(row.name), set()).add(row.phone)
        return found

    def vacancies(self) -> dict[str, set[str]]:
        """Phone → vacancies applied for."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            if row.verdict != "faulty":
                found.setdefault(row.phone, set()).add(row.vacancy)
        return found


class ScoreTab:
    """The score tab, read row by row beside the people."""

    def __init__(self, tab: Tab, people: People) -> None:
        self._tab = tab
        self._names, self._phones, self._vacancies = people.by_phone(), people.by_name(), people.vacancies()
        self._known = people.known
        self._seen: dict[Key, ScoreRow] = {}

    def read(self) -> tuple[ScoreRow, ...]:
        """Every row."""
        return tuple(map(self._row, self._tab.rows))

    def _row(self, row: Row) -> ScoreRow:
        reader = Reader(self._tab, row)
        phone, name = self._whose(reader)
        vacancy = reader.line("post")
        if phone in self._vacancies and vacancy and vacancy not in self._vacancies[phone]:
            listed = "、".join(sorted(self._vacancies[phone]))
            reader.warn("post", _("与登记的岗位「{post}」不同，记入登记的岗位").format(post=listed))
        round_name = _required(reader, "round", mark("面试"), _("缺少面试轮次"))
        interviewer = _required(reader, "interviewer", mark("未注明"), _("缺少面试官"))
        scores = _values(reader, row)
        read = ScoreRow(
            row=row,
            held_at=reader.optional("held_at", _moment),
            note=reader.prose("note"),
            conclusion=reader.line("conclusion"),
            verdict=self._twin(reader, (phone, vacancy, round_name, interviewer), scores),
            findings=tuple(reader.findings),
            name=name,
            phone=phone,
            vacancy=vacancy,
            round=round_name,
            interviewer=interviewer,
            scores=scores,
        )
        if read.verdict == "scorecard":
            self._seen[phone, vacancy, round_name, interviewer] = read
        return read

    def _twin(self, reader: Reader, key: Key, scores: dict[str, Decimal | None]) -> str:
        before = self._seen.get(key)
        if before is not None and not reader.faulty:
            if before.scores == scores:
                reader.tell("interviewer", _("与第 {row} 行是同一份评价").format(row=before.row.number))
                return "duplicate"
            message = _("与第 {row} 行是同一位面试官的同一轮评价，但分数不同，请确认以哪份为准")
            reader.refuse("interviewer", message.format(row=before.row.number))
        return "faulty" if reader.faulty else "scorecard"

    def _whose(self, reader: Reader) -> tuple[str, str]:
        if self._tab.index_of("phone") is None:
            return self._named(reader)
        phone = read_phone(reader)
        if not phone:
            return "", ""
        name = self._names.get(phone) or self._known(phone)
        if name is None:
            reader.refuse("phone", _("没有对应的候选人，请先导入或改正候选人的手机号"))
            return phone, ""
        given = reader.text("name")
        if given and not same_name(_tidied(given), name):
            reader.refuse("name", _("该手机号的候选人是「{name}」，姓名不一致").format(name=name))
        return phone, name

    def _named(self, reader: Reader) -> tuple[str, str]:
        """A tab without phones: the name alone, where only one candidate of the sheet bears it."""
        name = _tidied(reader.text("name"))
        phones = self._phones.get(name_key(name), set())
        if len(phones) == 1:
            return next(iter(phones)), name
        if phones:
            reader.refuse("name", _("有 {n} 位同名的候选人，请补上手机号").format(n=len(phones)))
        else:
            reader.refuse("name", _("没有这个姓名的候选人，请补上手机号"))
        return "", name


def _required(reader: Reader, name: str, default: str, message: str) -> str:
    """A value that a column must hold; where the sheet has no such column, what everybody would say."""
    if reader.tab.index_of(name) is None:
        return default
    if not (text := reader.line(name)):
        reader.refuse(name, message)
    return text


def _values(reader: Reader, row: Row) -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {}
    for column in reader.tab.dimensions:
        given = text_of(row.cell(column.index))
        values[column.name] = None
        if not given or no_score(given):
            message = _("{dimension}：没有打分，需要复核").format(dimension=column.name)
            reader.findings.append(Finding("warning", column.letter, message, given))
            continue
        try:
            values[column.name] = parse_score(given, scale=scale_of(column.heading))
        except FormatError as wrong:
            # A number off the scale is a mistake to be mended; a word is no score, and a person looks at the card.
            level = "error" if wrong.code == "RANGE" else "warning"
            message = _("{field}：{wrong}").format(field=column.name, wrong=wrong)
            if level == "warning":
                message += _("，按没有打分处理，需要复核")
            reader.findings.append(Finding(level, column.letter, message, given[:200]))
    if not reader.faulty and all(value is None for value in values.values()):
        letter = reader.tab.dimensions[0].letter
        reader.findings.append(Finding("error", letter, _("一项评分也没有，不算一份评价")))
    return values


def _moment(cell: Any) -> datetime:
    moment = parse_moment(cell)
    if not 2000 <= moment.year <= 2100:
        raise FormatError("RANGE", _("时间不合理"))
    return moment


def _tidied(text: str) -> str:
    try:
        return parse_name(text)[0]
    except FormatError:
        return text
