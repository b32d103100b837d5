"""The form editor's rows: read from what was typed, moved about, and turned into dimensions."""

from collections.abc import Iterable
from decimal import Decimal

from ....platform.formats.numbers import whole_number
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.hiring.scorecard_forms.dimensions import (
    BANDS,
    HIGHEST,
    LEAST_WEIGHT,
    LONGEST_ANCHOR,
    LONGEST_NAME,
    LOWEST,
    MOST_DIMENSIONS,
    MOST_WEIGHT,
    SEPARATOR,
    Dimension,
)

_TAKEN = ("note", "conclusion", "changed", "form_version", "words_reason", "words_seen")
_PARTS = ("name", "weight", "minimum", "veto", *(f"anchor{place}" for place in range(len(BANDS))))
Row = dict[str, str]


def rows_of(dimensions: Iterable[Dimension]) -> list[Row]:
    """Dimensions as rows of the editor."""
    return [
        {
            "name": dimension.name,
            "weight": str(dimension.weight),
            "minimum": "" if dimension.minimum is None else str(dimension.minimum),
            "veto": "1" if dimension.veto else "",
            **{f"anchor{place}": words for place, words in enumerate(dimension.anchors)},
        }
        for dimension in dimensions
    ]


def read_rows(form: Form) -> list[Row]:
    """The rows as they were typed."""
    number = min(whole_number(form.value("count")) or 0, MOST_DIMENSIONS + 1)
    return [{part: form.value(f"{part}-{row}") for part in _PARTS} for row in range(number)]


def rearranged(rows: list[Row], do: str) -> list[Row]:
    """The rows after a button: `add`, `up:2`, `down:0`, `remove:1`. What makes no sense changes nothing."""
    action, _sep, place = do.partition(":")
    found = whole_number(place)
    at = -1 if found is None else found
    rows = list(rows)
    if action == "add" and len(rows) < MOST_DIMENSIONS:
        rows.append({"weight": "1"})
    elif action == "remove" and 0 <= at < len(rows):
        del rows[at]
    elif action == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    elif action == "down" and 0 <= at < len(rows) - 1:
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return rows


def as_form(name: str, rows: list[Row]) -> Form:
    """The editor's fields."""
    values = {f"{part}-{number}": text for number, row in enumerate(rows) for part, text in row.items()}
    return Form({"name": name, "count": str(len(rows)), **values})


def sketched(rows: list[Row]) -> tuple[Dimension, ...]:
    """The rows as far as they make sense, for the preview: what is half typed must not hide the rest."""
    return tuple(_dimension(Form({f"{part}-0": text for part, text in row.items()}), 0) for row in rows)


def read_dimensions(form: Form, rows: list[Row]) -> tuple[Dimension, ...]:
    """The dimensions, with what is wrong noted in `form`."""
    names = [row["name"] for row in rows]
    for number, name in enumerate(names):
        form.text(f"name-{number}", most=LONGEST_NAME)
        if name and name in names[:number]:
            form.add_error(f"name-{number}", _("这个维度已经有了。"))
        if name in _TAKEN or ":" in name or SEPARATOR in name:
            form.add_error(f"name-{number}", _("名称不能包含冒号、顿号，也不能用系统保留的词。"))
    if not rows:
        form.add_error("", _("请至少添加一个维度。"))
    return tuple(_dimension(form, number) for number in range(len(rows)))


def _dimension(form: Form, number: int) -> Dimension:
    weight = form.decimal(f"weight-{number}", LEAST_WEIGHT, MOST_WEIGHT)
    return Dimension(
        name=form.value(f"name-{number}"),
        weight=Decimal(1) if weight is None else weight,
        minimum=form.decimal(f"minimum-{number}", LOWEST, HIGHEST),
        veto=bool(form.value(f"veto-{number}")),
        anchors=tuple(
            form.lines(f"anchor{place}-{number}", required=False, most=LONGEST_ANCHOR)
            for place in range(len(BANDS))
        ),
    )
