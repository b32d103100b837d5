"""Taking all data away: what the feature declares."""

from ....platform.features import Event, Feature, JobKind, Limit, RowOf, TableExport
from ....platform.i18n import lazy as _


class ExportEvent(Event):
    """What is written to the chain."""

    EXPORTED = "tenant.exported", _("导出企业全部数据")


MEMBER_LIMIT = Limit("export.member", most=3, seconds=86400)
TENANT_LIMIT = Limit("export.tenant", most=6, seconds=86400)

FEATURE = Feature(
    events=ExportEvent,
    jobs=(
        JobKind("tenant.export", {"export": RowOf("exports")}),
        JobKind("tenant.export.expire", {"export": RowOf("exports")}),
    ),
    exports=(TableExport("exports", left_out=True),),
    limits=(MEMBER_LIMIT, TENANT_LIMIT),
)
