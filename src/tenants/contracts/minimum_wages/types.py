"""A standard, and which of several holds at a place on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ....platform.formats.regions import region_name, regions_of

_OLD_AFTER_DAYS = 400


@dataclass(frozen=True, slots=True)
class MinimumWage:
    """The standard of a division (its code by GB/T 2260) from a day on, in 元: `monthly` for full time, `hourly` for part time.

    `verified_on`: when somebody of the tenant held it against the notice named by `source` and `document_number`; None for
    what the product brought along.
    """

    region: str
    monthly: Decimal
    effective_from: date
    hourly: Decimal | None = None
    verified_on: date | None = None
    source: str = ""
    document_number: str = ""

    @property
    def place(self) -> str:
        """What the division is called, with those it lies in."""
        return region_name(self.region)

    def old(self, on: date) -> bool:
        """Whether nobody has looked for so long that another standard is likely."""
        looked = max(self.effective_from, self.verified_on or self.effective_from)
        return (on - looked).days > _OLD_AFTER_DAYS

    def doubtful(self, on: date) -> bool:
        """Whether a person has to look it up, before anything is built on it."""
        return self.verified_on is None or self.old(on)


class WageTable:
    """All standards that are known to a tenant."""

    def __init__(self, rows: Iterable[MinimumWage]) -> None:
        self.rows = tuple(rows)

    def at(self, place: str, on: date) -> MinimumWage | None:
        """The standard at the place of work (《劳动合同法实施条例》 Art. 14) on a day: of the county, else of the city, else of
        the province; None where the table has none, or nobody can tell where the place is."""
        regions = regions_of(place)
        known = [row for row in self.rows if row.region in regions and row.effective_from <= on]
        looked = {row.region: row.verified_on for row in known if row.verified_on is not None}
        # Whoever looked has seen what was published of that division by then.
        known = [
            row
            for row in known
            if row.verified_on is not None or row.effective_from > looked.get(row.region, date.min)
        ]
        return min(
            known,
            key=lambda row: (
                regions.index(row.region),
                -row.effective_from.toordinal(),
                row.verified_on is None,
            ),
            default=None,
        )
