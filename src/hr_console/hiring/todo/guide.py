"""The guide on the to-do page: where the tenant's first hire stands, and what brings it on."""

from dataclasses import astuple, dataclass

from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....tenants.hiring.pipeline.queries import FirstHire

COOKIE = "guide"


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the road: its name, what to do there, and where."""

    name: str
    how: str
    action: str
    url: str
    done: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """All steps in their order, and the one to do next (None: the first hire is done)."""

    steps: tuple[Step, ...]
    next: Step | None

    @classmethod
    def at(cls, hire: FirstHire) -> "Guide":
        """The guide for a tenant that has come so far; a point passed implies those before it."""
        passed = astuple(hire)
        furthest = max((place for place, done in enumerate(passed) if done), default=-1)
        steps = tuple(Step(*words, done=place <= furthest) for place, words in enumerate(_steps()))
        return cls(steps, next((step for step in steps if not step.done), None))

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def _steps() -> tuple[tuple[str, str, str, str], ...]:
    return (
        (
            _("导入"),
            _("上传您现在用的表格，不用改格式；只有一位候选人时也可以直接添加。"),
            _("导入表格"),
            href("hr.imports.show"),
        ),
        (
            _("评价"),
            _("打开一位候选人，请面试官评价；面试官在手机上约 90 秒填完，系统按规则标记。"),
            _("选一位候选人"),
            href("hr.candidates.listing"),
        ),
        (
            _("确认"),
            _("系统已按规则标记结果，由您确认。确认通过一位，就可以往下走。"),
            _("去确认结果"),
            href("hr.candidates.listing", todo="1"),
        ),
        (
            _("通知"),
            _("确认后系统自动发短信和邮件。在消息页看是否送达；没有送达会写明原因。"),
            _("看消息"),
            href("hr.messages.listing"),
        ),
        (
            _("入职登记"),
            _("等候选人从短信链接进入，填写证件号码和住址。演示时打开收件箱，用候选人的手机号登录填写。"),
            _("看待签约的人"),
            href("hr.candidates.listing", stage="offer"),
        ),
        (
            _("合同"),
            _("候选人已填好登记。合同从面试档案带出，系统按劳动合同法校验。"),
            _("生成合同"),
            href("hr.candidates.listing", stage="offer"),
        ),
        (
            _("发送"),
            _("合同已排版好。核对全文后发送，候选人会收到短信和邮件。"),
            _("核对并发送"),
            href("hr.labour_contracts.listing", state="checked"),
        ),
        (
            _("签署"),
            _("等候选人在手机上三步签署：核对阅读、身份验证、手写签名。"),
            _("看进展"),
            href("hr.labour_contracts.listing", state="sent"),
        ),
        (
            _("盖章"),
            _("候选人已签。由用印人或管理员登录后盖合同专用章。"),
            _("看待盖章的合同"),
            href("hr.labour_contracts.listing", state="pending_company"),
        ),
        (
            _("归档"),
            _("盖章后几秒内自动归档锁定，员工档案和存证包随之生成。"),
            _("看员工档案"),
            href("hr.employees.listing"),
        ),
    )
