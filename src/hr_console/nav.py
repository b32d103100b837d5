"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db.narrowing import narrowed
from ..platform.features import NavigationEntry
from ..platform.http.addresses import href
from ..platform.i18n import gettext as _
from ..tenants.access.roles.rights import Rights
from ..tenants.access.scope.service import walls
from ..tenants.contracts.labour_contracts.feature import ContractPermission
from ..tenants.features import counters, in_order
from ..tenants.hiring.candidates.feature import CandidatePermission
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
    # Who reads no candidates, a keeper of seals, counts what waits of the contracts that they read.
    counted = CandidatePermission.READ if staff.may(CandidatePermission.READ) else ContractPermission.READ
    with narrowed(session, (*walls(staff.scope(counted)), *blind_review(staff.id))):
        counts = await waiting(session, staff.id)
    items = [
        NavItem(
            str(entry.label),
            href(entry.route),
            _shown(entry.key, counts.get(entry.key, 0)),
            str(entry.section or ""),
            urgent=entry.key in counts and counters()[entry.key].urgent,
            on=entry.key == active,
        )
        for entry in _entries()
        if staff.may(entry.permission)
    ]
    if settings_of(staff.rights):
        within = active == "settings" or active in setting_keys()
        items.append(NavItem(_("设置"), href("hr.settings.show"), section=_("管理"), on=within))
    return [*items, NavItem(_("帮助"), href("hr.help.show"), on=active == "help")]


async def waiting(session: AsyncSession, user_id: UUID) -> dict[str, int]:
    """How much waits for a member behind each entry that counts, by its key: one statement, whatever the size."""
    rows = [one.waiting(user_id).subquery() for one in counters().values()]
    counts = (select(func.count()).select_from(some).scalar_subquery() for some in rows)
    return dict(zip(counters(), (await session.execute(select(*counts))).one(), strict=True))


def _shown(key: str, count: int) -> str:
    if not count:
        return ""
    text = counters()[key].text
    return f"{count:,}" if text is None else str(text.format(n=count))


def home(rights: Rights) -> str:
    """The page somebody starts on: the first of the navigation they may open."""
    first = next((href(entry.route) for entry in _entries() if rights.may(entry.permission)), "")
    return first or (href("hr.settings.show") if settings_of(rights) else href("hr.help.show"))


@cache
def _entries() -> tuple[NavigationEntry, ...]:
    return in_order(lambda feature: feature.navigation)
