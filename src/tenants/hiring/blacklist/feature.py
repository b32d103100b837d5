"""The blacklist: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, Meaning, Permission, TableExport
from ....platform.i18n import lazy as _


class BlacklistEvent(Event):
    """What is written to the chain."""

    ADDED = "blacklist.added", _("列入黑名单")
    LIFTED = "blacklist.lifted", _("移出黑名单")


class BlacklistPermission(Permission):
    """What can be allowed here."""

    MANAGE = Meaning(
        "blacklist.manage",
        _("管理黑名单"),
        _("看到谁在黑名单中和原因，列入和移出；没有这项权限的人看不到任何提示"),
        order=60,
        roles=("admin", "hr"),
    )


FEATURE = Feature(
    events=BlacklistEvent,
    permissions=BlacklistPermission,
    help=(
        HelpEntry(
            _("黑名单"),
            _("只记与工作有关的事实，写明依据，到期自动结束。在候选人页面列入，可以随时移出。"),
            "hr.blacklist.listing",
            _("看黑名单"),
            BlacklistPermission.MANAGE,
            order=140,
        ),
    ),
    exports=(
        TableExport(
            "blacklist_entries",
            subject="person_id",
            decrypted={"reason_encrypted": "blacklist", "lift_reason_encrypted": "blacklist"},
        ),
    ),
)
