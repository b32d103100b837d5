"""What can go wrong with employees."""

from datetime import date
from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_date


class EmployeeNotFoundError(NotFoundError):
    """No such employee here, or not this person's to see."""


class PhoneOfAnotherError(DomainError):
    """The phone number belongs to somebody of another name: one of the two must be wrong."""

    code: ClassVar[str] = "phone_of_another"
    field = "phone"
    text = _("这个手机号在系统中属于另一位姓名不同的人，请核对号码和姓名。")


class EmployedAlreadyError(DomainError):
    """The person works for this employer now."""

    code: ClassVar[str] = "employed_already"
    field = "phone"
    text = _("这个手机号的主人已是该用人单位的在职员工，没有重复添加。")


class EmployedThenError(DomainError):
    """The day lies within an employment of the person with this employer that is over."""

    code: ClassVar[str] = "employed_then"
    field = "starts_on"
    text = _("这位员工在该单位的上一段任职到这一天还没有结束，请核对入职日期。")


class BeyondDepartmentsError(DomainError):
    """The department is not among those this member works on."""

    code: ClassVar[str] = "employee_scope"
    field = "department"
    text = _("您只能选择自己负责的部门。")


class PhoneTakenError(DomainError):
    """The number that is to be put in place of a wrong one is another person's."""

    code: ClassVar[str] = "phone_taken"
    field = "phone"
    text = _("这个手机号已属于系统中的另一个人，请核对号码。")


class DetailsFixedError(DomainError):
    """Something rests on what was typed in: an identity, a contract, an application, another employment."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "details_fixed"
    text = _("这位员工已填写入职登记、有合同或应聘记录，只能更改部门。")


class FiledByContractError(DomainError):
    """A contract began the file: there is nothing typed in by hand."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "filed_by_contract"
    text = _("这位员工由合同归入档案，资料不在这里更正。")


class StartAfterEndError(DomainError):
    """Nobody comes after they have left."""

    code: ClassVar[str] = "start_after_end"
    field = "starts_on"

    def __init__(self, ended_on: date) -> None:
        super().__init__()
        self.text = _("入职日期不能晚于最后工作日 {day}。").format(day=format_date(ended_on))


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
