"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db.narrowing import narrowed
from ..platform.features import NavigationEntry
from ..platform.i18n import gettext as _
from ..tenants.access.roles.rights import Rights
from ..tenants.access.scope.service import walls
from ..tenants.features import in_order
from ..tenants.hiring.candidates.feature import CandidatePermission
from ..tenants.hiring.pipeline.queries import waiting
from ..tenants.hiring.scorecards.pending import blind_review
from .settings_pages import setting_keys, settings_of
from .staff import Staff


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry; `section` is said above it where a new group begins, `urgent` where its count is a worry.

    `on`: the page shown is this one, or lies under it.
    """

    label: str
    url: str
    count: str = ""
    section: str = ""
    urgent: bool = False
    on: bool = False


async def navigation(session: AsyncSession, staff: Staff, active: str) -> list[NavItem]:
    """The entries somebody may open, with what waits behind each; `active` is the one they are at."""
    with narrowed(session, (*walls(staff.scope(CandidatePermission.READ)), *blind_review(staff.id))):
        counts = await waiting(session, staff.id)
    shown = {
        "todo": _shown(counts.to_confirm),
        "assignments": _shown(counts.my_assignments),
        "interviews": _("{n} 待答复").format(n=counts.to_reschedule) if counts.to_reschedule else "",
        "messages": _("{n} 待电话").format(n=counts.unreached) if counts.unreached else "",
        "contracts": _shown(counts.to_seal),
    }
    items = [
        NavItem(
            str(entry.label),
            entry.url,
            shown.get(entry.key, ""),
            str(entry.section or ""),
            urgent=entry.key == "messages",
            on=entry.key == active,
        )
        for entry in _entries()
        if staff.may(entry.permission)
    ]
    if settings_of(staff.rights):
        within = active == "settings" or active in setting_keys()
        items.append(NavItem(_("设置"), "/hr/settings", section=_("管理"), on=within))
    return [*items, NavItem(_("帮助"), "/hr/help", on=active == "help")]


def _shown(count: int) -> str:
    return f"{count:,}" if count else ""


def home(rights: Rights) -> str:
    """The page somebody starts on: the first of the navigation they may open."""
    first = next((entry.url for entry in _entries() if rights.may(entry.permission)), "")
    return first or ("/hr/settings" if settings_of(rights) else "/hr/help")


@cache
def _entries() -> tuple[NavigationEntry, ...]:
    return in_order(lambda feature: feature.navigation)
