"""The console's page frame: navigation with what waits behind each entry."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db.narrowing import narrowed
from ..platform.http.pages import page, wants_fragment
from ..platform.i18n import LazyText, lazy
from ..platform.i18n import gettext as _
from ..tenants.access.permissions import Permission
from ..tenants.access.reach import walls
from ..tenants.access.rights import Rights
from ..tenants.recruiting.queries import waiting
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
    nav = [] if alone else await _nav(session, staff)
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


async def _nav(session: AsyncSession, staff: Staff) -> list[NavItem]:
    with narrowed(session, walls(staff.scope(Permission.CANDIDATES_READ))):
        counts = await waiting(session, staff.id)
    shown = {
        "todo": _shown(counts.to_confirm),
        "interviews": _shown(counts.my_interviews),
        "messages": _("{n} 未送达").format(n=counts.messages_failed) if counts.messages_failed else "",
        "contracts": _shown(counts.to_seal),
    }
    items = [
        NavItem(
            entry.key,
            str(entry.label),
            entry.url,
            shown.get(entry.key, ""),
            str(entry.section),
            urgent=entry.key == "messages",
        )
        for entry in _ENTRIES
        if staff.may(entry.permission)
    ]
    return [*items, NavItem("help", _("帮助"), "/hr/help")]


def _shown(count: int) -> str:
    return f"{count:,}" if count else ""


def home(rights: Rights) -> str:
    """The page somebody starts on: the first of the navigation they may open."""
    return next((entry.url for entry in _ENTRIES if rights.may(entry.permission)), "/hr/help")


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    label: LazyText
    url: str
    permission: Permission
    section: LazyText | str = ""


_ENTRIES = (
    _Entry("todo", lazy("待办"), "/hr/", Permission.CANDIDATES_READ),
    _Entry("candidates", lazy("候选人"), "/hr/candidates", Permission.CANDIDATES_READ),
    _Entry("imports", lazy("导入"), "/hr/imports", Permission.CANDIDATES_IMPORT),
    _Entry("interviews", lazy("我的面试"), "/hr/interviews", Permission.INTERVIEWS_SCORE),
    _Entry("messages", lazy("消息"), "/hr/messages", Permission.MESSAGES_READ),
    _Entry("contracts", lazy("合同"), "/hr/contracts", Permission.CONTRACTS_READ, lazy("签约")),
    _Entry("employees", lazy("员工"), "/hr/employees", Permission.EMPLOYEES_READ),
    _Entry("rule", lazy("判定规则"), "/hr/rule", Permission.RULES_MANAGE, lazy("设置")),
    _Entry("employers", lazy("用人单位"), "/hr/employers", Permission.SETTINGS_MANAGE),
    _Entry("brand", lazy("品牌"), "/hr/brand", Permission.SETTINGS_MANAGE),
    _Entry("domains", lazy("自有域名"), "/hr/domains", Permission.SETTINGS_MANAGE),
    _Entry("company", lazy("企业状态"), "/hr/company", Permission.SETTINGS_MANAGE),
    _Entry("people", lazy("成员"), "/hr/people", Permission.PEOPLE_MANAGE),
    _Entry("departments", lazy("部门"), "/hr/departments", Permission.PEOPLE_MANAGE),
    _Entry("roles", lazy("角色"), "/hr/roles", Permission.ROLES_MANAGE),
    _Entry("sso", lazy("单点登录"), "/hr/sso-connections", Permission.SETTINGS_MANAGE),
    _Entry("features", lazy("功能试点"), "/hr/features", Permission.SETTINGS_MANAGE),
    _Entry("security", lazy("登录安全"), "/hr/security", Permission.PEOPLE_MANAGE),
    _Entry("audit", lazy("存证链"), "/hr/audit", Permission.AUDIT_READ),
)
