"""What a candidate checks first: the contract in the few facts that are about them, from its stored terms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .facts import Parsed
from .models import Contract


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """The facts of one contract. `ends` None: no fixed term; `probation_ends` None: no probation, no pay for it."""

    name: str
    id_number_hint: str
    employer: str
    job_title: str
    place: str
    starts: date
    ends: date | None
    probation_ends: date | None
    pay: Decimal
    probation_pay: Decimal | None


def own_facts(contract: Contract, parsed: Parsed) -> OwnFacts:
    """Of a contract with its person loaded, and its terms as they were checked when it was made."""
    dates, on_probation = parsed.dates, "probation.end" in parsed.dates
    return OwnFacts(
        name=contract.person.name,
        id_number_hint=contract.person.id_number_hint,
        employer=contract.employer_name,
        job_title=parsed.texts["job.title"],
        place=parsed.texts["job.location"],
        starts=dates["contract.start"],
        ends=dates.get("contract.end"),
        probation_ends=dates.get("probation.end"),
        pay=parsed.wage,
        probation_pay=parsed.money.get("probation.wage") if on_probation else None,
    )
