"""Proving again who one is, and then on with what one was about to do."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError, NotFoundError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....tenants.access.sign_in.factors import factors_of
from ....tenants.access.sign_in.passkeys import passkey_options
from ....tenants.access.sign_in.pending_request import kept
from ....tenants.access.sign_in.service import Proof, check_own_password, second_step
from ....tenants.access.sign_in.sessions import is_fresh, note_proof
from ....tenants.access.users.models import User
from ...actor import any_staff, local
from ...context import Console, ConsoleRequest
from ..sign_in.controllers import given
from ..sign_in.session_start import client_of, site_of


class ProveController(Controller):
    """`/hr/prove`: a second factor where there is one, else the password."""

    path = "/hr/prove"
    dependencies = any_staff()

    @get("/")
    async def show(self, console: Console) -> Response[Any]:
        """The form."""
        asked = {name: console.query.get(name, "") for name in ("next", "errand")}
        return await self._page(console, Form(asked))

    @post("/")
    async def check(self, console: Console) -> Response[Any]:
        """Check it, and lead on. A refusal is returned, not raised: the try has to be counted."""
        session = console.session
        form = await console.form()
        user = await session.get_one(User, console.staff.id)
        client = await client_of(console)
        try:
            if user.second_factor:
                site = site_of(console.request, console.settings)
                by = await second_step(
                    session, console.vault, client, user, Proof(given(form), site), way="proof"
                )
            else:
                await check_own_password(session, client, user, form.value("password")[:200])
                by = "password"
        except DomainError as refused:
            return await self._page(console, form, refused)
        await note_proof(session, console.staff.session_id, user, by=by)
        pending = form.value("errand")
        return console.redirect(
            href("hr.reauthentication.go_on", errand_id=pending) if pending else local(form.value("next"))
        )

    @get("/go/{errand_id:uuid}")
    async def go_on(self, console: Console, errand_id: FromPath[UUID]) -> Response[Any]:
        """What was about to be sent, one click away: a form is never sent by itself."""
        staff = console.staff
        if not is_fresh(staff.proved_at):
            return console.redirect(href("hr.reauthentication.show", errand=errand_id))
        try:
            pending = await kept(console.session, console.vault, staff.id, staff.session_id, errand_id)
        except NotFoundError:
            return console.redirect(href("hr.todo.show"))
        return await console.page("", "hr/access/reauthentication/go.html", pending=pending)

    async def _page(
        self, console: ConsoleRequest, form: Form, refused: DomainError | None = None
    ) -> Response[Any]:
        session = console.session
        if refused is not None:
            form.refuse(refused)
        user = await session.get_one(User, console.staff.id)
        site = site_of(console.request, console.settings)
        return await console.page(
            "",
            "hr/access/reauthentication/show.html",
            status_code=refused.status if refused is not None else 200,
            form=form,
            user=user,
            factors=await factors_of(session, console.staff.id),
            recovery="recovery" in console.query or bool(form.value("recovery")),
            options=await passkey_options(session, console.vault, site, purpose=str(user.id), user=user),
        )
