"""That a rule of the catalogue speaks, before it is known in which wording."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Said:
    """The rule called `code` speaks; `values` fill its message and remedy, `beside` is the field where not its usual one."""

    code: str
    values: Mapping[str, object]
    beside: str = ""


def say(code: str, beside: str = "", **values: object) -> Said:
    """See Said."""
    return Said(code, values, beside)


def yuan(value: Decimal) -> str:
    """An amount as findings say it."""
    return f"{value:,.2f}"
