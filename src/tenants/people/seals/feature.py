"""Seals: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, Meaning, Permission, SettingsEntry, TableExport
from ....platform.i18n import lazy as _


class SealEvent(Event):
    """What is written to the chain."""

    ADDED = "seal.added", _("添加印章")
    CHANGED = "seal.changed", _("修改印章的使用规则")
    STOPPED = "seal.stopped", _("停用印章")


class SealPermission(Permission):
    """What can be allowed here."""

    MANAGE = Meaning(
        "seals.manage",
        _("管理印章"),
        _("添加、停用和更换印章，指定用印人和用印规则；不含用印"),
        order=147,
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=SealEvent,
    permissions=SealPermission,
    settings=(
        SettingsEntry(
            "seals",
            _("印章"),
            _("各单位的公章、合同专用章、人事专用章和法定代表人名章，谁能用、怎么用"),
            "hr.seals.listing",
            SealPermission.MANAGE,
            section=_("企业"),
            order=2015,
        ),
    ),
    help=(
        HelpEntry(
            _("印章：添加、换章、谁能用"),
            _(
                "每家单位可以有一枚公章和若干专用章，由系统绘制，或上传白纸上的红色印迹，自动去底。编号只印您填写的备案编号。劳动合同用哪枚、由谁保管、自动盖还是每次用验证码，都在这里定；停用要写原因，换章后等待中的合同改用新章。"
            ),
            "hr.seals.listing",
            _("管理印章"),
            SealPermission.MANAGE,
            order=265,
        ),
    ),
    exports=(
        TableExport(
            "seals", stays_encrypted={"scan": "no secret: the picture is on every contract sealed with it"}
        ),
    ),
)
