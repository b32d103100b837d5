"""Using seals: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, JobKind, Moment, NavigationEntry, RowOf
from ....platform.i18n import lazy as _


class SealingEvent(Event):
    """What is written to the chain."""

    PRESSED = "seal.requested", _("用印人确认盖章")
    ASKED = "sealing.asked", _("申请用印")
    CODE_ISSUED = "sealing.code_issued", _("向用印人发送验证码")
    APPROVED = "sealing.approved", _("用印人用验证码确认清单")
    REFUSED = "sealing.refused", _("退回用印申请")
    DROPPED = "sealing.dropped", _("撤回用印申请")
    RULE_CHANGED = "sealing.rule_changed", _("修改用印双人复核")
    EXPORTED = "sealing.register_exported", _("导出用印登记")


FEATURE = Feature(
    events=SealingEvent,
    navigation=(
        NavigationEntry(
            "sealing",
            _("用印"),
            "hr.sealing.listing",
            "contracts.seal",
            order=105,
        ),
    ),
    help=(
        HelpEntry(
            _("一次给多份合同盖章"),
            _(
                "在“用印”里勾选，一次最多 100 份，一个验证码只对这张清单有效：多一份、少一份，或文件有变化，都不会盖。要求双人复核时，由用印人或办理合同的人申请，另一位用印人收到通知后确认。每次用印都进用印登记，可以筛选和导出。"
            ),
            "hr.sealing.listing",
            _("看待盖章的合同"),
            "contracts.seal",
            order=272,
        ),
        HelpEntry(
            _("查用印登记"),
            _(
                "谁、什么时候、用哪枚章、盖在哪份合同上，盖章前后文件的 SHA-256，都在用印登记里，可以导出 Excel。"
            ),
            "hr.sealing.register.listing",
            _("看用印登记"),
            "contracts.read",
            order=274,
        ),
    ),
    jobs=(
        JobKind("sealing.mail", {"request": RowOf("seal_requests"), "user": RowOf("users"), "at": Moment()}),
    ),
)
