"""Vectors tried on the checks: rows of terms or values with what must come of them. No second implementation stands here.

A file is a list of rows, `[id, kind, start, end, probation_end, longest, CODE]` or `[id, wage, probation_wage, minimum,
lowest_same_post, CODE]`, or an object of formats: `<kind>_valid` and `<kind>_invalid` lists, and `cap`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from ....platform.formats import FormatError
from ....platform.formats.bank import parse_bank_card
from ....platform.formats.contact import mobile_doubtful, parse_email, parse_mobile
from ....platform.formats.identity import HMT_PERMIT, PASSPORT, PERMANENT, RESIDENT, parse_identity
from ....platform.formats.money import parse_amount, parse_capital, to_capital
from ....platform.formats.uscc import parse_uscc
from ..minimum_wages.types import MinimumWage
from .periods import longest_probation
from .rules import check_terms
from .terms import Terms

OK = "OK"
_PART_TIME = ("part-time", "part_time", "parttime")
_KINDS = ("fixed", "open", "task", *_PART_TIME)
_TERM_CODES = (
    "PROBATION_NOT_ALLOWED",
    "PROBATION_IS_WHOLE_TERM",
    "PROBATION_OUTSIDE_TERM",
    "PROBATION_TOO_LONG",
    "END_MISSING",
    "END_NOT_AFTER_START",
    "END_OF_OPEN_TERM",
)
_PAY_CODES = (
    "PAY_NOT_POSITIVE",
    "BELOW_MIN_WAGE",
    "PROBATION_PAY_BELOW_80",
    "PROBATION_PAY_MISSING",
    "WARN_LOWEST_POST_BASIS",
)
_START = date(2026, 1, 1)
_PLACE = "310000"  # anywhere: the standard is given with the row


class UnreadableError(ValueError):
    """The file is none of vectors; the text says where it stops being one."""


def differing(data: bytes) -> tuple[int, list[str]]:
    """How many rows there are, and a line for each that comes out otherwise.

    Raises:
        UnreadableError: it is no JSON, or not of the form above.
    """
    try:
        content = json.loads(data, parse_float=Decimal)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise UnreadableError(f"no JSON: {problem}") from None
    if isinstance(content, list):
        lines = [_rule_row(row) for row in content]
    elif isinstance(content, dict):
        lines = list(_formats(content))
    else:
        raise UnreadableError("neither a list of rules nor an object of formats")
    return len(lines), [line for line in lines if line]


def _rule_row(row: object) -> str:
    if isinstance(row, list) and len(row) in (6, 7):
        try:
            return _term_row(row) if len(row) == 7 else _pay_row(row)
        except (ValueError, TypeError, ArithmeticError) as problem:
            raise UnreadableError(f"row {row[0]!r}: {problem}") from None
    raise UnreadableError(f"no row of a rule: {json.dumps(row, ensure_ascii=False, default=str)[:100]}")


def _term_row(row: Sequence[object]) -> str:
    name, kind, start, end, probation_end, longest, code = row
    if kind not in _KINDS:
        raise ValueError(f"unknown kind {kind!r}")
    begins, ends = date.fromisoformat(str(start)), _day(end)
    part_time = kind in _PART_TIME
    terms = _terms(
        kind="fixed" if part_time else str(kind),
        start=begins,
        employment_start=begins,
        end=ends,
        probation_end=_day(probation_end),
        part_time=part_time,
    )
    most = 0 if part_time else longest_probation(terms.kind, begins, ends)
    wanted, found = (
        f"{longest if longest is not None else most} {code}",
        f"{most} {_first(terms, None, _TERM_CODES)}",
    )
    return "" if wanted == found else f"{name}: expected {wanted}, found {found}"


def _pay_row(row: Sequence[object]) -> str:
    name, wage, probation_wage, minimum, lowest, code = row
    terms = _terms(
        wage=_money(wage) or Decimal(0),
        probation_end=date(2026, 3, 31),
        probation_wage=_money(probation_wage),
        lowest_same_post=_money(lowest),
    )
    least = _money(minimum)
    standard = None if least is None else MinimumWage(_PLACE, least, _START, verified_on=_START)
    found = _first(terms, standard, _PAY_CODES)
    return "" if code == found else f"{name}: expected {code}, found {found}"


def _terms(**changed: object) -> Terms:
    plain: dict[str, object] = {
        "kind": "fixed", "start": _START, "end": date(2028, 12, 31), "employment_start": _START,
        "probation_end": None, "wage": Decimal(10000), "probation_wage": Decimal(10000), "location": "",
        "duties": "", "work_system": "", "work_approval": "", "pay_day": 1,
    }  # fmt: skip
    return Terms(**(plain | changed))  # type: ignore[arg-type]


def _first(terms: Terms, minimum: MinimumWage | None, codes: Sequence[str]) -> str:
    """The first of the codes, gravest first, that the check says."""
    said = {finding.code for finding in check_terms(terms, today=terms.start, minimum=minimum)}
    return next((code for code in codes if code in said), OK)


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _money(value: object) -> Decimal | None:
    return None if value is None else parse_amount(str(value))


def _undoubted(parse: Callable[[str], object]) -> Callable[[str], list[str]]:
    """A format whose values are refused or taken: nothing about them is doubtful."""

    def tried(text: str) -> list[str]:
        parse(text)
        return []

    return tried


def _mobile(text: str) -> list[str]:
    return ["PREFIX"] if mobile_doubtful(parse_mobile(text)) else []


_FORMATS: dict[str, Callable[[str], list[str]]] = {
    "id": _undoubted(partial(parse_identity, RESIDENT)),
    "hmt": _undoubted(partial(parse_identity, HMT_PERMIT)),
    "fpr": _undoubted(partial(parse_identity, PERMANENT)),
    "passport": _undoubted(partial(parse_identity, PASSPORT)),
    "mobile": _mobile,
    "phone": _mobile,
    "email": _undoubted(parse_email),
    "uscc": lambda text: parse_uscc(text)[1],
    "bank": lambda text: parse_bank_card(text)[1],
    "amount": _undoubted(parse_amount),
    "cap": _undoubted(parse_capital),
}


def _formats(content: dict[str, object]) -> Iterator[str]:
    for name, rows in content.items():
        kind, _set_off, which = name.rpartition("_")
        if not isinstance(rows, list):
            raise UnreadableError(f"{name} is no list")
        if name == "cap":
            yield from (_cap_row(row) for row in rows)
        elif kind in _FORMATS and which in ("valid", "invalid"):
            yield from (_format_row(kind, row, valid=which == "valid") for row in rows)
        else:
            raise UnreadableError(f"unknown format {name}")


def _cap_row(row: object) -> str:
    if not (isinstance(row, list) and len(row) == 2):
        raise UnreadableError(f"cap {row!r}: not an amount and its capitals")
    amount, text = str(row[0]), str(row[1])
    try:
        value = parse_amount(amount)
        printed = to_capital(value)
    except ValueError as problem:
        raise UnreadableError(f"cap {amount}: {problem}") from None
    if text == printed:
        return ""
    try:
        other = parse_capital(text) == value  # the law knows two forms for some amounts
    except FormatError:
        other = False
    return "" if other else f"cap {amount}: expected {text}, found {printed}"


def _format_row(kind: str, row: object, *, valid: bool) -> str:
    """A bare value among the invalid ones may fail with any code."""
    text, code = (row, OK if valid else "") if not isinstance(row, list) else _pair(kind, row)
    if not isinstance(text, str | int | Decimal | None) or isinstance(text, bool):
        raise UnreadableError(f"{kind} {row!r}: no value")
    found = _codes_of(kind, "" if text is None else str(text))
    if code in found or (code == "" and found != [OK]):
        return ""
    return f"{kind} {text!r}: expected {code or 'a refusal'}, found {'+'.join(found)}"


def _pair(kind: str, row: Sequence[object]) -> tuple[object, str]:
    if len(row) != 2 or not isinstance(row[1], str):
        raise UnreadableError(f"{kind} {row!r}: not a value and its code")
    return row[0], row[1]


def _codes_of(kind: str, text: str) -> list[str]:
    try:
        return _FORMATS[kind](text) or [OK]
    except FormatError as refused:
        return [refused.code]
