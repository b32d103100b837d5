"""Proving again who one is, and then on with what one was about to do."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError, NotFoundError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.settings import Settings
from ....tenants.access.sign_in.factors import factors_of
from ....tenants.access.sign_in.passkeys import passkey_options
from ....tenants.access.sign_in.pending_request import kept
from ....tenants.access.sign_in.service import check_own_password, second_step
from ....tenants.access.sign_in.sessions import is_fresh, note_proof
from ....tenants.access.users.models import User
from ...actor import Staff, local, member
from ...nav import console_page
from ..sign_in.controllers import given
from ..sign_in.session_start import client_of, site_of

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_Settings = NamedDependency[Settings]


class ProveController(Controller):
    """`/hr/prove`: a second factor where there is one, else the password."""

    path = "/hr/prove"
    dependencies = member()

    @get("/")
    async def show(
        self, request: AnyRequest, session: Session, staff: Me, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """The form."""
        asked = {name: request.query_params.get(name, "") for name in ("next", "errand")}
        return await self._page(request, session, staff, vault, settings, Form(asked))

    @post("/")
    async def check(
        self, request: AnyRequest, session: Session, staff: Me, vault: Vault, settings: _Settings
    ) -> Response[Any]:
        """Check it, and lead on. A refusal is returned, not raised: the try has to be counted."""
        form = await Form.read(request)
        user = await session.get_one(User, staff.id)
        client = await client_of(request, session, vault, settings)
        try:
            if user.second_factor:
                site = site_of(request, settings)
                by = await second_step(session, vault, client, user, given(form), site, way="proof")
            else:
                await check_own_password(session, client, user, form.value("password")[:200])
                by = "password"
        except DomainError as refused:
            return await self._page(request, session, staff, vault, settings, form, refused)
        await note_proof(session, staff.session_id, user, by=by)
        errand = form.value("errand")
        return redirect(request, f"/hr/prove/go/{quote(errand)}" if errand else local(form.value("next")))

    @get("/go/{errand_id:uuid}")
    async def go_on(
        self, request: AnyRequest, errand_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """What was about to be sent, one click away: a form is never sent by itself."""
        if not is_fresh(staff.proved_at):
            return redirect(request, f"/hr/prove?errand={errand_id}")
        try:
            errand = await kept(session, vault, staff.id, staff.session_id, errand_id)
        except NotFoundError:
            return redirect(request, "/hr/")
        return await console_page(
            request, session, staff, "", "hr/access/reauthentication/go.html", errand=errand
        )

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        vault: Any,
        settings: Settings,
        form: Form,
        refused: DomainError | None = None,
    ) -> Response[Any]:
        if refused is not None:
            form.refuse(refused)
        user = await session.get_one(User, staff.id)
        site = site_of(request, settings)
        return await console_page(
            request,
            session,
            staff,
            "",
            "hr/access/reauthentication/show.html",
            status_code=refused.status if refused is not None else 200,
            form=form,
            user=user,
            factors=await factors_of(session, staff.id),
            recovery="recovery" in request.query_params or bool(form.value("recovery")),
            options=await passkey_options(session, vault, site, purpose=str(user.id), user=user),
        )
