"""Why a seal is not pressed."""

from collections.abc import Sequence
from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import gettext
from ....platform.i18n import lazy as _

MOST = 100
"""Contracts in one list: who reads it must be able to."""
_NAMED = 5


class NotToSealError(DomainError):
    """The contract is not waiting for the company's seal."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_to_seal"
    text = _("这份合同现在不在待盖章状态。")


class CodeNeededError(DomainError):
    """This seal is used with a code each time, or never by one person alone."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "seal_code_needed"
    text = _("这枚印章要在“用印”中选中合同、输入验证码后使用。")


class NothingChosenError(DomainError):
    """No contract was ticked."""

    code: ClassVar[str] = "nothing_chosen"
    text = _("请先勾选要盖章的合同。")


class TooManyToSealError(DomainError):
    """More contracts than one code is good for."""

    code: ClassVar[str] = "too_many_to_seal"
    text = _("一个验证码一次最多盖 {most} 份，您选了 {n} 份，没有提交。请分次办理。")

    def __init__(self, chosen: int) -> None:
        super().__init__()
        self.chosen = chosen

    def __str__(self) -> str:
        return str(self.text.format(most=MOST, n=self.chosen))


class ListChangedError(DomainError):
    """Contracts of the list are not what they were when it was made; `numbers` says which."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "seal_list_changed"
    text = _("申请之后，合同 {numbers} 的文件或印章有变化，与清单不符。整份清单都没有盖章，请重新选择。")

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__()
        self.numbers = numbers

    def __str__(self) -> str:
        named = gettext("、").join(self.numbers[:_NAMED])
        if (more := len(self.numbers) - _NAMED) > 0:
            named = gettext("{named} 等 {n} 份").format(named=named, n=more + _NAMED)
        return str(self.text.format(numbers=named))


class NothingLeftError(DomainError):
    """Everything in the list is sealed already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "nothing_left_to_seal"
    text = _("清单中的合同都已经盖章，没有需要再盖的。")


class SameHandError(DomainError):
    """Four eyes: whoever asked can't approve."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "same_hand"
    text = _("贵公司要求双人复核：申请人不能确认自己的申请，请由另一位用印人确认。")


class RequestOverError(DomainError):
    """It was approved, refused or taken back."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "seal_request_over"
    text = _("这份用印申请已经结束，请刷新页面。")


class RequestNotFoundError(NotFoundError):
    """No such request in this tenant, or one with contracts that are not to be seen."""
