"""What the law looks at in one contract."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a contract as values. `kind`: fixed, open or task; pay per month before tax, in 元."""

    kind: str
    start: date
    end: date | None
    employment_start: date
    probation_end: date | None
    wage: Decimal
    probation_wage: Decimal | None
    location: str
    duties: str
    work_system: str
    work_approval: str
    pay_day: int
    birth: date | None = None
    task: str = ""
    part_time: bool = False
    earlier_probation: bool = False
    fixed_terms_before: int = 0
    asked_for_fixed: bool = False
    lowest_same_post: Decimal | None = None
    sales: bool = False
