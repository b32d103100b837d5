"""Why a promise cannot be moved."""

from datetime import date
from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import gettext
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_daymonth


class NoPromiseError(DomainError):
    """Nothing is promised at present."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_promise"
    text = _("这位候选人目前没有等待答复的承诺。")


class PromisePassedError(DomainError):
    """Its time has passed: the candidate can no longer be told before."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "promise_passed"
    text = _("承诺时间已过，不能再延后。请尽快确认结果，候选人会马上收到答复。")


class PromiseMovedError(DomainError):
    """It has been moved once, and that is how often it can be."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "promise_moved"
    text = _("承诺只能延后一次，这一份已经延后过，不能再改。请在承诺时间前确认结果。")


class PromiseDateError(DomainError):
    """The new date is no date to promise; `first` and `last` are the ends of what can be."""

    code: ClassVar[str] = "promise_date"
    field = "date"

    def __init__(self, first: date, last: date) -> None:
        super().__init__()
        self._first, self._last = first, last

    def __str__(self) -> str:
        text = gettext("请选择 {first} 到 {last} 之间的工作日。")
        return text.format(first=format_daymonth(self._first), last=format_daymonth(self._last))
