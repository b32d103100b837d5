"""What can go wrong with decisions."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class NotMarkedError(DomainError):
    """There is nothing to confirm yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_marked"
    text = _("还没有面试评价，系统尚未标记结果。")


class ReasonNeededError(DomainError):
    """A person decides otherwise than the rule, or where the rule leaves it open, and must say why."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "reason_needed"
    field = "reason"
    text = _("与系统标记不同，或系统标记为需复核时，请填写理由。")


class AlreadyConfirmedError(DomainError):
    """The result is confirmed and the candidate told."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "already_confirmed"
    text = _("结果已经确认过。要改变，请先撤回或改判。")


class RuleVersionNotFoundError(NotFoundError):
    """No such version of a rule."""


class NotToldError(DomainError):
    """A result that has not left the house is taken back, not reversed."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_told"
    text = _("这个结果还没有通知候选人，请先撤回或直接确认。")


class NotHeldError(DomainError):
    """There is nothing to take back, or the time for it is over."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_held"
    text = _("撤回时间已过，结果正在或已经通知候选人。可以改判，候选人会收到更正通知。")


class TermsOutError(DomainError):
    """An offer or a contract is with the candidate: a result is not turned round behind it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "terms_out"
    text = _("录用通知书或劳动合同已发给候选人，不能改判。请先撤回。")


class AssessmentMissingError(DomainError):
    """The rule may confirm by itself only after an impact assessment (《个人信息保护法》 Art. 55)."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "assessment_missing"
    field = "by_rule"
    text = _("请先完成并保存个人信息保护影响评估，再让规则自动确认。")


class NoReviewError(DomainError):
    """There is no result to look at again, or it was asked for already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_review"
    text = _("这份申请现在不能要求人工复核，或您已经提交过。")


class AssessmentNotFoundError(NotFoundError):
    """No such impact assessment."""
