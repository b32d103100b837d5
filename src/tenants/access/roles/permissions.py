"""What can be done here, as named permissions; a role is a set of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


class Permission(StrEnum):
    """One thing a person may do. The value is what a role stores, for ever."""

    CANDIDATES_READ = "candidates.read"
    CANDIDATES_WRITE = "candidates.write"
    CANDIDATES_IMPORT = "candidates.import"
    CANDIDATES_REVEAL = "candidates.reveal"
    CANDIDATES_EXPORT = "candidates.export"
    BLACKLIST_MANAGE = "blacklist.manage"
    INTERVIEWS_ASSIGN = "interviews.assign"
    INTERVIEWS_SCORE = "interviews.score"
    DECISIONS_CONFIRM = "decisions.confirm"
    RULES_MANAGE = "rules.manage"
    MESSAGES_READ = "messages.read"
    CONTRACTS_READ = "contracts.read"
    CONTRACTS_MAKE = "contracts.make"
    CONTRACTS_SEAL = "contracts.seal"
    EMPLOYEES_READ = "employees.read"
    REPORTS_READ = "reports.read"
    AUDIT_READ = "audit.read"
    PEOPLE_MANAGE = "people.manage"
    ROLES_MANAGE = "roles.manage"
    SETTINGS_MANAGE = "settings.manage"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A permission in words, and how far it can reach.

    `openings`: can be given for the openings of a department's subtree; `own`: only what is assigned to the person,
    wherever it is; `tenant`: all or nothing, a role given for one department does not carry it.
    """

    label: LazyText
    allows: LazyText
    reach: Literal["openings", "own", "tenant"] = "tenant"


MEANINGS: dict[Permission, Meaning] = {
    Permission.CANDIDATES_READ: Meaning(
        _("查看候选人"), _("候选人列表、面试评价、结果和时间线；敏感信息打码"), reach="openings"
    ),
    Permission.CANDIDATES_WRITE: Meaning(_("添加候选人"), _("为职位添加候选人"), reach="openings"),
    Permission.CANDIDATES_IMPORT: Meaning(_("导入表格"), _("导入候选人和评分的表格，新职位和部门自动建立")),
    Permission.CANDIDATES_REVEAL: Meaning(
        _("查看敏感信息"), _("显示完整的手机号、证件号码和薪资，每次显示都会记录"), reach="openings"
    ),
    Permission.CANDIDATES_EXPORT: Meaning(_("导出候选人"), _("把候选人列表导出为 Excel"), reach="openings"),
    Permission.BLACKLIST_MANAGE: Meaning(
        _("管理黑名单"), _("看到谁在黑名单中和原因，列入和移出；没有这项权限的人看不到任何提示")
    ),
    Permission.INTERVIEWS_ASSIGN: Meaning(
        _("安排面试"), _("请面试官评价候选人，发免登录评价链接"), reach="openings"
    ),
    Permission.INTERVIEWS_SCORE: Meaning(_("面试评价"), _("为分配给自己的候选人打分"), reach="own"),
    Permission.DECISIONS_CONFIRM: Meaning(
        _("确认结果"), _("确认、撤回和改判结果，答复人工复核；候选人会收到通知"), reach="openings"
    ),
    Permission.RULES_MANAGE: Meaning(_("管理判定规则"), _("修改判定规则和确认方式，试算，填写影响评估")),
    Permission.MESSAGES_READ: Meaning(_("查看消息"), _("消息的发送、送达和打开情况"), reach="openings"),
    Permission.CONTRACTS_READ: Meaning(
        _("查看合同"), _("合同全文、状态、下载合同和存证包"), reach="openings"
    ),
    Permission.CONTRACTS_MAKE: Meaning(_("办理合同"), _("生成、发送和撤回劳动合同"), reach="openings"),
    Permission.CONTRACTS_SEAL: Meaning(_("用印"), _("在员工已签署的合同上盖章"), reach="openings"),
    Permission.EMPLOYEES_READ: Meaning(_("查看员工"), _("员工名册"), reach="openings"),
    Permission.REPORTS_READ: Meaning(
        _("查看报表"), _("漏斗、用时、面试官、来源、送达、承诺和满意度的统计，可导出 Excel"), reach="openings"
    ),
    Permission.AUDIT_READ: Meaning(_("查看存证链"), _("校验存证链，查看操作记录")),
    Permission.PEOPLE_MANAGE: Meaning(_("管理成员"), _("邀请、停用成员，分配角色，维护部门")),
    Permission.ROLES_MANAGE: Meaning(_("管理角色"), _("新建、修改和删除自定义角色")),
    Permission.SETTINGS_MANAGE: Meaning(
        _("管理设置"), _("企业信息、品牌、评价表、回音承诺、功能试点、单点登录")
    ),
}
