"""People found twice: what the feature declares."""

from ....platform.features import Event, Feature, HelpEntry
from ....platform.i18n import lazy as _


class DuplicateEvent(Event):
    """What is written to the chain."""

    MERGED = "persons.merged", _("合并重复的候选人")
    MERGE_UNDONE = "persons.merge_undone", _("撤销合并")


FEATURE = Feature(
    events=DuplicateEvent,
    help=(
        HelpEntry(
            _("同一个人来了两次"),
            _("查重会找出姓名、手机或邮箱相近的档案。合并后 30 天内可以撤销。"),
            "hr.duplicates.listing",
            _("去查重"),
            "candidates.write",
            order=120,
        ),
    ),
)
