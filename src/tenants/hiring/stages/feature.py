"""Stages: what the feature declares."""

from ....platform.features import Event, Feature, SettingsEntry, TriggerGroup
from ....platform.i18n import lazy as _


class StageEvent(Event):
    """What is written to the chain."""

    CHANGED = "stage.changed", _("修改招聘阶段")
    MOVED = "stage.moved", _("手工移动阶段")


FEATURE = Feature(
    events=StageEvent,
    settings=(
        SettingsEntry(
            "stages",
            _("招聘阶段"),
            _("看板有哪些列，叫什么，按什么顺序"),
            "hr.stages.listing",
            "settings.manage",
            section=_("招聘"),
            order=1010,
        ),
    ),
    triggers=(TriggerGroup(_("申请"), (StageEvent.MOVED,), order=120),),
)
