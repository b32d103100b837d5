"""What can go wrong with employees."""

from datetime import date
from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_date


class EmployeeNotFoundError(NotFoundError):
    """No such employee here, or not this person's to see."""


class AlreadyEndedError(DomainError):
    """Somebody else was quicker, with another day or reason."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "already_ended"
    text = _("这位员工已经办理离职，请核对下面的登记；有误的请更正。")


class NotEndedError(DomainError):
    """There is no end that could be corrected."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_ended"
    text = _("这位员工没有办理离职，不需要更正。")


class EndBeforeStartError(DomainError):
    """Nobody leaves before they came."""

    code: ClassVar[str] = "end_before_start"
    field = "ended_on"

    def __init__(self, starts_on: date) -> None:
        super().__init__()
        self.text = _("最后工作日不能早于入职日期 {day}。").format(day=format_date(starts_on))


class EmployedAgainError(DomainError):
    """One person works for one employer once at a time: another employment has begun by then."""

    code: ClassVar[str] = "employed_again"
    field = "ended_on"

    def __init__(self, number: str, starts_on: date) -> None:
        super().__init__()
        self.text = _("这样会与这位员工的另一段任职重叠（工号 {number}，{day} 入职），请核对。").format(
            number=number, day=format_date(starts_on)
        )


class CorrectionUnexplainedError(DomainError):
    """What was filed is changed only with the reason why."""

    code: ClassVar[str] = "correction_unexplained"
    field = "why"
    text = _("请写明更正的原因。")
