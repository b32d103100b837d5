"""A rule while it is being written: every line as it was typed, moved about without losing a character."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from ....platform.formats.numbers import whole_number
from ....platform.http.forms import Form
from ....platform.i18n import LazyText
from ....platform.i18n import gettext as _
from ....tenants.hiring.decisions.conditions import KINDS, Condition
from ....tenants.hiring.decisions.rule import MOST_LINES, OUTCOME_WORDS, Line, problems_of

PARTS = (0, 1)
"""A line offers this many conditions; the second may be left out."""


@dataclass(frozen=True, slots=True)
class TypedCondition:
    """One condition as it was typed."""

    kind: str = ""
    limit: str = ""
    dimension: str = ""

    def read(self) -> Condition | None:
        """The condition; None where it is unfinished."""
        kind = KINDS.get(self.kind)
        if kind is None:
            return None
        try:
            limit = Decimal(self.limit) if kind.range is not None else Decimal(0)
            whole = limit.is_finite() and limit == round(limit, 2)
        except InvalidOperation:  # no number, or one of forty digits
            return None
        if not whole:
            return None
        return Condition(self.kind, limit, self.dimension if kind.dimension else "")


@dataclass(slots=True)
class TypedLine:
    """One line as it was typed; `errors` by field, `words` is how it reads once it is whole."""

    outcome: str = ""
    conditions: tuple[TypedCondition, TypedCondition] = (TypedCondition(), TypedCondition())
    errors: dict[str, list[str]] = field(default_factory=dict)

    def read(self) -> Line | None:
        """The line; None where something is unfinished."""
        parts = [one.read() for one in self.conditions if one.kind]
        if self.outcome not in OUTCOME_WORDS or not parts or None in parts:
            return None
        return Line(self.outcome, tuple(part for part in parts if part is not None))

    @property
    def words(self) -> LazyText | None:
        """The line as a sentence, where it can be read."""
        line = self.read()
        if line is None or any(KINDS[one.kind].of_any is None and _nameless(one) for one in line.conditions):
            return None
        return line.words()

    def complain(self, name: str, text: str) -> None:
        self.errors.setdefault(name, []).append(text)


def _nameless(condition: Condition) -> bool:
    return KINDS[condition.kind].dimension and not condition.dimension


@dataclass(slots=True)
class Draft:
    """All lines but the last, which takes every other case; `errors` are about the rule as a whole."""

    lines: list[TypedLine]
    otherwise: str
    errors: list[str] = field(default_factory=list)
    focus: str = ""
    """The id of the control that gets the focus after a line was moved, added or taken away."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Draft":
        """A rule to be changed."""
        return cls([_typed(line) for line in lines[:-1]], lines[-1].outcome)

    @classmethod
    def read(cls, form: Form) -> "Draft":
        """What was typed."""
        number = min(whole_number(form.value("lines")) or 0, MOST_LINES)
        return cls([_read_line(form, place) for place in range(number)], form.value("otherwise"))

    def edit(self, action: str) -> bool:
        """Do what a button of the editor says (`add`, `up-1`, `down-0`, `drop-2`); False for every other button."""
        verb, _dash, place = action.partition("-")
        if verb == "add":
            if len(self.lines) < MOST_LINES - 1:
                self.lines.append(TypedLine())
                self.focus = f"kind-{len(self.lines) - 1}-0"
            return True
        here = whole_number(place)
        if verb not in ("up", "down", "drop") or here is None or here >= len(self.lines):
            return False
        line = self.lines.pop(here)
        if verb == "drop":
            self.focus = f"drop-{min(here, len(self.lines) - 1)}" if self.lines else "add"
            return True
        there = max(0, min(len(self.lines), here + (1 if verb == "down" else -1)))
        self.lines.insert(there, line)
        at_end = there == (len(self.lines) - 1 if verb == "down" else 0)
        back = {"up": "down", "down": "up"}[verb]
        self.focus = f"{back if at_end and len(self.lines) > 1 else verb}-{there}"
        return True

    def finish(self) -> tuple[Line, ...] | None:
        """The lines of the rule; None, with every problem beside its line, where it makes no sense."""
        read = [line.read() for line in self.lines]
        for typed, line in zip(self.lines, read, strict=True):
            if line is None:
                _complain_unfinished(typed)
        if self.otherwise not in OUTCOME_WORDS:
            self.errors.append(_("请选择其他情况怎么标记。"))
        if self.errors or None in read:
            return None
        lines = (*(line for line in read if line is not None), Line(self.otherwise))
        fine = True
        for problem in problems_of(lines):
            fine = False
            if problem.line:
                self.lines[problem.line - 1].complain(problem.field, str(problem.text))
            else:
                self.errors.append(str(problem.text))
        return lines if fine else None


def _typed(line: Line) -> TypedLine:
    typed = [
        TypedCondition(one.kind, f"{one.limit:f}" if KINDS[one.kind].range is not None else "", one.dimension)
        for one in line.conditions
    ]
    first, second = [*typed, TypedCondition()][:2]
    return TypedLine(line.outcome, (first, second))


def _read_line(form: Form, place: int) -> TypedLine:
    first, second = (
        TypedCondition(
            form.value(f"kind.{place}.{part}"),
            form.value(f"limit.{place}.{part}"),
            form.value(f"dimension.{place}.{part}"),
        )
        for part in PARTS
    )
    if first.kind == "" and second.kind:  # whoever empties the first one means the second one
        first, second = second, replace(second, kind="", limit="", dimension="")
    return TypedLine(form.value(f"outcome.{place}"), (first, second))


def _complain_unfinished(line: TypedLine) -> None:
    if line.outcome not in OUTCOME_WORDS:
        line.complain("outcome", _("请选择一项。"))
    if not any(one.kind for one in line.conditions):
        line.complain("kind0", _("请选择条件，或删除这一行。"))
    for part, typed in enumerate(line.conditions):
        if typed.kind and typed.kind not in KINDS:
            line.complain(f"kind{part}", _("请选择一项。"))
        elif typed.kind and typed.read() is None:
            low, high = KINDS[typed.kind].range or (Decimal(0), Decimal(10))
            line.complain(f"limit{part}", _("请填写 {low} 到 {high} 之间的数。").format(low=low, high=high))
