"""What the page of a contract says of how it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ...platform import clock
from ...platform.i18n import gettext as _
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.states import state_now

_SELDOM = 15  # seconds
_MADE_IN_A_SECOND = 4  # signatures, on two cores


@dataclass(frozen=True, slots=True)
class Situation:
    """`state`: as it holds now, `held` where the company owes an answer; `successor`: the contract sent in its place."""

    state: str
    headline: str
    words: str
    successor: UUID | None

    @property
    def to_sign(self) -> bool:
        """Whether the candidate can go on signing."""
        return self.state == "sent"


def situation_of(contract: Contract, successor: Contract | None) -> Situation:
    """How the contract stands, in words; `successor`: another that was sent instead."""
    state = "held" if contract.state == "sent" and contract.held_since else state_now(contract)
    if state == "withdrawn" and successor is not None:
        headline, words = (
            _("这份合同已换成新的一份"),
            _("公司撤回了原来的合同，并发给您一份新的。请看新的合同。"),
        )
    else:
        headline, words = _situations()[state]
    return Situation(state, headline, words, successor.id if successor is not None else None)


def asks_again(drawn_at: datetime | None, waiting: int) -> int:
    """In how many seconds a page that waits for the signature to be made looks again: often only while that is to be expected.
    Hundreds who confirm at once would keep the machine from their signatures by asking for them; `waiting`: how many of this
    company's are to be made."""
    waited = clock.now() - drawn_at if drawn_at is not None else timedelta()
    seconds = 1 if waited < timedelta(seconds=10) else 4 if waited < timedelta(minutes=1) else _SELDOM
    return max(seconds, min(waiting // _MADE_IN_A_SECOND, _SELDOM))


def _situations() -> dict[str, tuple[str, str]]:
    return {
        "sent": (
            _("合同等您签署"),
            _("有疑问先问清楚，不急于签署。"),
        ),
        "held": (
            _("公司正在处理您提出的问题"),
            _("答复后会马上通知您。等待的时间不算在签署期限里；答复前可以随时看合同，暂不能签署。"),
        ),
        "withdrawn": (
            _("公司已撤回这份合同"),
            _("现在不用签署。如果换了一份新的合同，准备好后您会收到通知。"),
        ),
        "declined": (
            _("您已拒签这份合同"),
            _("公司已经收到，会与您联系。改变主意，请联系招聘负责人。"),
        ),
        "expired": (
            _("这份合同的签署期限已过"),
            _("现在不能签署。仍想签署，请联系招聘负责人重新发送；重新发送后您会收到通知。"),
        ),
        "on_paper": (
            _("这份合同改签纸质"),
            _(
                "合同改用纸质，不再在手机上签署。签署的时间和地点，公司会与您联系；双方签好、公司核对后，您会收到通知。"
            ),
        ),
    }
