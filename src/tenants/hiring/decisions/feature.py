"""The rule, and results: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    Moment,
    Permission,
    RowOf,
    SettingsEntry,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class DecisionEvent(Event):
    """What is written to the chain."""

    RULE_CHANGED = "rule.changed", _("修改判定规则")
    MARKED = "decision.marked", _("系统按规则标记结果")
    PROPOSED = "decision.proposed", _("一人提出结果，待第二人确认")
    CONFIRMED = "decision.confirmed", _("人工确认结果")
    CONFIRMED_BY_RULE = "decision.confirmed_by_rule", _("规则自动确认结果")
    TAKEN_BACK = "decision.taken_back", _("通知前撤回结果")
    REVERSED = "decision.reversed", _("改判已通知的结果")
    CONFIRMING_CHANGED = "confirming.changed", _("修改结果确认设置")
    ASSESSMENT_FILED = "assessment.filed", _("保存个人信息保护影响评估")
    REVIEW_ASKED = "review.asked", _("候选人要求人工复核")
    REVIEW_ANSWERED = "review.answered", _("答复人工复核")


class DecisionPermission(Permission):
    """What can be allowed here."""

    CONFIRM = Meaning(
        "decisions.confirm",
        _("确认结果"),
        _("确认、撤回和改判结果，答复人工复核；候选人会收到通知"),
        order=90,
        reach="scoped",
        roles=("admin", "hr"),
    )
    MANAGE_RULES = Meaning(
        "rules.manage",
        _("管理判定规则"),
        _("修改判定规则和确认方式，试算，填写影响评估"),
        order=100,
        roles=("admin", "hr"),
    )


FEATURE = Feature(
    events=DecisionEvent,
    permissions=DecisionPermission,
    settings=(
        SettingsEntry(
            "rule",
            _("判定规则"),
            _("评分怎样算通过，改了什么，谁改的"),
            "hr.decisions.show",
            DecisionPermission.MANAGE_RULES,
            section=_("招聘"),
            order=1020,
        ),
        SettingsEntry(
            "confirming",
            _("谁来确认"),
            _("两个人确认、撤回时间、由规则自动确认和影响评估"),
            "hr.decisions.policy.show",
            DecisionPermission.MANAGE_RULES,
            section=_("招聘"),
            order=1030,
        ),
    ),
    help=(
        HelpEntry(
            _("确认结果并通知"),
            _(
                "在待办里直接确认，或改判并写理由；结果页写明由规则的哪一条决定。确认后短信和邮件立即发出，夜里的等到早上；设了撤回时间的，到时间才发。"
            ),
            "hr.todo.show",
            _("去待办"),
            DecisionPermission.CONFIRM,
            order=70,
        ),
        HelpEntry(
            _("候选人要求人工复核"),
            _(
                "要求连同对方的理由出现在待办里，写着最晚什么时候答复。由人重新看过，维持或改判，写明说明后告知候选人。"
            ),
            "hr.todo.show",
            _("去待办"),
            DecisionPermission.CONFIRM,
            order=80,
        ),
        HelpEntry(
            _("怎么改判定规则"),
            _(
                "规则从上到下逐条看，第一条符合的决定结果。改好后先用过去的候选人试算，看谁的标记会变，再保存为新版本。"
            ),
            "hr.decisions.show",
            _("判定规则"),
            DecisionPermission.MANAGE_RULES,
            order=200,
        ),
    ),
    triggers=(
        TriggerGroup(
            _("评价和结果"),
            (
                DecisionEvent.MARKED,
                DecisionEvent.PROPOSED,
                DecisionEvent.CONFIRMED,
                DecisionEvent.CONFIRMED_BY_RULE,
                DecisionEvent.TAKEN_BACK,
                DecisionEvent.REVERSED,
                DecisionEvent.REVIEW_ASKED,
                DecisionEvent.REVIEW_ANSWERED,
            ),
            order=320,
        ),
    ),
    jobs=(
        JobKind("decision.confirm_by_rule", {"decision": RowOf("decisions")}),
        JobKind("decision.tell", {"decision": RowOf("decisions"), "at": Moment()}),
    ),
)
