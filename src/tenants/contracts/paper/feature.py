"""Contracts on paper: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    Moment,
    Permission,
    RowOf,
    TableExport,
    TriggerGroup,
)
from ....platform.i18n import lazy as _


class PaperEvent(Event):
    """What is written to the chain."""

    CHOSEN = "contract.paper_chosen", _("公司改用纸质签署，停止电子签署")
    SCANNED = "paper_scan.filed", _("上传纸质合同的扫描件")
    SENT_BACK = "paper_scan.sent_back", _("扫描件核对不通过，退回")
    DROPPED = "paper_scan.dropped", _("撤下扫描件")
    COMPLETED = "contract.completed_on_paper", _("第二人核对扫描件，纸质合同签署完成")


class PaperPermission(Permission):
    """What can be allowed here."""

    CHECK = Meaning(
        "contracts.check_paper",
        _("核对纸质合同"),
        _("核对同事上传的纸质合同扫描件；自己上传的不能自己核对"),
        order=145,
        reach="scoped",
        roles=("admin", "hr", "seal_keeper"),
    )


FEATURE = Feature(
    events=PaperEvent,
    permissions=PaperPermission,
    help=(
        HelpEntry(
            _("纸质签署：打印、扫描、两人核对"),
            _(
                "候选人要求改签纸质，或您在合同页点“改用纸质签署”。打印系统生成的 PDF，双方签字盖章后上传扫描件（PDF，或按顺序选几张照片）并填写日期；再由另一位同事逐项核对，通过才算签署完成。书面合同须在用工一个月内订立，到期前会提醒。"
            ),
            "hr.labour_contracts.listing",
            _("看改签纸质的合同"),
            "contracts.make",
            order=166,
            parameters={"state": "on_paper"},
        ),
    ),
    triggers=(
        TriggerGroup(
            _("入职和合同"), (PaperEvent.CHOSEN, PaperEvent.SENT_BACK, PaperEvent.COMPLETED), order=527
        ),
    ),
    jobs=(
        JobKind(
            "paper.mail",
            {"contract": RowOf("contracts"), "user": RowOf("users"), "kind": "due", "at": Moment()},
        ),
    ),
    exports=(TableExport("paper_scans", stays_encrypted={"reason_encrypted": "a note between members"}),),
)
