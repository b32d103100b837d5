"""What the contract form shows beside each blank: who uses it, where its value comes from, what it reads as."""

from collections.abc import Mapping, Sequence
from datetime import date

from ....platform.formats import FormatError
from ....platform.formats.money import parse_amount
from ....tenants.contracts.labour_contracts.fields import TERM_FIELDS
from ....tenants.contracts.labour_contracts.models import ContractTemplate
from ....tenants.contracts.labour_contracts.template import blanks
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.contracting.service import suggest

_FROM_FILE = ("job.title", "job.department", "job.location", "social.place", "pay.base", "probation.wage")
_FROM_DATES = ("contract.start", "contract.employment_start")


def used_by(templates: Sequence[ContractTemplate]) -> dict[str, str]:
    """Blank → the codes of the templates that ask for it, set off by spaces."""
    asked = {template.code: blanks(template.body) for template in templates}
    everyone = " ".join(asked)
    return {
        # What the law looks at is wanted in every contract, whether its template prints it or not.
        name: everyone
        if field.required
        else " ".join(code for code, names in asked.items() if name in names) or everyone
        for name, field in TERM_FIELDS.items()
    }


def from_file(application: Application, *, today: date) -> dict[str, str]:
    """What comes from the interview file, as it is first seen."""
    suggested = readable(suggest(application, today=today))
    names = _FROM_FILE + (_FROM_DATES if application.available_on else ())
    return {name: suggested[name] for name in names if suggested.get(name)}


def readable(values: Mapping[str, str]) -> dict[str, str]:
    """Values as people write them: money with its thousands set off."""
    shown = dict(values)
    for name, field in TERM_FIELDS.items():
        if field.kind == "money" and shown.get(name):
            try:
                shown[name] = f"{parse_amount(shown[name]):,.2f}"
            except FormatError:
                continue
    return shown
