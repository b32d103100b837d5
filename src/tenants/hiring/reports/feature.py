"""Reports: what the feature declares."""

from ....platform.features import Feature, HelpEntry, Meaning, NavigationEntry, Permission
from ....platform.i18n import lazy as _


class ReportPermission(Permission):
    """What can be allowed here."""

    READ = Meaning(
        "reports.read",
        _("查看报表"),
        _("漏斗、用时、面试官、来源、送达、承诺和满意度的统计，可导出 Excel"),
        order=160,
        reach="scoped",
        roles=("admin", "hr"),
    )


FEATURE = Feature(
    permissions=ReportPermission,
    navigation=(NavigationEntry("reports", _("报表"), "hr.reports.first", ReportPermission.READ, order=90),),
    help=(
        HelpEntry(
            _("看做得怎么样"),
            _(
                "漏斗、各阶段用时、面试官、来源、通知送达、承诺兑现和满意度，图和表用同一份数据，可以导出 Excel。"
            ),
            "hr.reports.first",
            _("看报表"),
            ReportPermission.READ,
            order=190,
        ),
    ),
)
