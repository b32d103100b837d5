"""What the law looks at in one contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a contract as values. `kind`: fixed, open or task; pay per month before tax, in 元.

    `components`: the parts of `wage` by their form fields; `pay_structure` and `work_hours` in words. `service_start`: from
    when the employee has worked here without a break; `previous_end`: the last day of the contract before, where both still
    work together. `noncompete_pay` a month after leaving, `noncompete_percent` of the wage of the last twelve months. `male`: None where the papers do not say.
    """

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
    male: bool | None = None
    task: str = ""
    part_time: bool = False
    earlier_probation: bool = False
    fixed_terms_before: int = 0
    asked_for_fixed: bool = False
    lowest_same_post: Decimal | None = None
    sales: bool = False
    components: Mapping[str, Decimal] = field(default_factory=dict)
    pay_structure: str = ""
    work_hours: str = ""
    service_start: date | None = None
    previous_end: date | None = None
    noncompete_months: int | None = None
    noncompete_pay: Decimal | None = None
    noncompete_percent: int | None = None
    noncompete_penalty: Decimal | None = None
