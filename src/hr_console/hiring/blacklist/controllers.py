"""The blacklist, for those who may see it: entries with their reasons, adding and lifting."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.hiring.blacklist.feature import BlacklistPermission
from ....tenants.hiring.blacklist.models import CATEGORIES
from ....tenants.hiring.blacklist.service import entry, lift, listed, put_on, warnings_for
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_PATH = "/hr/blacklist"


class BlacklistController(Controller):
    """`/hr/blacklist`."""

    path = _PATH
    dependencies = needs(BlacklistPermission.MANAGE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[str]:
        """Every entry, those that ended too."""
        return await self._list(request, session, staff, vault, Form())

    @get("/new/{application_id:uuid}")
    async def blank(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[str]:
        """The form, with what the law allows."""
        return await self._form(request, session, staff, await application(session, application_id), Form())

    @post("/new/{application_id:uuid}")
    async def add(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """Put somebody on the list."""
        found, form = await application(session, application_id), await Form.read(request)
        category, reason = form.choice("category", CATEGORIES), _reason(form)
        if form.ok:
            try:
                await put_on(
                    session, vault, found, category=category, reason=reason, actor=staff.actor, by=staff.name
                )
                said = _("已将{name}列入黑名单。").format(name=found.person.name)
                return redirect(request, f"/hr/candidates/{application_id}", flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await self._form(request, session, staff, found, form, status=422)

    @post("/{entry_id:uuid}/lift")
    async def take_off(
        self, request: AnyRequest, entry_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """Take somebody off it, with the reason."""
        found, form = await entry(session, entry_id), await Form.read(request)
        reason = _reason(form)
        if form.ok:
            try:
                await lift(session, vault, found, reason=reason, actor=staff.actor, by=staff.name)
                return redirect(request, _PATH, flash=_("已移出黑名单。"))
            except DomainError as refused:
                form.add_error("reason", str(refused))
        return await self._list(request, session, staff, vault, form, at=entry_id, status=422)

    async def _list(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        vault: Any,
        form: Form,
        *,
        at: UUID | None = None,
        status: int = 200,
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/hiring/blacklist/list.html",
            status_code=status,
            rows=await listed(session, vault),
            form=form,
            at=at,
        )

    async def _form(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        found: Application,
        form: Form,
        *,
        status: int = 200,
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/hiring/blacklist/form.html",
            status_code=status,
            application=found,
            categories=[(code, str(label)) for code, label in CATEGORIES.items()],
            form=form,
        )


def _reason(form: Form) -> str:
    reason = form.text("reason", most=500)
    if reason and len(reason) < 4:
        form.add_error("reason", _("请写清楚是什么事，至少 4 个字。"))
    return reason


async def warning_of(session: AsyncSession, vault: Any, staff: Staff, person_id: UUID) -> Any:
    """What to warn this member of the staff of about a person; None where there is nothing, or they may not see it."""
    if not staff.may(BlacklistPermission.MANAGE):
        return None
    return (await warnings_for(session, vault, [person_id])).get(person_id)
