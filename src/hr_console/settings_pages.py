"""What can be set, in groups, as the features declare it."""

from functools import cache

from ..platform.features import SettingsEntry
from ..platform.i18n import LazyText
from ..tenants.access.roles.rights import Rights
from ..tenants.features import in_order


@cache
def settings_entries() -> tuple[SettingsEntry, ...]:
    """Every page of settings, in the order in which they are shown."""
    return in_order(lambda feature: feature.settings)


@cache
def setting_keys() -> frozenset[str]:
    """The pages that lie under the settings."""
    return frozenset(entry.key for entry in settings_entries())


def settings_of(rights: Rights) -> list[tuple[LazyText, list[SettingsEntry]]]:
    """The settings somebody may open, in their groups; groups without any are left out."""
    groups: dict[str, tuple[LazyText, list[SettingsEntry]]] = {}
    for entry in settings_entries():
        if rights.may(entry.permission):
            groups.setdefault(entry.section.source, (entry.section, []))[1].append(entry)
    return list(groups.values())
