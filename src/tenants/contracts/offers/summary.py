"""An offer as it is read: line by line, in its groups, by the company and by the candidate alike."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ..labour_contracts.facts import parse_values
from .fields import groups
from .terms import OfferTerms

_LEFT_OUT = {"contract.end": _("无固定期限"), "probation.end": _("没有试用期")}


@dataclass(frozen=True, slots=True)
class Line:
    """One term: what it is called, and its value; `kind` says how it is shown: date, money per month, or words."""

    label: str
    kind: str
    value: date | Decimal | str | LazyText


def summary(pay_structure: str, terms: OfferTerms) -> list[tuple[str, list[Line]]]:
    """The terms by their groups. What is left out on purpose is said; what nobody filled in is not there."""
    found = []
    for title, members in groups(pay_structure):
        parsed = parse_values(terms.values, members)
        lines = []
        for field in members:
            name, text = field.name, terms.values.get(field.name, "").strip()
            if name in parsed.dates:
                lines.append(Line(field.label, "date", parsed.dates[name]))
            elif name in parsed.money:
                lines.append(Line(field.label, "money", parsed.money[name]))
            elif text:
                lines.append(Line(field.label, field.kind, text))
            elif name in _LEFT_OUT:
                lines.append(Line(field.label, "text", _LEFT_OUT[name]))
        if lines:
            found.append((title, lines))
    return found
