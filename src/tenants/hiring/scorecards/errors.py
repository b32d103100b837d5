"""What can go wrong with scorecard forms and with re-opening a card."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class CardNotFoundError(NotFoundError):
    """No such card, or none that was sent by somebody who was asked for it."""


class ResultConfirmedError(DomainError):
    """The result is confirmed and told: a corrected card could no longer change it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "result_confirmed"
    text = _("结果已确认，评价不能再退回更正。")


class ReasonMissingError(DomainError):
    """A card is re-opened for a reason that is kept."""

    code: ClassVar[str] = "reopen_reason"
    field = "reopen_reason"
    text = _("请填写退回更正的理由，理由会留存。")
