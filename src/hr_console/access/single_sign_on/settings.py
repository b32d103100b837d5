"""Connections to identity providers, kept by a tenant's admin."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.access.roles.built_in import BUILT_IN
from ....tenants.access.single_sign_on.models import KINDS, SsoConnection
from ....tenants.access.single_sign_on.queries import connections
from ....tenants.access.single_sign_on.service import Wanted, connection_of, save_connection
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.people.departments.queries import departments
from ...actor import needs, proven
from ...context import Console, ConsoleRequest
from .controllers import CALLBACK

NAMES = {
    "oidc": lazy("OpenID Connect"),
    "wecom": lazy("企业微信"),
    "dingtalk": lazy("钉钉"),
    "feishu": lazy("飞书"),
}
_PROVEN = proven(SettingsPermission.MANAGE, doing=lazy("修改单点登录"))
_GROUP_ROWS = 8
_BLANK_ROWS = 2
# A stranger who comes in by himself must not land among those who manage or seal.
_ROLES = ("interviewer", "hiring_manager", "hr", "auditor")


class SsoSettingsController(Controller):
    """`/hr/sso-connections`."""

    path = "/hr/sso-connections"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every connection."""
        rows = await connections(console.session)
        template = "hr/access/single_sign_on/list.html"
        return await console.page("sso", template, rows=rows, names=NAMES)

    @get("/new/{kind:str}")
    async def blank(self, console: Console, kind: FromPath[str]) -> Response[str]:
        """An empty form for one kind."""
        kind = kind if kind in KINDS else KINDS[0]
        values = {"name": str(NAMES[kind]), "role": "interviewer", "enabled": "1"}
        return await self._form(console, kind, None, Form(values))

    @post("/new/{kind:str}", dependencies=_PROVEN)
    async def make(self, console: Console, kind: FromPath[str]) -> Response[Any]:
        """Keep a new connection."""
        kind = kind if kind in KINDS else KINDS[0]
        return await self._save(console, kind, None)

    @get("/{connection_id:uuid}")
    async def show(self, console: Console, connection_id: FromPath[UUID]) -> Response[str]:
        """One connection; its secret is never shown again."""
        found = await connection_of(console.session, connection_id, usable=False)
        values = {
            "name": found.name, "client_id": found.client_id, "issuer": found.issuer, "company": found.company,
            "agent_id": found.agent_id, "domains": "\n".join(found.domains), "role": found.role,
        }  # fmt: skip
        values |= {name: "1" for name in ("just_in_time", "enabled") if getattr(found, name)}
        for number, (group, place) in enumerate(found.groups.items()):
            values |= {f"group-{number}": group, f"place-{number}": place}
        return await self._form(console, found.kind, found, Form(values))

    @post("/{connection_id:uuid}", dependencies=_PROVEN)
    async def change(self, console: Console, connection_id: FromPath[UUID]) -> Response[Any]:
        """Change one; an empty secret keeps the old one."""
        found = await connection_of(console.session, connection_id, usable=False)
        return await self._save(console, found.kind, found)

    async def _save(self, console: ConsoleRequest, kind: str, found: SsoConnection | None) -> Response[Any]:
        form = await console.form()
        places = {str(row.id) for row in await departments(console.session)}
        wanted = _read(form, kind, places, known=found is not None, trusted=console.settings.sso_trusted())
        if not form.ok:
            return await self._form(console, kind, found, form, status=422)
        await save_connection(console.session, console.vault, found, wanted, actor=console.actor)
        return console.redirect("/hr/sso-connections", flash=_("已保存「{name}」。").format(name=wanted.name))

    async def _form(
        self, console: ConsoleRequest, kind: str, found: SsoConnection | None, form: Form, status: int = 200
    ) -> Response[str]:
        used = [number for number in range(_GROUP_ROWS) if form.value(f"group-{number}")]
        places = [(str(row.id), "　" * row.depth + row.name) for row in await departments(console.session)]
        return await console.page(
            "sso",
            "hr/access/single_sign_on/form.html",
            status_code=status,
            kind=kind,
            kind_name=NAMES[kind],
            connection_id=found.id if found is not None else None,
            callback=console.tenant.origin + CALLBACK,
            roles=[(code, str(BUILT_IN[code].name)) for code in _ROLES],
            places=[("", _("不对应")), *places],
            rows=range(min(_GROUP_ROWS, max(used, default=-1) + 1 + _BLANK_ROWS)),
            form=form,
        )


def _read(form: Form, kind: str, places: set[str], *, known: bool, trusted: frozenset[str]) -> Wanted:
    name, client_id = form.text("name", most=20), form.text("client_id", most=200)
    secret = form.text("secret", most=400, required=not known)
    issuer = form.text("issuer", most=300, required=kind == "oidc")
    company = form.text("company", most=100, required=kind in ("dingtalk", "feishu"))
    agent_id = form.text("agent_id", most=40, required=kind == "wecom")
    inside = issuer.removeprefix("http://") in trusted
    if kind == "oidc" and issuer and not issuer.startswith("https://") and not inside:
        form.add_error("issuer", _("请填写以 https:// 开头的地址，与身份平台公布的 issuer 一字不差。"))
    domains = tuple(dict.fromkeys(form.value("domains").lower().replace("@", "").split()))
    if any("." not in domain for domain in domains):
        form.add_error("domains", _("每行一个域名，例如 example.com。"))
    groups: dict[str, str] = {}
    for number in range(_GROUP_ROWS):
        group, place = form.value(f"group-{number}"), form.value(f"place-{number}")
        if group and place in places:
            groups[group] = place
        elif group:
            form.add_error(f"place-{number}", _("请选择部门。"))
    return Wanted(
        kind=kind,
        name=name,
        client_id=client_id,
        secret=secret,
        issuer=issuer,
        company=company,
        agent_id=agent_id,
        domains=domains,
        just_in_time=form.checked("just_in_time"),
        role=form.choice("role", _ROLES),
        groups=groups,
        enabled=form.checked("enabled"),
    )
