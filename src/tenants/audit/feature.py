"""The chain of events: what the feature declares."""

from ...platform.features import Feature, Meaning, Permission, SettingsEntry
from ...platform.i18n import lazy as _


class AuditPermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "audit.read",
        _("查看存证链"),
        _("校验存证链，查看操作记录"),
        order=170,
        roles=("admin", "hr", "seal_keeper", "auditor"),
    )


FEATURE = Feature(
    permissions=AuditPermission,
    settings=(
        SettingsEntry(
            "audit",
            _("存证链"),
            _("每件事的时间和哈希，随时可以校验"),
            "hr.audit.check",
            AuditPermission.READ,
            section=_("记录"),
            order=4010,
        ),
    ),
)
