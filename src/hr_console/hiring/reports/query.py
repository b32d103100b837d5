"""Which report is asked for, as the address says it; whatever cannot be read falls back to the usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ....platform.clock import today
from ....platform.http.addresses import href
from ....tenants.access.roles.rights import Scope
from ....tenants.hiring.reports.catalogue import Report
from ....tenants.hiring.reports.filters import Wanted
from ....tenants.people.departments.models import Department

PERIODS = (30, 90, 365)
_USUAL = 90
_MOST = 366 * 3
_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Asked:
    """One report with its filter. `days` is 0 where the ends of the period were chosen by hand."""

    report: Report
    days: int
    department: Department | None
    wanted: Wanted

    @classmethod
    def read(
        cls,
        report: Report,
        query: Mapping[str, str],
        departments: Sequence[Department],
        zone: ZoneInfo,
    ) -> "Asked":
        """What a query string asks for."""
        first, last = _day(query.get("first")), _day(query.get("last"))
        days = 0
        if first is None or last is None or not 0 <= (last - first).days <= _MOST:
            chosen = query.get("days", "")
            days = next((known for known in PERIODS if str(known) == chosen), _USUAL)
            last = today(zone)
            first = last - timedelta(days=days - 1)
        department = next((row for row in departments if str(row.id) == query.get("department")), None)
        by = query.get("by", "")
        wanted = Wanted(
            first,
            last,
            zone,
            department=department.path if department is not None else "",
            by=by if by in report.groups else "",
        )
        return cls(report, days, department, wanted)

    def url(self, **changes: str) -> str:
        """The address of this report with something else chosen."""
        report = changes.pop("report", self.report.key)
        return href("hr.reports.show", report=report, **self._query(changes))

    def sheet_url(self) -> str:
        """The address of this report as a sheet."""
        return href("hr.reports.sheet", report=self.report.key, **self._query({}))

    def _query(self, changes: Mapping[str, str]) -> dict[str, str]:
        chosen = {"days": str(self.days)} if self.days else self._ends()
        chosen |= {
            "department": str(self.department.id) if self.department is not None else "",
            "by": self.wanted.by,
        }
        if "days" in changes:
            chosen = {name: value for name, value in chosen.items() if name not in ("first", "last")}
        return {name: value for name, value in (chosen | dict(changes)).items() if value}

    def _ends(self) -> dict[str, str]:
        return {"first": self.wanted.first.isoformat(), "last": self.wanted.last.isoformat()}


def visible(departments: Sequence[Department], scope: Scope) -> list[Department]:
    """The departments somebody may choose: those their rights reach."""
    return [department for department in departments if scope.covers(department.path)]


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in _YEARS else None
