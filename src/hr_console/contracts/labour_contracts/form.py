"""What the contract form shows beside each blank: who uses it, where its value comes from, what it reads as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ....platform.formats import FormatError
from ....platform.formats.money import parse_amount
from ....platform.i18n import lazy as _
from ....tenants.contracts.contract_templates.fields import TERM_FIELDS, TermField, dictionary_of
from ....tenants.contracts.contract_templates.models import ContractTemplate
from ....tenants.contracts.contract_templates.tree import used_fields
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.contracting.service import suggest

_FROM_FILE = ("job.title", "job.department", "job.location", "social.place")
_FROM_DATES = ("contract.start", "contract.employment_start")
SOURCES = MappingProxyType(
    {
        "offer": _("来自录用通知书"),
        "file": _("来自面试档案"),
        "contract": _("来自上一份合同"),
        "withdrawn": _("来自撤回的合同"),
        "typed": _("手填"),
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a blank says at first, and where that comes from: one of `SOURCES`."""

    value: str
    source: str


def sources_of(given: Mapping[str, Given], typed: Mapping[str, str]) -> dict[str, str]:
    """Of each blank that is filled where its value comes from: what was changed by hand is typed."""
    return {
        name: given[name].source if name in given and given[name].value == value else "typed"
        for name, value in typed.items()
        if value
    }


def from_values(values: Mapping[str, str], source: str) -> dict[str, Given]:
    """These values, where there are any, all from one source."""
    return {name: Given(value, source) for name, value in readable(values).items() if value}


def used_by(templates: Sequence[ContractTemplate]) -> dict[str, str]:
    """Blank → the codes of the templates that ask for it, set off by spaces."""
    asked = {template.code: used_fields(template.tree) for template in templates}
    everyone = " ".join(asked)
    used = {
        # What the law looks at is wanted in every contract, whether its template prints it or not.
        name: everyone
        if field.required
        else " ".join(code for code, names in asked.items() if name in names) or everyone
        for name, field in TERM_FIELDS.items()
    }
    # A template's own blanks are its own matter, and those that it does not print are nobody's.
    return used | {
        one.name: template.code if one.required or one.name in asked[template.code] else ""
        for template in templates
        for one in dictionary_of(template.tree).own.values()
    }


def own_groups(templates: Sequence[ContractTemplate]) -> list[tuple[str, tuple[TermField, ...]]]:
    """The blanks that templates bring along, under the name of each."""
    found = [(template.name, tuple(dictionary_of(template.tree).own.values())) for template in templates]
    return [(name, members) for name, members in found if members]


def from_file(application: Application, *, today: date) -> dict[str, Given]:
    """What comes from the interview file, as it is first seen."""
    suggested = suggest(application, today=today)
    names = _FROM_FILE + (_FROM_DATES if application.available_on else ())
    return from_values({name: suggested[name] for name in names}, "file")


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
