"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.pages import page, wants_fragment
from ..platform.i18n import gettext as _
from ..tenants.recruiting.queries import Waiting, waiting
from .actor import Staff


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry; `section` is said above it where a new group begins, `urgent` where its count is a worry."""

    key: str
    label: str
    url: str
    count: str = ""
    section: str = ""
    urgent: bool = False


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
    nav = [] if alone else _nav(staff, await waiting(session, staff.id))
    return page(
        request,
        template,
        fragment=fragment,
        status_code=status_code,
        nav=nav,
        active=active,
        staff=staff,
        **context,
    )


def _nav(staff: Staff, counts: Waiting) -> list[NavItem]:
    mine = NavItem("interviews", _("我的面试"), "/hr/interviews", _shown(counts.my_interviews))
    guide = NavItem("help", _("帮助"), "/hr/help")
    to_seal = _shown(counts.to_seal)
    if staff.role == "interviewer":
        return [mine, guide]
    if staff.role == "seal_keeper":
        return [
            NavItem("contracts", _("合同用印"), "/hr/contracts", to_seal),
            NavItem("audit", _("存证链"), "/hr/audit"),
            guide,
        ]
    failed = _("{n} 未送达").format(n=counts.messages_failed) if counts.messages_failed else ""
    return [
        NavItem("todo", _("待办"), "/hr/", _shown(counts.to_confirm)),
        NavItem("candidates", _("候选人"), "/hr/candidates"),
        NavItem("imports", _("导入"), "/hr/imports"),
        mine,
        NavItem("messages", _("消息"), "/hr/messages", failed, urgent=True),
        NavItem("contracts", _("合同"), "/hr/contracts", to_seal, _("签约")),
        NavItem("employees", _("员工"), "/hr/employees"),
        NavItem("rule", _("判定规则"), "/hr/rule", "", _("设置")),
        NavItem("audit", _("存证链"), "/hr/audit"),
        guide,
    ]


def _shown(count: int) -> str:
    return f"{count:,}" if count else ""
