"""What can go wrong with offers."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _
from ..law.findings import Finding


class OfferNotFoundError(NotFoundError):
    """No such offer here, or not this actor's."""


class OfferBlockedError(DomainError):
    """The law, or a gap, stands in the way; `findings` say what and how to mend it."""

    code: ClassVar[str] = "offer_blocked"
    text = _("录用通知书未通过校验，请按提示修改。")

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class OfferStateError(DomainError):
    """The offer is not at that point of its road."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "offer_state"
    text = _("录用通知书现在的状态不能进行这个操作，请看最新情况。")


class OfferExistsError(DomainError):
    """Another version is being prepared for the same application."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "offer_exists"
    text = _("这位候选人有一份录用通知书正在准备，请先改好、发送或撤回它。")


class OfferOpenError(DomainError):
    """An offer is prepared, or waits for its answer: no contract is made behind its back."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "offer_open"
    text = _("候选人的录用通知书还没有答复。请等候选人接受，或先撤回录用通知书。")


class ContractBegunError(DomainError):
    """The contract is made: another offer would say something else beside it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_begun"
    text = _("已经生成劳动合同，不能再改录用通知书。请先撤回合同。")


class NotPassedError(DomainError):
    """There is no confirmed pass to make an offer from."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_passed"
    text = _("结果确认为通过之后才能起草录用通知书。")


class OwnOfferError(DomainError):
    """Who wrote an offer does not approve it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "own_offer"
    text = _("录用通知书要由起草人以外的同事审批。")


class ReplyDateError(DomainError):
    """The last day for the answer is over, or too far away."""

    code: ClassVar[str] = "reply_date"
    field = "reply_by"
    text = _("答复的最后一天应在明天到 60 天之内。")


class OfferUpdatedError(DomainError):
    """The candidate answers a version that is not the one that stands."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "offer_updated"
    text = _("录用通知书有了新的情况，请看过下面的内容再答复。")


class QuestionOpenError(DomainError):
    """What was asked before is not answered yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "question_open"
    text = _("您上次的问题公司还没有答复，答复后会马上通知您。")
