"""Connections to identity providers, kept by a tenant's admin."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.declared import AccountField
from ....platform.providers.identity.port import IdentityKind
from ....platform.providers.identity.registry import IDENTITIES, identity
from ....tenants.access.roles.built_in import BUILT_IN
from ....tenants.access.single_sign_on.models import SsoConnection
from ....tenants.access.single_sign_on.queries import connections
from ....tenants.access.single_sign_on.service import Wanted, connection_of, save_connection
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.people.departments.queries import departments
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_PROVEN = reauthenticated(SettingsPermission.MANAGE, doing=lazy("修改单点登录"))
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
        return await console.page("sso", template, rows=rows, kinds=IDENTITIES)

    @get("/new/{kind:str}")
    async def blank(self, console: Console, kind: FromPath[str]) -> Response[str]:
        """An empty form for one kind."""
        values = {"name": str(identity(kind).label), "role": "interviewer", "enabled": "1"}
        return await self._form(console, kind, None, Form(values))

    @post("/new/{kind:str}", dependencies=_PROVEN)
    async def make(self, console: Console, kind: FromPath[str]) -> Response[Any]:
        """Keep a new connection."""
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
        wanted = _read(
            form, identity(kind), places, known=found is not None, trusted=console.settings.sso_trusted()
        )
        if not form.ok:
            return await self._form(console, kind, found, form, status=422)
        await save_connection(console.session, console.vault, found, wanted, actor=console.actor)
        return console.redirect(
            href("hr.single_sign_on.settings.listing"), flash=_("已保存「{name}」。").format(name=wanted.name)
        )

    async def _form(
        self, console: ConsoleRequest, kind: str, found: SsoConnection | None, form: Form, status: int = 200
    ) -> Response[str]:
        used = [number for number in range(_GROUP_ROWS) if form.value(f"group-{number}")]
        places = [(str(row.id), "　" * row.depth + row.name) for row in await departments(console.session)]
        return await console.page(
            "sso",
            "hr/access/single_sign_on/form.html",
            status_code=status,
            kind=identity(kind),
            connection_id=found.id if found is not None else None,
            callback=console.tenant.origin + href("hr.single_sign_on.finish"),
            roles=[(code, str(BUILT_IN[code].name)) for code in _ROLES],
            places=[("", _("不对应")), *places],
            rows=range(min(_GROUP_ROWS, max(used, default=-1) + 1 + _BLANK_ROWS)),
            form=form,
        )


def _read(
    form: Form, kind: IdentityKind, places: set[str], *, known: bool, trusted: frozenset[str]
) -> Wanted:
    name = form.text("name", most=20)
    secret = form.text("secret", most=400, required=not known)
    typed = {field.name: _typed(form, field, trusted) for field in kind.fields}
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
        kind=kind.kind,
        name=name,
        secret=secret,
        **typed,
        domains=domains,
        just_in_time=form.checked("just_in_time"),
        role=form.choice("role", _ROLES),
        groups=groups,
        enabled=form.checked("enabled"),
    )


def _typed(form: Form, field: AccountField, trusted: frozenset[str]) -> str:
    value = form.text(field.name, most=300)
    inside = value.removeprefix("http://") in trusted
    if field.kind == "url" and value and not value.startswith("https://") and not inside:
        form.add_error(field.name, _("请填写以 https:// 开头的地址，与身份平台公布的 issuer 一字不差。"))
    return value
