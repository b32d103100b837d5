"""Whether something is printed: conditions over the values of a contract."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from ....platform.formats import FormatError
from ....platform.formats.dates import parse_date
from ....platform.formats.money import parse_amount
from .fields import BUILT_IN_FIELDS, Dictionary
from .tree import Test

_WANTED = {"empty": 0, "filled": 0, "equal": 1, "unequal": 1, "greater": 1, "less": 1}
ORDERED = ("date", "money", "number", "percent")
"""The kinds of fields of which one value can be greater than another."""


def holds(test: Test, known: Mapping[str, str], dictionary: Dictionary = BUILT_IN_FIELDS) -> bool:
    """Whether a condition holds, of values as they were typed. What is not filled in is equal to nothing, and never greater or less."""
    if test.how == "all":
        return all(holds(part, known, dictionary) for part in test.tests)
    if test.how == "any":
        return any(holds(part, known, dictionary) for part in test.tests)
    typed = known.get(test.field, "").strip()
    if test.how in ("empty", "filled"):
        return bool(typed) == (test.how == "filled")
    if not typed:
        return test.how == "unequal"
    kind = dictionary.kind(test.field)
    value = _meaning(kind, typed)
    others = [_meaning(kind, one) for one in test.values]
    if test.how in ("equal", "one_of"):
        return value in others
    if test.how == "unequal":
        return value not in others
    one, other = _rank(value), _rank(others[0]) if others else None
    if one is None or other is None:
        return False
    return one > other if test.how == "greater" else one < other


def is_whole(test: Test, dictionary: Dictionary) -> bool:
    """Whether a condition says all it must: there are parts, a field, and the values that the comparison needs, of its kind."""
    if test.how in ("all", "any"):
        return bool(test.tests) and all(is_whole(part, dictionary) for part in test.tests)
    wanted = _WANTED.get(test.how)
    enough = bool(test.values) if wanted is None else len(test.values) == wanted
    if not test.field or not enough or any(not one.strip() for one in test.values):
        return False
    kind = dictionary.kind(test.field)
    if kind not in ORDERED:
        return test.how not in ("greater", "less")
    return not any(isinstance(_meaning(kind, one), str) for one in test.values)


def _rank(value: date | Decimal | str) -> Decimal | None:
    """By which values of one kind are ordered; None where they are not."""
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return value if isinstance(value, Decimal) else None


def _meaning(kind: str, text: str) -> date | Decimal | str:
    """A value by what it means: 8,000 and 8000.00 are one."""
    try:
        if kind == "date":
            return parse_date(text)
        if kind == "money":
            return parse_amount(text)
        if kind in ORDERED:
            return Decimal(text.removesuffix("%"))
    except (FormatError, InvalidOperation):
        pass
    return text
