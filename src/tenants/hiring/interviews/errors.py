"""What can go wrong with interviews and scorecards."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class AssignmentNotFoundError(NotFoundError):
    """No such assignment, or another interviewer's."""


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


class InterviewNotFoundError(NotFoundError):
    """No such interview, or another person's."""


class NotArrangeableError(DomainError):
    """The result is confirmed, or the application has ended."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_arrangeable"
    text = _("这位候选人的结果已确认，不能再安排面试。")


class PastTimeError(DomainError):
    """The moment asked for is over."""

    code: ClassVar[str] = "past_time"
    text = _("这个时间已经过去，请选择之后的时间。")
    field = "day"


class RoundArrangedError(DomainError):
    """The round has an interview already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "round_arranged"
    text = _("这一轮面试已经安排过了。要换时间，请修改原来的安排。")
    field = "round"


class PanelScoredError(DomainError):
    """Somebody of the panel has sent in the card of this round."""

    code: ClassVar[str] = "panel_scored"
    text = _("{name}已经提交过这一轮的评价，请换一位面试官或另选一轮。")
    field = "panel"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __str__(self) -> str:
        return str(self.text.format(name=self._name))


class InterviewChangedError(DomainError):
    """The interview is no longer what the page showed, or no longer to be."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "event_changed"
    text = _("这场面试的安排刚刚有变化，请核对后再操作。")


class TooEarlyError(DomainError):
    """It has not begun."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "too_early"
    text = _("面试还没有开始，暂时不能标记。")


class NotTodayError(DomainError):
    """Somebody says they are there on another day."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_today"
    text = _("面试当天才能签到。")


class SlotGoneError(DomainError):
    """The proposed moment is over, or was never proposed."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "slot_gone"
    text = _("这个时间已经不能选了，请另选一个时间。")


class NothingProposedError(DomainError):
    """Another time is asked for, without a moment and without a word."""

    code: ClassVar[str] = "nothing_proposed"
    text = _("请至少提出一个时间，或写一句说明。")
    field = "day1"
