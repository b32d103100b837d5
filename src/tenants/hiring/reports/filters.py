"""What a report is narrowed to, and how its rows are grouped."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ....platform.i18n import gettext as _
from ...people.departments.models import Department
from ..candidates.models import Application
from ..vacancies.models import Vacancy

ROAD = ("new", "interview", "review", "offer", "sign", "onboard")
"""The stages of the road in their order; `hired` is its end, `archived` beside it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period (both days in it, in the tenant's zone), a department's subtree by its path, and a grouping."""

    first: date
    last: date
    zone: ZoneInfo
    department: str = ""
    by: str = ""

    def when(self, moment: InstrumentedAttribute[Any] | ColumnElement[Any]) -> ColumnElement[bool]:
        """That a moment lies in the period."""
        begin = datetime.combine(self.first, time(), self.zone)
        end = datetime.combine(self.last + timedelta(days=1), time(), self.zone)
        return and_(moment >= begin, moment < end)

    def where(self) -> list[ColumnElement[bool]]:
        """The condition on `Vacancy`."""
        if not self.department:
            return []
        inside = select(Department.id).where(Department.path.startswith(self.department, autoescape=True))
        return [Vacancy.department_id.in_(inside)]

    def group(self, moment: InstrumentedAttribute[Any] | ColumnElement[Any]) -> ColumnElement[Any]:
        """What the rows are grouped by; `moment` is what counts for its week. For a statement that has `Vacancy`
        and `Application`."""
        groups: dict[str, Any] = {
            "post": Vacancy.title,
            "department": Vacancy.department,
            "source": Application.source,
        }
        if self.by in groups:
            column: ColumnElement[Any] = groups[self.by].expression
            return column
        return func.date_trunc("week", func.timezone(self.zone.key, moment))

    def name(self, group: object) -> str:
        """A group in words."""
        if isinstance(group, datetime):
            return group.date().isoformat()
        return _(str(group)) if group else _("未填写")


def order(stage: InstrumentedAttribute[str]) -> ColumnElement[int]:
    """How far along the road a stage is: 0 for new, -1 for none of the road."""
    places = {name: place for place, name in enumerate((*ROAD, "hired"))}
    return case(places, value=stage, else_=-1)
