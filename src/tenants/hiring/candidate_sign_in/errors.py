"""What stands in the way of a candidate's signing in, beside the code."""

from typing import ClassVar

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class WrongEndingError(DomainError):
    """The last four signs of the document's number are others."""

    code: ClassVar[str] = "ending_wrong"
    field = "ending"
    text = _("与公司登记的证件号码不一致。一天里错 5 次，要等到第二天才能再试。")


class EndingTriesError(TooManyTriesError):
    """They were wrong five times: the next try is possible in so many seconds."""

    code: ClassVar[str] = "ending_tries"
    field = "ending"
    text = _("已经错了 5 次，为了保护您的合同，请 {hours} 小时后再试，或打电话请公司帮助。")

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.text = self.text.format(hours=max(1, -(-seconds // 3600)))
