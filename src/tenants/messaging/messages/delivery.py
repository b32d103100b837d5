"""How the tenant wants messages to go out: on which channel first, at which hours, how many to one person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...audit.service import record
from ...company.settings.queries import tenant_settings
from .feature import MessageEvent
from .hours import Hours

Mode = Literal["together", "undelivered", "unopened"]
MODES: tuple[Mode, ...] = get_args(Mode)
LONGEST_WAIT = 24 * 60
MOST_A_DAY = 50
"""What carriers let through to one number in a day, codes among them."""
MOST_CODES = 20_000
_A_DAY = 10
QUIET = time(22), time(8)
"""From when until when nobody is disturbed, unless the tenant says otherwise."""
NO_QUIET = ["00:00", "00:00"]
"""As the settings keep it that messages go out at any hour."""


class Group(StrEnum):
    """Messages that go out alike. One-time codes are in none: they go at once, always."""

    RESULTS = "results"
    CONTRACTS = "contracts"
    INTERVIEWS = "meetings"
    OTHERS = "others"

    @property
    def label(self) -> LazyText:
        """The group in words."""
        return _LABELS[self]

    @property
    def limited(self) -> bool:
        """Whether its messages wait for the next day when one person got too many: results and contracts never do."""
        return self in (Group.INTERVIEWS, Group.OTHERS)


_LABELS = {
    Group.RESULTS: _("面试结果"),
    Group.CONTRACTS: _("劳动合同"),
    Group.INTERVIEWS: _("面试安排和提醒"),
    Group.OTHERS: _("其他消息"),
}
_BEGINNINGS = {
    "result_": Group.RESULTS,
    "changed_": Group.RESULTS,
    "review_": Group.RESULTS,
    "application_": Group.RESULTS,
    "contract_": Group.CONTRACTS,
    "interview_": Group.INTERVIEWS,
}


def group_of(event: str) -> Group:
    """The group of a message's event."""
    return next((group for start, group in _BEGINNINGS.items() if event.startswith(start)), Group.OTHERS)


@dataclass(frozen=True, slots=True)
class Way:
    """All channels at once; or `first`, and the other one when that failed or did not arrive within `minutes`.

    `unopened`: or was not opened within them. `at_night`: the quiet time is not for these.
    """

    mode: Mode = "together"
    first: str = "sms"
    minutes: int = 30
    at_night: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Everything about it. `per_day`: how many messages of one channel a person gets in a calendar day. `codes_per_hour`
    and `codes_per_day`: how many one-time codes all those together may ask for whom nothing shows to be candidates."""

    hours: Hours
    per_day: int = _A_DAY
    ways: Mapping[Group, Way] = field(default_factory=dict)
    codes_per_hour: int = 120
    codes_per_day: int = 600

    def way(self, event: str) -> Way:
        """How messages of this event go out."""
        return self.ways.get(group_of(event), Way())

    def opening(self, event: str, now: datetime, plan: Mapping[str, Any]) -> datetime:
        """From when on a message of this event may go, as far as the night is concerned: `now`, or later."""
        return now if "hurried" in plan else self.opening_of(group_of(event), now, too_late(plan))

    def opening_of(self, group: Group, now: datetime, before: datetime | None = None) -> datetime:
        """The same for a whole group; what would come too late `before` the morning does not wait."""
        return now if self.ways.get(group, Way()).at_night else self.hours.opening(now, before)

    def when_full(self, event: str, now: datetime, plan: Mapping[str, Any]) -> datetime | None:
        """When a message may go that is one too many for the day of `now`; None where that would be too late."""
        _began, tomorrow = self.hours.midnights(now)
        last = too_late(plan)
        return None if last is not None and tomorrow >= last else self.opening(event, tomorrow, plan)


def too_late(plan: Mapping[str, Any]) -> datetime | None:
    """When there is no use in a message any more."""
    return datetime.fromisoformat(plan["before"]) if "before" in plan else None


def read_delivery(kept: Mapping[str, Any], zone: ZoneInfo) -> Delivery:
    """As it stands in the settings; what is not said there is as we propose it."""
    start, end = map(time.fromisoformat, kept["quiet"]) if "quiet" in kept else QUIET
    ways = {Group(group): Way(**way) for group, way in kept.get("ways", {}).items()}
    plain = Hours(zone, start, end)
    return Delivery(plain, kept.get("per_day", _A_DAY), ways, **kept.get("codes", {}))


async def delivery(session: AsyncSession) -> Delivery:
    """How this transaction's tenant wants it."""
    return read_delivery((await tenant_settings(session)).delivery, tenant_of(session).zoneinfo)


async def quiet_until(session: AsyncSession, group: Group) -> datetime | None:
    """Until when a message of a group waits at most that is queued now; None by day."""
    now = clock.now()
    opens = (await delivery(session)).opening_of(group, now)
    return opens if opens > now else None


async def save_delivery(session: AsyncSession, wanted: Delivery, *, actor: str) -> None:
    """Keep another way for what is queued from now on; what waits already is looked at again when its time comes."""
    settings = await tenant_settings(session)
    settings.delivery = {
        "quiet": [f"{at:%H:%M}" for at in (wanted.hours.start, wanted.hours.end)],
        "per_day": wanted.per_day,
        "ways": {group.value: asdict(way) for group, way in wanted.ways.items()},
        "codes": {"codes_per_hour": wanted.codes_per_hour, "codes_per_day": wanted.codes_per_day},
    }
    record(session, MessageEvent.DELIVERY_CHANGED, actor=actor, data=settings.delivery)
