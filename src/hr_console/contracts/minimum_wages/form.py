"""The fields in which a minimum wage is written down, on its own page and where a contract asks for it."""

from ....platform.formats.dates import parse_date
from ....platform.formats.money import parse_amount
from ....platform.formats.regions import region_name, regions_of
from ....platform.http.forms import Form
from ....tenants.contracts.minimum_wages.errors import RegionUnknownError
from ....tenants.contracts.minimum_wages.service import MOST_WORDS
from ....tenants.contracts.minimum_wages.types import MinimumWage

WAGE_FIELDS = ("wage_region", "wage_monthly", "wage_hourly", "wage_from", "wage_source", "wage_document")


def read_wage(form: Form) -> MinimumWage | None:
    """What was typed, or None where something is wrong with it at first sight: said beside its field."""
    place = form.text("wage_region")
    regions = regions_of(place)
    if place and not regions:
        form.refuse(RegionUnknownError())
    monthly = form.parsed("wage_monthly", parse_amount)
    hourly = form.parsed("wage_hourly", parse_amount, required=False)
    since = form.parsed("wage_from", parse_date)
    source = form.text("wage_source", most=MOST_WORDS)
    number = form.text("wage_document", most=MOST_WORDS)
    if monthly is None or since is None or any(form.errors_of(name) for name in WAGE_FIELDS):
        return None
    return MinimumWage(regions[0], monthly, since, hourly=hourly, source=source, document_number=number)


def wage_values(region: str, known: MinimumWage | None) -> dict[str, str]:
    """What the fields say at first: what is known of a division."""
    values = {"wage_region": region_name(region)}
    if known is None:
        return values
    return values | {
        "wage_region": known.place,
        "wage_monthly": f"{known.monthly:,.2f}",
        "wage_hourly": "" if known.hourly is None else f"{known.hourly:.2f}",
        "wage_from": known.effective_from.isoformat(),
        "wage_source": known.source,
        "wage_document": known.document_number,
    }
