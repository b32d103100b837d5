"""Every feature's declarations (`feature.py`), found by their place and read together."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import TypeVar

from ..platform.discovery import modules, own_values
from ..platform.features import (
    Counter,
    Event,
    Feature,
    HelpEntry,
    JobKind,
    NavigationEntry,
    Permission,
    ReadOnlyReason,
    SettingsEntry,
    TableExport,
    Topic,
    TriggerGroup,
)

Entry = TypeVar("Entry", NavigationEntry, SettingsEntry, HelpEntry, TriggerGroup)


def beside_features(name: str) -> Iterator[ModuleType]:
    """Every module called `name` beside a feature, for declarations of a kind of their own."""
    return modules(__package__ or "", name)


@cache
def features() -> Mapping[str, Feature]:
    """`wing.feature` → what it declares.

    Raises:
        ValueError: see `require_consistent`.
    """
    root = __package__ or ""
    found = {
        module.__name__.removeprefix(f"{root}.").removesuffix(".feature"): module.FEATURE
        for module in modules(root, "feature")
    }
    require_consistent(found.values())
    return MappingProxyType(found)


@cache
def events() -> Mapping[str, Event]:
    """Every event that can be written to the chain, by its value."""
    return MappingProxyType({event.value: event for one in features().values() for event in one.events or ()})


@cache
def permissions() -> Mapping[str, Permission]:
    """Every permission by its value, in the order in which they are shown."""
    found = (permission for one in features().values() for permission in one.permissions or ())
    return MappingProxyType(
        {permission.value: permission for permission in sorted(found, key=lambda one: one.meaning.order)}
    )


def in_order(part: Callable[[Feature], Iterable[Entry]]) -> tuple[Entry, ...]:
    """The entries of one kind that the features declare, as they are shown."""
    return tuple(
        sorted((entry for one in features().values() for entry in part(one)), key=lambda one: one.order)
    )


@cache
def counters() -> Mapping[str, Counter]:
    """What is counted for an entry of the navigation, by the entry's key.

    Raises:
        ValueError: two count for one entry, or there is no such entry.
    """
    found = [one for module in beside_features("counters") for one in own_values(module, Counter)]
    _require_single("counter", [one.entry for one in found])
    known = {entry.key for entry in in_order(lambda feature: feature.navigation)}
    if unknown := {one.entry for one in found} - known:
        raise ValueError(f"counters of entries that no feature declares: {', '.join(sorted(unknown))}")
    return MappingProxyType({one.entry: one for one in found})


@cache
def topics() -> Mapping[str, Topic]:
    """What a group can be told of, by its value, as it is shown."""
    found = [one for module in beside_features("topics") for one in own_values(module, Topic)]
    _require_single("topic", [one.value for one in found])
    return MappingProxyType({one.value: one for one in sorted(found, key=lambda one: one.order)})


def secret_paths() -> tuple[str, ...]:
    """Beginnings of addresses after which something secret follows."""
    return tuple(path for one in features().values() for path in one.secret_paths)


def external_paths() -> tuple[str, ...]:
    """Beginnings of addresses that other systems call."""
    return tuple(path for one in features().values() for path in one.external_paths)


def read_only_reasons() -> tuple[ReadOnlyReason, ...]:
    """Why a tenant can only be looked at; of those that fit the first counts."""
    return tuple(reason for one in features().values() for reason in one.read_only)


def table_exports() -> Mapping[str, TableExport]:
    """What becomes of a table when a tenant takes its data away, by its name, where something is declared of it."""
    return {table.table: table for one in features().values() for table in one.exports}


def job_kinds() -> Mapping[str, JobKind]:
    """Every kind of job that belongs to a tenant, by its name."""
    return {job.name: job for one in features().values() for job in one.jobs}


def require_consistent(declared: Iterable[Feature]) -> None:
    """Refuse declarations that do not fit together.

    Raises:
        ValueError: two features declare the same value, or one needs a permission that nobody declares.
    """
    declared = tuple(declared)
    known = [permission.value for one in declared for permission in one.permissions or ()]
    _require_single("event", [event.value for one in declared for event in one.events or ()])
    _require_single("permission", known)
    _require_single("job", [job.name for one in declared for job in one.jobs])
    _require_single("table of an export", [table.table for one in declared for table in one.exports])
    _require_single("limit", [limit.purpose for one in declared for limit in one.limits])
    if unknown := set(_needed(declared)) - set(known):
        raise ValueError(f"permissions that no feature declares: {', '.join(sorted(unknown))}")


def _needed(declared: Iterable[Feature]) -> Iterator[str]:
    for one in declared:
        for entries in (one.navigation, one.settings, one.help):
            yield from (entry.permission for entry in entries)


def _require_single(kind: str, values: Iterable[str]) -> None:
    if twice := [value for value, count in Tally(values).items() if count > 1]:
        raise ValueError(f"{kind} declared twice: {', '.join(twice)}")
