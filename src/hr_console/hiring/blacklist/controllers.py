"""The blacklist, for those who may see it: entries with their reasons, adding and lifting."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.hiring.blacklist.feature import BlacklistPermission
from ....tenants.hiring.blacklist.models import CATEGORIES
from ....tenants.hiring.blacklist.service import entry, lift, listed, put_on, warnings_for
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import Staff


class BlacklistController(Controller):
    """`/hr/blacklist`."""

    path = "/hr/blacklist"
    dependencies = needs(BlacklistPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every entry, those that ended too."""
        return await self._list(console, Form())

    @get("/new/{application_id:uuid}")
    async def blank(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """The form, with what the law allows."""
        return await self._form(console, await application(console.session, application_id), Form())

    @post("/new/{application_id:uuid}")
    async def add(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Put somebody on the list."""
        found, form = await application(console.session, application_id), await console.form()
        category, reason = form.choice("category", CATEGORIES), _reason(form)
        if form.ok:
            try:
                await put_on(
                    console.session, console.vault, found, category=category, reason=reason, by=console.author
                )
                said = _("已将{name}列入黑名单。").format(name=found.person.name)
                return console.redirect(href("hr.candidates.show", application_id=application_id), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(console, found, form, status=422)

    @post("/{entry_id:uuid}/lift")
    async def take_off(self, console: Console, entry_id: FromPath[UUID]) -> Response[Any]:
        """Take somebody off it, with the reason."""
        found, form = await entry(console.session, entry_id), await console.form()
        reason = _reason(form)
        if form.ok:
            try:
                await lift(
                    console.session,
                    console.vault,
                    found,
                    reason=reason,
                    actor=console.actor,
                    by=console.staff.name,
                )
                return console.redirect(href("hr.blacklist.listing"), flash=_("已移出黑名单。"))
            except DomainError as refused:
                form.add_error("reason", str(refused))
        return await self._list(console, form, at=entry_id, status=422)

    async def _list(
        self, console: ConsoleRequest, form: Form, *, at: UUID | None = None, status: int = 200
    ) -> Response[str]:
        return await console.page(
            "candidates",
            "hr/hiring/blacklist/list.html",
            status_code=status,
            rows=await listed(console.session, console.vault),
            form=form,
            at=at,
        )

    async def _form(
        self, console: ConsoleRequest, found: Application, form: Form, *, status: int = 200
    ) -> Response[str]:
        return await console.page(
            "candidates",
            "hr/hiring/blacklist/form.html",
            status_code=status,
            application=found,
            categories=[(code, str(label)) for code, label in CATEGORIES.items()],
            form=form,
        )


def _reason(form: Form) -> str:
    reason = form.lines("reason", most=500)
    if reason and len(reason) < 4:
        form.add_error("reason", _("请写清楚是什么事，至少 4 个字。"))
    return reason


async def warning_of(session: AsyncSession, vault: Vault, staff: Staff, person_id: UUID) -> Any:
    """What to warn this member of the staff of about a person; None where there is nothing, or they may not see it."""
    if not staff.may(BlacklistPermission.MANAGE):
        return None
    return (await warnings_for(session, vault, [person_id])).get(person_id)
