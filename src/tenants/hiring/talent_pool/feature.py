"""The talent pool: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry, TriggerGroup
from ....platform.i18n import lazy as _


class PoolEvent(Event):
    """What is written to the chain."""

    INVITED = "pool.invited", _("邀请加入人才库")
    CONSENTED = "pool.consented", _("候选人同意加入人才库")
    WITHDRAWN = "pool.withdrawn", _("候选人不再同意人才库")


FEATURE = Feature(
    events=PoolEvent,
    help=(
        HelpEntry(
            _("留住暂时没有合适职位的人"),
            _("在候选人列表勾选，选“邀请进人才库”。本人在手机上同意后才会进库，到期自动移出。"),
            "hr.talent_pool.listing",
            _("人才库"),
            "candidates.write",
            order=130,
        ),
    ),
    triggers=(
        TriggerGroup(
            _("申请"),
            (
                PoolEvent.CONSENTED,
                PoolEvent.WITHDRAWN,
            ),
            order=130,
        ),
    ),
)
