"""What can go wrong with candidates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _

if TYPE_CHECKING:
    from .models import Application


class CandidateNotFoundError(NotFoundError):
    """No such application here, or not this actor's to see: the same answer for both."""


class OnboardingDoneError(DomainError):
    """Whoever works here has said who they are: it is not changed from their phone."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "onboarding_done"
    text = _("入职登记已经填写；需要更正，请联系公司。")


class IdentityInContractError(DomainError):
    """A contract with the identity as it is now is being made or signed: contract and certificate must name the same."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "identity_in_contract"
    text = _("合同正在办理，证件信息暂时不能更改；如有错误，请联系公司撤回合同后再改。")


class PersonKnownError(DomainError):
    """Somebody with this phone number is here already; `applications` are theirs, newest first."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "person_known"
    field = "phone"
    text = _("这个手机号已有档案，没有重复添加。")

    def __init__(self, applications: "Sequence[Application]") -> None:
        super().__init__()
        self.applications = applications


class OtherNameError(PersonKnownError):
    """The phone number belongs to somebody of another name: one of the two must be wrong."""

    code: ClassVar[str] = "other_name"
    text = _("这个手机号在系统中属于另一位姓名不同的候选人，请核对号码。")


class OutsideScopeError(DomainError):
    """The vacancy is not among those this person works on."""

    code: ClassVar[str] = "outside_scope"
    field = "department"
    text = _("您只能为自己负责的部门或职位添加候选人。")


class AlreadyAppliedError(PersonKnownError):
    """The person has applied for this very vacancy."""

    code: ClassVar[str] = "already_applied"
    text = _("这位候选人已经申请过这个岗位。")
