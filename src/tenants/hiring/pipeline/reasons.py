"""Why an application is archived: fixed classes, so that they can be counted."""

from dataclasses import dataclass
from typing import Literal

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `by`: who ended it; `told`: whether the candidate hears of it from us."""

    label: LazyText
    by: Literal["us", "candidate", "nobody"]

    @property
    def told(self) -> bool:
        return self.by == "us"


REASONS: dict[str, Reason] = {
    "us.ability": Reason(_("我方不录用：能力不符"), "us"),
    "us.experience": Reason(_("我方不录用：经验不符"), "us"),
    "us.pay": Reason(_("我方不录用：薪资不符"), "us"),
    "us.head_count": Reason(_("我方不录用：编制取消"), "us"),
    "candidate.other": Reason(_("候选人放弃：另有选择"), "candidate"),
    "candidate.pay": Reason(_("候选人放弃：薪资"), "candidate"),
    "candidate.place": Reason(_("候选人放弃：地点"), "candidate"),
    "candidate.absent": Reason(_("候选人放弃：未到场"), "candidate"),
    "candidate.silent": Reason(_("候选人放弃：失联"), "candidate"),
    "other.duplicate": Reason(_("其他：重复"), "nobody"),
    "other.wrong": Reason(_("其他：信息有误"), "nobody"),
}
