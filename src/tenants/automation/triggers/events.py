"""What can set off a message, in groups, as the features declare it. Nothing that a message itself causes is among it."""

from collections.abc import Mapping
from functools import cache

from ....platform.features import Event
from ....platform.i18n import LazyText
from ...features import in_order


@cache
def trigger_groups() -> tuple[tuple[LazyText, tuple[Event, ...]], ...]:
    """Heading and events of each group, in the order in which they are shown."""
    groups: dict[str, tuple[LazyText, tuple[Event, ...]]] = {}
    for one in in_order(lambda feature: feature.triggers):
        section, before = groups.get(one.section.source, (one.section, ()))
        groups[section.source] = (section, (*before, *one.events))
    return tuple(groups.values())


@cache
def triggering() -> Mapping[str, Event]:
    """Every event that can set something off, by its value."""
    return {event.value: event for _section, events in trigger_groups() for event in events}
