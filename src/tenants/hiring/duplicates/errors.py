"""What can go wrong when two persons are made one."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class MergeNotFoundError(NotFoundError):
    """No such merger in this tenant, or not this person's to see."""


class BeyondReachError(DomainError):
    """One of the two has applications, employments or contracts that this person may not see."""

    code: ClassVar[str] = "merge_reach"
    text = _("其中一位还有您看不到的申请、任职或合同，请由负责全公司的同事合并。")


class TwoContractsError(DomainError):
    """The one who would go has a contract: whose it is must not change."""

    code: ClassVar[str] = "merge_contract"
    text = _("被并入的一方已有劳动合同。请保留有合同的一方；两人都有合同时不能合并。")


class EmployedError(DomainError):
    """The one who would go has an employee's file: whose it is must not change."""

    code: ClassVar[str] = "merge_employee"
    text = _("被并入的一方有员工档案，请保留这一方。")


class TwoIdentitiesError(DomainError):
    """Their identity numbers differ: they are two."""

    code: ClassVar[str] = "merge_identity"
    text = _("两人登记的证件号码不同，不是同一个人，不能合并。")


class SameVacancyError(DomainError):
    """Both applied for one vacancy, and the one who would go has come further."""

    code: ClassVar[str] = "merge_opening"
    text = _("两人申请了同一个职位，且被并入的一方已经通过或约好了面试。请保留这一方。")


class AlreadyMergedError(DomainError):
    """One of the two is merged into somebody already, or they are one."""

    code: ClassVar[str] = "already_merged"
    text = _("其中一位已经被合并，请刷新后再看。")


class TooLateError(DomainError):
    """The time in which a merger can be taken apart is over, or it is undone."""

    code: ClassVar[str] = "merge_too_late"
    text = _("合并超过 30 天或已经撤销，不能再撤销。")
