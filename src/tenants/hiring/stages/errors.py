"""What can go wrong with stages and moves."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class StageNotFoundError(NotFoundError):
    """No such stage in this tenant."""


class StageNameTakenError(DomainError):
    """Two columns of one name cannot be told apart."""

    code: ClassVar[str] = "stage_name"
    field = "name"
    text = _("同一类型下已有同名阶段。")


class StageNeededError(DomainError):
    """The last stage of a type takes whoever comes into that type."""

    code: ClassVar[str] = "stage_needed"
    text = _("每种类型至少要有一个阶段，这是该类型的最后一个，不能删除。")


class StageInUseError(DomainError):
    """There are people in it, and nobody said where they go."""

    code: ClassVar[str] = "stage_in_use"
    field = "into"

    def __init__(self, people: int) -> None:
        super().__init__()
        self.text = _("这个阶段里有 {n} 人，请先选择把他们移到哪个阶段。").format(n=people)
