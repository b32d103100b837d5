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
        setting=active in _SETTING_KEYS,
        staff=staff,
        **context,
    )


async def _nav(session: AsyncSession, staff: Staff, active: str) -> list[NavItem]:
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
            str(entry.label),
            entry.url,
            shown.get(entry.key, ""),
            str(entry.section),
            urgent=entry.key == "messages",
            on=entry.key == active,
        )
        for entry in _ENTRIES
        if staff.may(entry.permission)
    ]
    if settings_of(staff.rights):
        within = active == "settings" or active in _SETTING_KEYS
        items.append(NavItem(_("设置"), "/hr/settings", section=_("管理"), on=within))
    return [*items, NavItem(_("帮助"), "/hr/help", on=active == "help")]


def _shown(count: int) -> str:
    return f"{count:,}" if count else ""


def home(rights: Rights) -> str:
    """The page somebody starts on: the first of the navigation they may open."""
    first = next((entry.url for entry in _ENTRIES if rights.may(entry.permission)), "")
    return first or ("/hr/settings" if settings_of(rights) else "/hr/help")


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
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A page of the settings: what it is called and what is decided there."""

    key: str
    label: LazyText
    about: LazyText
    url: str
    permission: Permission


_SETTINGS: tuple[tuple[LazyText, tuple[Setting, ...]], ...] = (
    (
        lazy("招聘"),
        (
            Setting(
                "rule",
                lazy("判定规则"),
                lazy("评分怎样算通过，改了什么，谁改的"),
                "/hr/rule",
                Permission.RULES_MANAGE,
            ),
        ),
    ),
    (
        lazy("企业"),
        (
            Setting(
                "employers",
                lazy("用人单位"),
                lazy("签合同的公司，各有一枚合同专用章"),
                "/hr/employers",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "brand",
                lazy("品牌"),
                lazy("名称、标志和颜色，用在候选人页面、邮件和合同上"),
                "/hr/brand",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "domains",
                lazy("自有域名"),
                lazy("让候选人从您自己的网址进入"),
                "/hr/domains",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "company",
                lazy("企业状态"),
                lazy("试用、停用、导出全部数据和注销"),
                "/hr/company",
                Permission.SETTINGS_MANAGE,
            ),
        ),
    ),
    (
        lazy("人员和权限"),
        (
            Setting(
                "people",
                lazy("成员"),
                lazy("邀请同事，决定谁能做什么"),
                "/hr/people",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "departments",
                lazy("部门"),
                lazy("部门的上下级，决定谁能看到哪些候选人"),
                "/hr/departments",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "roles",
                lazy("角色"),
                lazy("内置角色，和您自己组合的角色"),
                "/hr/roles",
                Permission.ROLES_MANAGE,
            ),
            Setting(
                "sso",
                lazy("单点登录"),
                lazy("用企业微信、钉钉、飞书或 OpenID Connect 登录"),
                "/hr/sso-connections",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "security",
                lazy("登录安全"),
                lazy("谁必须用两步验证，谁在哪里登录着"),
                "/hr/security",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "features",
                lazy("功能试点"),
                lazy("新功能先在几个部门开，再开到全公司"),
                "/hr/features",
                Permission.SETTINGS_MANAGE,
            ),
        ),
    ),
    (
        lazy("记录"),
        (
            Setting(
                "audit",
                lazy("存证链"),
                lazy("每件事的时间和哈希，随时可以校验"),
                "/hr/audit",
                Permission.AUDIT_READ,
            ),
        ),
    ),
)
_SETTING_KEYS = frozenset(setting.key for _name, group in _SETTINGS for setting in group)


def settings_of(rights: Rights) -> list[tuple[LazyText, list[Setting]]]:
    """The settings somebody may open, in their groups; groups without any are left out."""
    allowed = [
        (name, [one for one in group if rights.may(one.permission)]) for name, group in _SETTINGS.items()
    ]
    return [(name, group) for name, group in allowed if group]
