"""What can go wrong with decisions."""

from typing import ClassVar

from ...platform.errors import DomainError
from ...platform.i18n import lazy as _


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
    text = _("结果已确认并通知候选人。")
