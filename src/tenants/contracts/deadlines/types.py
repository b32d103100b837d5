"""A deadline, and how near it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class DeadlineKind(StrEnum):
    """What has to be done by the day."""

    UNSIGNED = "unsigned"
    """To conclude a written contract with somebody at work (《劳动合同法》 Art. 10, 82)."""
    OVERDUE = "overdue"
    """To renew a contract whose term is over, while the person is still at work."""
    EXPIRY = "expiry"
    """To renew a contract, or to say that it ends."""
    PROBATION = "probation"
    """To judge whether somebody has passed the probation (Art. 21, 39)."""


# Days before at which members are told; of what is late every week.
TOLD_AT = {
    DeadlineKind.UNSIGNED: (10, 3, 0),
    DeadlineKind.EXPIRY: (60, 30, 7),
    DeadlineKind.PROBATION: (30, 7),
    DeadlineKind.OVERDUE: (),
}
_EACH = 7


@dataclass(frozen=True, slots=True)
class Deadline:
    """`day`: the last on which it is in time, `left` the days to it, fewer than none when it is late.

    `cost`: what being late has cost so far, in 元, None where the pay is not known. `open_next`: the next contract is to be one
    without end (Art. 14). `contract_id` and `number`: of the contract that it is about, None and "" where there is none.
    """

    kind: DeadlineKind
    person_id: UUID
    name: str
    job: str
    employer: str
    day: date
    left: int
    employee_id: UUID | None = None
    contract_id: UUID | None = None
    number: str = ""
    cost: Decimal | None = None
    open_next: bool = False

    @property
    def late(self) -> bool:
        """Whether the day is over."""
        return self.left < 0

    @property
    def told_today(self) -> bool:
        """Whether this is one of the days on which members are told."""
        return self.left in TOLD_AT[self.kind] or (self.late and -self.left % _EACH == 1)
