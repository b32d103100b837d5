"""What stands in the way of a signature; one class for one rung."""

from datetime import datetime, timedelta
from typing import ClassVar

from ....platform.auth.errors import TooManyTriesError
from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import gettext
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_time


class NotToSignError(DomainError):
    """The contract is not waiting for this person's signature."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_to_sign"
    text = _("这份合同现在不在待签署状态。")


class SigningOverError(NotToSignError):
    """The last moment at which it could be signed has passed."""

    code: ClassVar[str] = "signing_over"
    text = _("这份合同的签署期限已过，请联系公司重新发送。")


class AnswerAwaitedError(NotToSignError):
    """The candidate has asked something that the company has not answered yet: the contract waits."""

    code: ClassVar[str] = "answer_awaited"
    text = _("您提出的问题公司还没有答复，答复前合同先等着。想现在就签，请先收回问题。")


class NotReadError(DomainError):
    """Step one is not done."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_read"
    text = _("请先阅读合同全文并勾选同意，再进行下一步。")


class ReadingUnfinishedError(DomainError):
    """The text is not read as the tenant asks for; what is missing is said beside `field`."""

    code: ClassVar[str] = "reading_unfinished"
    field = "reading"


class PagesUnseenError(ReadingUnfinishedError):
    """Pages were not in view, and the text not to its end."""

    text = _("第 {pages} 页还没有看到，请看完每一页，或者把文字版看到末尾。")

    def __init__(self, pages: tuple[int, ...]) -> None:
        super().__init__()
        self.text = self.text.format(pages=", ".join(map(str, pages)))


class TooQuickError(ReadingUnfinishedError):
    """It was in front of the reader for too short a time, by so many seconds."""

    text = _("请再看一会儿：还需阅读 {seconds} 秒。")

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.text = self.text.format(seconds=seconds)


class NotStatedError(ReadingUnfinishedError):
    """On a page without scripts the reader says themselves that they have read it all."""

    field = "read_all"
    text = _("请看完全文，再勾选“我已阅读全文”。")


class DocumentUnfitError(DomainError):
    """The stored file is not what was recorded, or is lost: it is shown to nobody, and nothing is signed on it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "document_unfit"
    text = _(
        "这份合同的文件与存档时的记录不一致，已经停止显示，请不要签署。请联系招聘负责人，由公司重新发送。"
    )


class IdentityMismatchError(DomainError):
    """Name or number is not what stands in the onboarding form; which of them is not said. `left`: how many tries more."""

    code: ClassVar[str] = "identity_mismatch"
    field = "id_number"
    text = _("姓名或证件号码与登记表不一致，还可以试 {left} 次。")

    def __init__(self, left: int) -> None:
        super().__init__()
        self.text = self.text.format(left=left)


class IdentityTriesError(TooManyTriesError):
    """Name or number was wrong five times: the next try is possible in `wait`."""

    code: ClassVar[str] = "identity_tries"
    field = "id_number"
    text = _(
        "姓名或证件号码连续 5 次与登记表不一致，请 {minutes} 分钟后再试。如果登记有误，请联系招聘负责人更正。"
    )

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.text = self.text.format(minutes=max(1, -(-int(wait.total_seconds()) // 60)))


class NotIdentifiedError(DomainError):
    """Name and number were not given yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_identified"
    text = _("请先填写姓名和证件号码，再获取验证码。")


class NotCheckedError(DomainError):
    """The tenant has candidates' identity checked beside the code, and that is not done."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_checked"
    text = _("请先完成实名核验，再获取验证码。")


class CheckNotOfferedError(DomainError):
    """The tenant does not offer this way, or nobody checks anybody here."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "check_not_offered"
    text = _("现在不能用这种方式核验，请换一种方式，或请公司当面核对。")


class CheckUnsuitableError(DomainError):
    """The registers know resident identity cards and phones of the mainland only."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "check_unsuitable"
    text = _("自助核验只支持居民身份证和中国内地的手机号，请公司当面核对证件。")


class FaceConsentError(DomainError):
    """A face is looked at with separate consent only (人脸识别技术应用安全管理办法 Art. 6, 个人信息保护法 Art. 29)."""

    code: ClassVar[str] = "face_consent"
    field = "face_consent"
    text = _("人脸核验要先单独同意。不同意也没关系，请用另一种方式。")


class CheckTriesError(TooManyTriesError):
    """Tried as often as a day allows; again in `wait`."""

    code: ClassVar[str] = "check_tries"
    text = _(
        "这种方式 24 小时内最多核验 {most} 次，{hours} 小时后可以再试。现在可以换一种方式，或请公司当面核对。"
    )

    def __init__(self, most: int, wait: timedelta) -> None:
        super().__init__()
        hours = max(1, -(-int(wait.total_seconds()) // 3600))
        self.text = self.text.format(most=most, hours=hours)


class NoCheckOwedError(DomainError):
    """Nothing is left to confirm: it is confirmed, or was never asked for."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_check_owed"
    text = _("这份合同不需要再核对身份。")


class CodeLateError(DomainError):
    """The code came too late: its ten minutes are over."""

    code: ClassVar[str] = "code_late"
    field = "code"
    text = _("这个验证码已经超过 10 分钟，不能再用。请重新获取，再输入最新的一个。")


class CodeTriedOutError(DomainError):
    """The code was wrong five times: it is void, another one can be asked for."""

    code: ClassVar[str] = "code_tried_out"
    field = "code"
    text = _("连续 5 次不正确，这个验证码已经作废。合同没有签署，内容没有变化；请重新获取后再试。")


class NotVerifiedError(DomainError):
    """Step two is not done."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_verified"
    text = _("请先完成短信验证，再手写签名。")


class TooManyConcernsError(DomainError):
    """The candidate has said several things that the company has not answered yet."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "too_many_concerns"
    text = _("您已有几个问题在等公司答复，请等答复后再提。")


class ConcernNotFoundError(NotFoundError):
    """Nothing of the kind was said about this contract."""


class ConcernOverError(DomainError):
    """It is answered, taken back or of no use any more."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "concern_over"
    text = _("这个问题已经处理过，或候选人已经收回，请看最新情况。")


class NotOnPaperError(DomainError):
    """Nobody has asked for paper here."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_on_paper"
    text = _("只有候选人要求改签纸质时，才能同意改签纸质。")


class AnswerFirstError(DomainError):
    """The candidate waits for an answer: they are not asked for their signature meanwhile."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "answer_first"
    text = _("候选人在等您的答复，期限已停止计算。请先答复，再催办或重新发送。")


class NotWaitingError(DomainError):
    """Nobody waits for the candidate's signature."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_waiting"
    text = _("这份合同现在不在等待签署，不用催办。")


class NudgedLatelyError(DomainError):
    """Once an hour is how often somebody is asked."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "nudged_lately"

    def __init__(self, at: datetime, again: datetime) -> None:
        super().__init__()
        self._at, self._again = at, again

    def __str__(self) -> str:
        text = gettext("{at} 已经催办过，一小时内只能催一次，{again} 后可以再催。")
        return text.format(at=format_time(self._at), again=format_time(self._again))
