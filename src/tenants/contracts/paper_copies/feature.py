"""Paper copies: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Moment,
    RowOf,
    TableExport,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class CopyEvent(Event):
    """What is written to the chain."""

    ASKED = "paper_copy.asked", _("员工申请纸质复印件")
    PRINTED = "paper_copy.printed", _("打印纸质复印件")
    DONE = "paper_copy.done", _("纸质复印件已交付")
    TAKEN_BACK = "paper_copy.taken_back", _("员工收回纸质复印件的申请")


FEATURE = Feature(
    events=CopyEvent,
    help=(
        HelpEntry(
            _("员工要纸质复印件"),
            _(
                "员工在手机上的合同页申请，系统答应 3 个工作日内交付，并进待办、到期前提醒。在合同页打印：首页写明与原件一致、原件的 SHA-256 和验真地址，存档的文件不会改动；交付后登记当面交付还是邮寄，员工会收到通知。"
            ),
            "hr.labour_contracts.listing",
            _("看合同"),
            "contracts.make",
            order=169,
        ),
    ),
    triggers=(TriggerGroup(_("入职和合同"), (CopyEvent.ASKED, CopyEvent.DONE), order=535),),
    jobs=(
        JobKind("paper_copy.mail", {"copy": RowOf("paper_copies"), "user": RowOf("users"), "at": Moment()}),
    ),
    exports=(
        TableExport(
            "paper_copies",
            subject="person_id",
            decrypted={"words_encrypted": "copy_words", "note_encrypted": "copy_note"},
        ),
    ),
)
