"""The types of the stages of an application: fixed, in the order of the road."""

from ....platform.i18n import gettext, lazy

STAGES = ("new", "interview", "review", "offer", "sign", "onboard", "hired", "archived")
ENDS = ("hired", "archived")
"""Where the road ends: who is there is not open any more."""
_NAMES = {
    "new": lazy("新候选人"),
    "interview": lazy("待面试"),
    "review": lazy("评审中"),
    "offer": lazy("待签约"),
    "sign": lazy("签约中"),
    "onboard": lazy("待入职"),
    "hired": lazy("已入职"),
    "archived": lazy("已归档"),
}


def stage_name(stage: str) -> str:
    """A stage's type in the reader's words."""
    return gettext(_NAMES[stage].source)


OPEN_STAGES = ("new", "interview", "review")
"""Nothing is decided yet: interviews can be arranged, answers are owed."""
