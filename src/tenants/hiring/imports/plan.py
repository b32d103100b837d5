"""From cells to candidates and scorecards, or to the reason why not. Pure: reads nothing and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from .cells import Sheet
from .headings import IGNORED, Column, Tab, understand
from .people import NameOf, read_people
from .rows import PersonRow, ScoreRow
from .scorecards import People, ScoreTab


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. `notes`: what of the file is not read, in plain words."""

    tabs: tuple[Tab, ...]
    people: tuple[PersonRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether a required column is missing or claimed twice."""
        kinds = {tab.kind for tab in self.tabs}
        return "people" not in kinds or any(tab.missing or tab.ambiguous for tab in self.tabs)

    @property
    def columns(self) -> tuple[tuple[Tab, Column], ...]:
        """Every column once, with what it is read as; in a tab of both, by the kind that reads it."""
        found: dict[tuple[str, int], tuple[Tab, Column]] = {}
        for tab in self.tabs:
            for column in tab.columns:
                place = (tab.sheet.title, column.index)
                if place not in found or found[place][1].field in (None, IGNORED):
                    found[place] = (tab, column)
        return tuple(found.values())

    @property
    def unmapped(self) -> tuple[tuple[Tab, Column], ...]:
        """Columns that nobody knows."""
        return tuple((tab, column) for tab, column in self.columns if column.field is None)

    @property
    def left_out(self) -> tuple[tuple[Tab, Column], ...]:
        """Columns that are known and still not kept: ages, schools, computed totals, what a person said to leave."""
        return tuple((tab, column) for tab, column in self.columns if column.field == IGNORED)

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


def plan_import(sheets: tuple[Sheet, ...], said: Mapping[str, str], known: NameOf) -> ImportPlan:
    """What importing these sheets would do.

    `said`: "tab!column letter" → field, said by a person; `known`: phone (E.164) → name of somebody already here.
    """
    reading = understand(sheets, said)
    plan = ImportPlan(reading.tabs, notes=reading.notes)
    if plan.blocked:
        return plan
    by_kind = {tab.kind: tab for tab in reading.tabs}
    people = read_people(by_kind["people"], known)
    scores: tuple[ScoreRow, ...] = ()
    if "scores" in by_kind:
        scores = ScoreTab(by_kind["scores"], People(people, known)).read()
    return ImportPlan(reading.tabs, people, scores, reading.notes)
