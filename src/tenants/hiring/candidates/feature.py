"""Candidates: what the feature declares."""

from ....platform.features import Event, Feature, Meaning, NavigationEntry, Permission, TriggerGroup
from ....platform.i18n import lazy as _


class CandidateEvent(Event):
    """What is written to the chain."""

    APPLIED = "application.created", _("收到申请")
    SOURCE_SET = "source.set", _("修改来源")
    SIGNED_IN = "candidate.signed_in", _("候选人查询进度")
    ONBOARDING_FILLED = "onboarding.filled", _("候选人填写入职登记")
    VALUE_SHOWN = "value.shown", _("查看敏感信息")
    LIST_EXPORTED = "list.exported", _("导出名单")


class CandidatePermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "candidates.read",
        _("查看候选人"),
        _("候选人列表、面试评价、结果和时间线；敏感信息打码"),
        order=10,
        reach="scoped",
        roles=("admin", "hr", "hiring_manager", "auditor"),
    )
    WRITE = Meaning(
        "candidates.write",
        _("添加候选人"),
        _("为职位添加候选人"),
        order=20,
        reach="scoped",
        roles=("admin", "hr"),
    )
    IMPORT = Meaning(
        "candidates.import",
        _("导入表格"),
        _("导入候选人和评分的表格，新职位和部门自动建立"),
        order=30,
        roles=("admin", "hr"),
    )
    REVEAL = Meaning(
        "candidates.reveal",
        _("查看敏感信息"),
        _("显示完整的手机号、证件号码和薪资，每次显示都会记录"),
        order=40,
        reach="scoped",
        roles=("admin", "hr"),
    )
    EXPORT = Meaning(
        "candidates.export",
        _("导出候选人"),
        _("把候选人列表导出为 Excel"),
        order=50,
        reach="scoped",
        roles=("admin", "hr"),
    )


FEATURE = Feature(
    events=CandidateEvent,
    permissions=CandidatePermission,
    navigation=(
        NavigationEntry(
            "candidates", _("候选人"), "hr.candidates.listing", CandidatePermission.READ, order=20
        ),
    ),
    triggers=(
        TriggerGroup(_("申请"), (CandidateEvent.APPLIED,), order=110),
        TriggerGroup(_("入职和合同"), (CandidateEvent.ONBOARDING_FILLED,), order=510),
    ),
)
