"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.pages import page
from ..platform.i18n import gettext as _
from ..tenants.candidates.queries import CandidateFilter, find
from ..tenants.contracts.queries import state_counts
from ..tenants.interviews.queries import open_interviews
from ..tenants.notices.queries import state_counts as message_counts
from .actor import Staff


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry; `section` is said above it where a new group begins."""

    key: str
    label: str
    url: str
    count: str = ""
    section: str = ""


async def console_page(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    staff: Staff,
    active: str,
    template: str,
    *,
    status_code: int = 200,
    **context: Any,
) -> Response[str]:
    """A page inside the console's frame."""
    nav = await _nav(session, staff)
    return page(
        request,
        template,
        status_code=status_code,
        nav=nav,
        active=active,
        staff=staff,
        **context,
    )


async def _nav(session: AsyncSession, staff: Staff) -> list[NavItem]:
    if staff.role == "interviewer":
        waiting = len(await open_interviews(session, staff.id))
        return [NavItem("interviews", _("我的面试"), "/hr/interviews", str(waiting or ""))]
    contracts = await state_counts(session)
    to_seal = str(contracts.get("pending_company", "") or "")
    if staff.role == "seal_keeper":
        return [
            NavItem("contracts", _("合同用印"), "/hr/contracts", to_seal),
            NavItem("audit", _("存证链"), "/hr/audit"),
        ]
    to_confirm = await find(session, CandidateFilter(to_confirm=True), limit=1)
    failed = (await message_counts(session)).get("failed", 0)
    return [
        NavItem("todo", _("待办"), "/hr/", str(to_confirm.total or "")),
        NavItem("candidates", _("候选人"), "/hr/candidates"),
        NavItem("imports", _("导入"), "/hr/imports"),
        NavItem("interviews", _("我的面试"), "/hr/interviews"),
        NavItem(
            "messages",
            _("消息"),
            "/hr/messages",
            _("{n} 未送达").format(n=failed) if failed else "",
        ),
        NavItem("contracts", _("合同"), "/hr/contracts", to_seal, _("签约")),
        NavItem("employees", _("员工"), "/hr/employees"),
        NavItem("rule", _("判定规则"), "/hr/rule", "", _("设置")),
        NavItem("audit", _("存证链"), "/hr/audit"),
    ]
