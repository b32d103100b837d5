"""Which tab is what, and which column: only a heading we know is taken; one we do not know is named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ....platform.formats import FormatError
from ....platform.formats.contact import find_mobile
from ....platform.i18n import gettext as _
from .cells import Row, Sheet, column_letter, text_of
from .scores import no_score, scored
from .words import LABELS, dimension_name, field_of, fold, is_dimension, not_kept

IGNORED = "ignore"
DIMENSION = "dimension"
REQUIRED = {"people": ("name", "phone", "post"), "scores": ("phone", "round", "interviewer")}
_PEOPLE_ONLY = {"email", "department", "kind", "location", "source", "applied_on", "pay", "available_on"}
_SCORES_ONLY = {"round", "interviewer", "held_at", "conclusion"}
_LOOK_AT_ROWS = 30
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Column:
    """One column with a heading: `field` is None where the heading is not known.

    `like_scores`: nobody knows the heading, but everything under it reads as a score: a person may say so.
    `name`: how a dimension is called on a scorecard; `said`: a person said what it is.
    """

    index: int
    heading: str
    field: str | None
    like_scores: bool = False
    name: str = ""
    said: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab understood: `kind` is people or scores; `columns` those that have a heading.

    `shared`: people and scores stand in the same tab; each kind then leaves the other's columns alone.
    """

    kind: str
    sheet: Sheet
    heading_row: int
    columns: tuple[Column, ...]
    shared: bool = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows under the headings, blank ones left out."""
        return tuple(row for row in self.sheet.rows if row.number > self.heading_row and not row.blank)

    def index_of(self, field: str) -> int | None:
        """The column of a field."""
        return next((column.index for column in self.columns if column.field == field), None)

    def heading_of(self, field: str) -> str:
        """The heading over a field; nothing where it has no column."""
        return next((column.heading for column in self.columns if column.field == field), "")

    @property
    def dimensions(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field == DIMENSION)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns whose heading nobody knows."""
        return tuple(column for column in self.columns if column.field is None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields without a column. A sheet without rounds or interviewers is fine where no column is unknown:
        then none of them can be the one that is missing."""
        absent = [field for field in REQUIRED[self.kind] if self.index_of(field) is None]
        if self.kind == "scores":
            if "phone" in absent and self.index_of("name") is not None and not self.unmapped:
                absent.remove("phone")
            if self.shared or not self.unmapped:
                absent = [field for field in absent if field not in ("round", "interviewer")]
            if not self.dimensions:
                absent.append(DIMENSION)
        return tuple(absent)

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """Required fields that two columns claim."""
        fields = [column.field for column in self.columns]
        return tuple(field for field in REQUIRED[self.kind] if fields.count(field) > 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet understood: the tabs that will be read, and in plain words what will not be."""

    tabs: tuple[Tab, ...]
    notes: tuple[str, ...]


def understand(sheets: tuple[Sheet, ...], said: Mapping[str, str]) -> Reading:
    """Find the tab of people and the tab of scores. `said`: "tab!column letter" → field, said by a person."""
    found = [tab for sheet in sheets if not sheet.hidden for tab in _read(sheet, said)]
    people = _best(found, "people")
    scores = _best(found, "scores", beside=people)
    tabs = tuple(tab for tab in (people, scores) if tab is not None)
    if people is not None and scores is not None and people.sheet is scores.sheet:
        tabs = tuple(_share(tab, other) for tab, other in ((people, scores), (scores, people)))
    order = {sheet.title: number for number, sheet in enumerate(sheets)}
    used = {tab.sheet.title for tab in tabs}
    return Reading(tuple(sorted(tabs, key=lambda tab: order[tab.sheet.title])), _notes(sheets, used))


def _notes(sheets: Iterable[Sheet], used: set[str]) -> tuple[str, ...]:
    notes = []
    for sheet in sheets:
        if sheet.hidden:
            notes.append(_("隐藏的工作表「{title}」没有读取").format(title=sheet.title))
        elif sheet.title not in used and sheet.rows:
            notes.append(_("工作表「{title}」没有读取").format(title=sheet.title))
    return tuple(notes)


def _best(tabs: list[Tab], kind: str, beside: Tab | None = None) -> Tab | None:
    """The tab of a kind: one of its own before one that holds both, then nothing missing, then more rows, then the
    first."""
    wanted = [tab for tab in tabs if tab.kind == kind]
    if beside is not None:
        own = [tab for tab in wanted if tab.sheet is not beside.sheet]
        wanted = own or [tab for tab in wanted if tab.dimensions]
    return min(wanted, key=_rank, default=None)


def _rank(tab: Tab) -> tuple[bool, bool, bool, int]:
    """An explanation with two headings in it and hardly a row is not what is meant."""
    missing = bool(tab.missing)
    return missing and len(tab.rows) < 2, tab.shared, missing, -len(tab.rows)


def _share(tab: Tab, other: Tab) -> Tab:
    """A tab's columns where the same sheet is read for both: what the other kind reads is not unknown here."""
    read = {column.index: column.field for column in other.columns if column.field is not None}

    def settled(column: Column) -> Column:
        if column.field is None and column.index in read:
            return replace(column, field=IGNORED, like_scores=False)
        if column.field == DIMENSION and tab.kind == "people":
            return replace(column, field=IGNORED)
        if column.field == "note" and other.kind == "people" and read.get(column.index) == "note":
            return replace(column, field=IGNORED)  # the person's note, unless it is called a comment
        return column

    return replace(tab, columns=tuple(map(settled, tab.columns)), shared=True)


def _read(sheet: Sheet, said: Mapping[str, str]) -> list[Tab]:
    """What the tab may be read as: people, scores, or both."""
    headings = _heading_row(sheet)
    if headings is None:
        return []
    by_kind = {kind: Tab(kind, sheet, headings.number, ()) for kind in ("people", "scores")}
    for kind, tab in by_kind.items():
        by_kind[kind] = replace(tab, columns=_columns(tab, headings, said))
    people, scores = by_kind["people"], by_kind["scores"]
    fields = {column.field for column in people.columns} | {column.field for column in scores.columns}
    about_people = len(fields & _PEOPLE_ONLY)
    about_scores = len(fields & _SCORES_ONLY) + len(scores.dimensions)
    planned = bool(scores.unmapped) and {"round", "interviewer"} <= fields
    alike = any(column.like_scores for column in scores.columns) and bool(fields & _SCORES_ONLY)
    if not about_scores or not (scores.dimensions or planned or alike):
        return [people]  # who talks to whom and when is no score
    complete = not people.missing
    if about_people and not scores.dimensions:
        return [people]
    if about_people:
        return [replace(people, shared=True), replace(scores, shared=True)]
    return [scores, replace(people, shared=True)] if complete else [scores]


def _heading_row(sheet: Sheet) -> Row | None:
    """The row with the most known headings, or two of them, one above the other, where only both say it all."""
    best: tuple[int, Row] | None = None
    above: Row | None = None
    for row in sheet.rows[:_LOOK_AT_ROWS]:
        known = _known(row)
        shown = row
        if above is not None and above.number == row.number - 1:
            both = _stacked(above, row)
            if known >= 1 and _known(both) > max(known, _known(above)):
                known, shown = _known(both), both
        if known >= 2 and (best is None or known > best[0]):
            best = (known, shown)
        above = row
    return best[1] if best else None


def _stacked(above: Row, below: Row) -> Row:
    width = max(len(above.cells), len(below.cells))
    return Row(below.number, tuple(text_of(below.cell(i)) or text_of(above.cell(i)) for i in range(width)))


def _known(row: Row) -> int:
    headings = {text for cell in row.cells if (text := text_of(cell)) and len(text) <= 60}
    fields = {_knows(heading) for heading in headings} - {None}
    return len(fields)


def _knows(heading: str) -> str | None:
    field = field_of("people", heading) or field_of("scores", heading)
    return field or (fold(heading) if is_dimension(heading) else None)


def _columns(tab: Tab, headings: Row, said: Mapping[str, str]) -> tuple[Column, ...]:
    columns: list[Column] = []
    taken: set[str] = set()
    for index, cell in enumerate(headings.cells):
        heading = " ".join(text_of(cell).split())
        told = said.get(f"{tab.sheet.title}!{column_letter(index)}")
        if not heading and not told:
            continue
        field = told or _field(tab, index, heading)
        name = dimension_name(heading) if field == DIMENSION else ""
        if name and name in taken:
            name = f"{name}（{column_letter(index)}）"
        taken.add(name)
        like = field is None and _share_of_scores(tab, index) == 1
        columns.append(Column(index, heading or column_letter(index), field, like, name, bool(told)))
    return _one_each(tab, columns, said)


def _field(tab: Tab, index: int, heading: str) -> str | None:
    if (field := field_of(tab.kind, heading)) is not None:
        return field
    if not_kept(heading):
        return IGNORED
    if tab.kind == "scores" and is_dimension(heading):
        # 业务, 团队, 英语: a short word may be a department, too; what stands under it decides.
        short = len(fold(heading)) <= 2
        return DIMENSION if not short or _share_of_scores(tab, index) >= _MOSTLY else None
    return None


def _share_of_scores(tab: Tab, index: int) -> float:
    cells = [text for row in tab.rows[:500] if (text := text_of(row.cell(index)))]
    if all(map(no_score, cells)):
        return 0
    return sum(map(scored, cells)) / len(cells)


def _one_each(tab: Tab, columns: list[Column], said: Mapping[str, str]) -> tuple[Column, ...]:
    """Where two columns claim a field: what a person said holds, then the plain word, then the column that really
    holds phone numbers; of optional ones the first. The rest is named as unknown."""
    settled = list(columns)
    for field in LABELS:
        claims = [column for column in columns if column.field == field]
        if len(claims) < 2:
            continue
        chosen = [c for c in claims if f"{tab.sheet.title}!{c.letter}" in said]
        chosen = chosen or [c for c in claims if fold(c.heading) == fold(LABELS[field])]
        if not chosen and field == "phone":
            chosen = [c for c in claims if _holds_phones(tab, c.index)]
        if not chosen and field not in REQUIRED[tab.kind]:
            chosen = claims[:1]
        if len(chosen) == 1:
            settled = [
                replace(c, field=None) if c.field == field and c is not chosen[0] else c for c in settled
            ]
    return tuple(settled)


def _holds_phones(tab: Tab, index: int) -> bool:
    cells = [text for row in tab.rows[:200] if (text := text_of(row.cell(index)))]
    return bool(cells) and sum(map(_is_phone, cells)) / len(cells) >= _MOSTLY


def _is_phone(text: str) -> bool:
    try:
        find_mobile(text)
    except FormatError:
        return False
    return True


__all__ = ["DIMENSION", "IGNORED", "LABELS", "REQUIRED", "Column", "Reading", "Tab", "understand"]
