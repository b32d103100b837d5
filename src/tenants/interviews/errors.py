"""What can go wrong with scorecards."""

from typing import ClassVar

from ...platform.errors import DomainError, NotFoundError
from ...platform.i18n import lazy as _


class InterviewNotFoundError(NotFoundError):
    """No such interview, or another interviewer's."""


class AlreadyScoredError(DomainError):
    """The card of this round and interviewer is in."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "already_scored"
    text = _("您已提交过这份评价，不能重复提交。")


class LinkInvalidError(DomainError):
    """Not ours, too old or no longer wanted: the same answer for all."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "interview_link"
    text = _("这个评价链接已失效，请联系 HR 重新发送。")
