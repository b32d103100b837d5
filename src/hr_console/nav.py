"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db.narrowing import narrowed
from ..platform.features import NavigationEntry
from ..platform.http.pages import page, wants_fragment
from ..platform.i18n import gettext as _
from ..tenants.access.roles.rights import Rights
from ..tenants.access.scope.service import walls
from ..tenants.features import in_order
from ..tenants.hiring.candidates.feature import CandidatePermission
from ..tenants.hiring.pipeline.queries import waiting
from ..tenants.hiring.scorecards.pending import blinds
from .actor import Staff
from .company.settings.catalogue import setting_keys, settings_of


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


async def console_page(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    staff: Staff,
    active: str,
    template: str,
    *,
    fragment: str | None = None,
    status_code: int = 200,
    **context: Any,
) -> Response[str]:
    """A page inside the console's frame, or the fragment of it that htmx asked for."""
    alone = fragment is not None and wants_fragment(request)
    nav = [] if alone else await _nav(session, staff, active)
    return page(
        request,
        template,
        fragment=fragment,
        status_code=status_code,
        nav=nav,
        active=active,
        setting=active in setting_keys(),
        staff=staff,
        **context,
    )


async def _nav(session: AsyncSession, staff: Staff, active: str) -> list[NavItem]:
    with narrowed(session, (*walls(staff.scope(CandidatePermission.READ)), *blinds(staff.id))):
        counts = await waiting(session, staff.id)
    shown = {
        "todo": _shown(counts.to_confirm),
        "interviews": _shown(counts.my_interviews),
        "schedule": _("{n} 待答复").format(n=counts.to_reschedule) if counts.to_reschedule else "",
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
