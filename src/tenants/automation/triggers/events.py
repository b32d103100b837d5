"""What can set off a message, in groups. A closed list: nothing that a message itself causes stands in it."""

from ....platform.i18n import LazyText, lazy
from ...audit.events import Event

GROUPS: tuple[tuple[LazyText, tuple[Event, ...]], ...] = (
    (
        lazy("申请"),
        (Event.APPLICATION_CREATED, Event.STAGE_MOVED, Event.POOL_CONSENTED, Event.POOL_WITHDRAWN),
    ),
    (
        lazy("面试"),
        (
            Event.EVENT_ARRANGED,
            Event.EVENT_MOVED,
            Event.EVENT_CONFIRMED,
            Event.EVENT_ANOTHER_TIME,
            Event.EVENT_DECLINED,
            Event.EVENT_CANCELLED,
            Event.EVENT_CHECKED_IN,
            Event.EVENT_HELD,
            Event.EVENT_MISSED,
        ),
    ),
    (
        lazy("评价和结果"),
        (
            Event.SCORECARD_SUBMITTED,
            Event.SCORECARD_ESCALATED,
            Event.DECISION_MARKED,
            Event.DECISION_PROPOSED,
            Event.DECISION_CONFIRMED,
            Event.DECISION_CONFIRMED_BY_RULE,
            Event.DECISION_TAKEN_BACK,
            Event.DECISION_REVERSED,
            Event.REVIEW_ASKED,
            Event.REVIEW_ANSWERED,
        ),
    ),
    (
        lazy("答复承诺"),
        (Event.PROMISE_SET, Event.PROMISE_MOVED, Event.PROMISE_BROKEN, Event.SURVEY_ANSWERED),
    ),
    (
        lazy("入职和合同"),
        (
            Event.ONBOARDING_FILLED,
            Event.CONTRACT_CREATED,
            Event.CONTRACT_SENT,
            Event.CONTRACT_WITHDRAWN,
            Event.CONTRACT_SIGNED,
            Event.CONTRACT_SEALED,
            Event.CONTRACT_STUCK,
            Event.CONTRACT_ARCHIVED,
        ),
    ),
)
TRIGGERING = frozenset(event for _name, events in GROUPS for event in events)
