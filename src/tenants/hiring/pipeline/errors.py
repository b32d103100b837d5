"""What can go wrong with stages and moves."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


class MoveRefusedError(DomainError):
    """What is confirmed or signed does not move by hand; `why` says it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "move_refused"
    field = "to"

    def __init__(self, why: LazyText) -> None:
        super().__init__()
        self.text = why


class MovedMeanwhileError(DomainError):
    """Somebody else moved the application after this page was opened."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "moved_meanwhile"

    def __init__(self, name: str, stage: str) -> None:
        super().__init__()
        self.text = _("{name}刚刚被移到了「{stage}」，没有再移动。请核对后重试。").format(
            name=name, stage=stage
        )


class ReasonNeededError(DomainError):
    """Nobody is archived without a reason."""

    code: ClassVar[str] = "archive_reason"
    field = "reason"
    text = _("请选择归档原因。")
