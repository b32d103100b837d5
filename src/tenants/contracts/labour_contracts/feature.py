"""Labour contracts: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    Moment,
    NavigationEntry,
    Permission,
    RowOf,
    TableExport,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class ContractEvent(Event):
    """What is written to the chain."""

    CREATED = "contract.created", _("生成劳动合同")
    CHECKED = "contract.checked", _("合同排版并通过校验")
    SENT = "contract.sent", _("合同发送给候选人")
    WITHDRAWN = "contract.withdrawn", _("撤回合同")
    STUCK = "contract.stuck", _("多次尝试未成功，需要人工处理")
    RETRIED = "contract.retried", _("要求重试")
    SIGNED = "contract.signed", _("劳动者数字签名和时间戳完成")
    SEALED = "contract.sealed", _("用人单位数字签名和时间戳完成")
    ANSWERED = "contract.answered", _("写明校验提示的原因")
    APPROVED = "contract.approved", _("合同审批通过")
    RETURNED = "contract.returned", _("合同审批驳回")
    APPROVAL_RULE_CHANGED = "contract.approval_rule_changed", _("修改合同审批设置")
    DOWNLOADED = "document.downloaded", _("下载合同")


class ContractPermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "contracts.read",
        _("查看合同"),
        _("合同全文、状态、下载合同和存证包"),
        order=120,
        reach="scoped",
        roles=("admin", "hr", "seal_keeper", "auditor"),
    )
    MAKE = Meaning(
        "contracts.make",
        _("办理合同"),
        _("生成、发送和撤回劳动合同"),
        order=130,
        reach="scoped",
        roles=("admin", "hr"),
    )
    APPROVE = Meaning(
        "contracts.approve",
        _("审批合同"),
        _("发送前同意或驳回别人生成的合同，看校验提示和同事写的原因"),
        order=135,
        reach="scoped",
        roles=("admin",),
        weighty=True,
    )
    SEAL = Meaning(
        "contracts.seal",
        _("用印"),
        _("在员工已签署的合同上盖章"),
        order=140,
        reach="scoped",
        roles=("seal_keeper",),
        weighty=True,
    )


FEATURE = Feature(
    events=ContractEvent,
    permissions=ContractPermission,
    navigation=(
        NavigationEntry(
            "contracts",
            _("合同"),
            "hr.labour_contracts.listing",
            ContractPermission.READ,
            order=100,
            section=_("签约"),
        ),
    ),
    help=(
        HelpEntry(
            _("生成和发送合同"),
            _("候选人填好入职登记后生成。系统按劳动合同法校验，指出条款和改法；核对全文后发送。"),
            "hr.candidates.listing",
            _("看待签约的人"),
            ContractPermission.MAKE,
            order=150,
            parameters={"stage": "offer"},
        ),
        HelpEntry(
            _("校验提示怎么处理"),
            _(
                "红色的要改掉。黄色的核对后写明原因，原因随合同保存，审批人能看到。条款被误读的（写的是禁止、不是约定），可以选“不是这个意思”并写明理由，由另一位有“审批合同”权限的同事同意后才能发送；年龄、试用期、工资这些事实只能改。发送前还会按当天的法律再校验一次。"
            ),
            "hr.labour_contracts.listing",
            _("看待发送的合同"),
            ContractPermission.MAKE,
            order=151,
            parameters={"state": "checked"},
        ),
        HelpEntry(
            _("续签，或给老员工签合同"),
            _("在员工页面点“新签/续签合同”，内容从上一份合同带出；校验、发送、签署和归档都一样。"),
            "hr.employees.listing",
            _("看员工"),
            "employees.read",
            order=155,
        ),
        HelpEntry(
            _("盖章和归档"),
            _("候选人签署后，由用印人核对并盖章，几秒内自动归档。合同页可下载合同和存证包。"),
            "hr.labour_contracts.listing",
            _("看待盖章"),
            ContractPermission.READ,
            order=160,
            parameters={"state": "pending_company"},
        ),
        HelpEntry(
            _("怎么盖章"),
            _(
                "在“合同”里打开待公司盖章的合同，核对全文和员工签名，点盖章按钮。很多份一起盖，到“用印”里勾选。盖章后不能撤销。"
            ),
            "hr.labour_contracts.listing",
            _("看待盖章"),
            ContractPermission.SEAL,
            order=270,
            parameters={"state": "pending_company"},
        ),
    ),
    triggers=(
        TriggerGroup(
            _("入职和合同"),
            (
                ContractEvent.CREATED,
                ContractEvent.RETURNED,
                ContractEvent.SENT,
                ContractEvent.WITHDRAWN,
                ContractEvent.SIGNED,
                ContractEvent.SEALED,
                ContractEvent.STUCK,
            ),
            order=520,
        ),
    ),
    jobs=(
        JobKind(
            "contract.approval_mail",
            {"contract": RowOf("contracts"), "about": "wanted", "user": RowOf("users"), "at": Moment()},
        ),
        JobKind("contract.render", {"contract": RowOf("contracts")}),
        JobKind("contract.sign", {"contract": RowOf("contracts")}),
        JobKind("contract.seal", {"contract": RowOf("contracts")}),
    ),
    exports=(
        TableExport(
            "contracts",
            subject="person_id",
            decrypted={
                "terms_encrypted": "terms",
                "departures_encrypted": "departures",
                "answers_encrypted": "answers",
                "return_reason_encrypted": "return_reason",
            },
            stays_encrypted={"blocks_encrypted": "the document itself is in objects/"},
        ),
    ),
)
