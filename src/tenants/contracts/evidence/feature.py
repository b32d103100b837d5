"""The archive, and what proves a contract: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, JobKind, Limit, RowOf, TriggerGroup
from ....platform.i18n import lazy as _


class EvidenceEvent(Event):
    """What is written to the chain."""

    CONTRACT_ARCHIVED = "contract.archived", _("合同归档锁定")
    STAMP_RENEWED = "contract.stamp_renewed", _("续加存档时间戳")
    OBJECT_UNSOUND = "archive.unsound", _("存档文件丢失或损坏")
    OBJECT_MENDED = "archive.mended", _("存档文件已从另一份修复")
    OBJECT_SOUND = "archive.sound", _("存档文件恢复完好")
    OBJECT_STRAY = "archive.stray", _("存档中有文件没有记录")
    LOCK_EXTENDED = "archive.lock_extended", _("在职期间延长存档锁定")


VERIFICATION_LIMIT = Limit("portal.verify", most=20, seconds=600)


FEATURE = Feature(
    events=EvidenceEvent,
    triggers=(
        TriggerGroup(
            _("入职和合同"), (EvidenceEvent.CONTRACT_ARCHIVED, EvidenceEvent.OBJECT_UNSOUND), order=530
        ),
    ),
    jobs=(
        JobKind("contract.archive", {"contract": RowOf("contracts")}),
        JobKind("contract.renew_stamp", {"contract": RowOf("contracts")}),
    ),
    limits=(VERIFICATION_LIMIT,),
    help=(
        HelpEntry(
            _("签好的合同会不会丢"),
            _(
                "归档后锁定保存：在职期间每年续锁，离职后至少再存两年。系统每天逐个核对，丢了、坏了、被覆盖了，都写在存证链页面。"
            ),
            "hr.audit.check",
            _("看存档文件"),
            "audit.read",
            order=168,
        ),
    ),
)
