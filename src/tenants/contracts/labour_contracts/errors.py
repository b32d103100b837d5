"""What can go wrong with contracts."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _
from ..law.findings import Finding


class ContractNotFoundError(NotFoundError):
    """No such contract here, or not this actor's."""


class ContractGoneError(ContractNotFoundError):
    """Whoever asks had it before them, and the company has withdrawn it since."""


class ContractBlockedError(DomainError):
    """The law, or a gap, stands in the way; `findings` say what and how to mend it."""

    code: ClassVar[str] = "contract_blocked"
    text = _("合同未通过校验，请按提示修改。")

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class ContractNotClearedError(DomainError):
    """The check says today what it did not say when the contract was made, and nobody has answered that."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_not_cleared"
    text = _("按今天的法律和数据再校验，有新的提示，请先处理再发送。")


class NotApprovedError(DomainError):
    """A second person has to agree to the contract before it goes out, and has not."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_not_approved"
    text = _("这份合同还没有通过审批，不能发送。")


class AnswersChangedError(DomainError):
    """Something was answered since whoever approves looked at the contract."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "answers_changed"
    text = _("合同的校验提示或原因刚刚有变化，请看最新的内容再审批。")


class OwnContractError(DomainError):
    """Nobody approves what they made, or answered for, themselves."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "own_contract"
    text = _("不能审批自己生成的合同，或自己写的原因，请另一位同事审批。")


class NotHiredError(DomainError):
    """There is no confirmed pass to make a contract from."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_hired"
    text = _("结果确认为通过之后才能生成合同。")


class OnboardingMissingError(DomainError):
    """The person has not given identity number and address."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "onboarding_missing"
    text = _("候选人还没有填写入职登记（证件号码、住址）。")


class IdentityMissingError(DomainError):
    """The employee has not given identity number and address."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "identity_missing"
    text = _("这位员工还没有填写入职登记（证件号码、住址），请本人用手机号登录后填写。")


class NotEmployedError(DomainError):
    """The employment is over, or its last day is filed: there is nothing to renew."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "not_employed"
    text = _("这位员工已登记离职，不能再办理合同；如果继续在职，请先更正离职登记。")


class ContractUnderWayError(DomainError):
    """A contract of the person with this employer is being made or signed."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_under_way"
    text = _("这位员工有一份合同正在办理，请先办完或撤回，再生成新的。")


class ContractUnfinishedError(DomainError):
    """A contract of the employee with this employer is not in the archive yet: the employment cannot end before."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_unfinished"
    text = _("这位员工有一份合同正在办理，请先办完或撤回，再办理离职。")


class BeyondDepartmentsError(DomainError):
    """The contract would belong to a department that whoever makes it does not work on."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_scope"
    text = _("这份合同属于您不负责的部门，请由负责该部门的同事办理。")


class FeatureOffError(DomainError):
    """The department still signs on paper."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "feature_off"
    text = _("这个部门还没有启用电子合同，请按原来的方式签署，或联系管理员加入试点。")


class WrongStateError(DomainError):
    """The contract is not at that point of its road."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "wrong_state"
    text = _("合同现在的状态不能进行这个操作，请刷新页面。")


class ContractExistsError(DomainError):
    """The application has an open contract."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "contract_exists"
    text = _("这份申请已有合同，请先撤回再重新生成。")
