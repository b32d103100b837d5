"""Moving a candidate's promise."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.promises.models import Promise
from ....tenants.hiring.promises.postponement import Postponement, movable, move, window_of
from ....tenants.hiring.promises.rule import promise_rule
from ...actor import needs
from ...context import Console, ConsoleRequest


class PromiseController(Controller):
    """`/hr/candidates/<application>/promise`."""

    path = "/hr/candidates/{application_id:uuid}/promise"
    dependencies = needs(DecisionPermission.CONFIRM)

    @get("/")
    async def show(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """The form, or why the promise cannot be moved."""
        found = await application(console.session, application_id)
        form = Form()
        try:
            promised = await movable(console.session, found)
        except DomainError as refused:
            form.refuse(refused)
            return await self._page(console, found, form, status=refused.status)
        return await self._page(console, found, form, promised)

    @post("/")
    async def move(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Promise a later day; the candidate is told at once."""
        session = console.session
        found = await application(session, application_id, lock=True)
        form = await console.form()
        rule = await promise_rule(session)
        try:
            promised = await movable(session, found)
        except DomainError as refused:
            form.refuse(refused)
            return await self._page(console, found, form, status=refused.status)
        day, reason = form.day("date"), form.lines("reason", most=300)
        if form.ok and day is not None:
            try:
                async with attempt(session):
                    await move(
                        session, console.vault, found, rule, Postponement(day, reason), actor=console.actor
                    )
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await self._page(console, found, form, promised, status=422)
        said = _("已延后，正在告诉{name}。").format(name=found.person.name)
        return console.redirect(href("hr.candidates.show", application_id=application_id), flash=said)

    async def _page(
        self,
        console: ConsoleRequest,
        found: Application,
        form: Form,
        promised: Promise | None = None,
        *,
        status: int = 200,
    ) -> Response[str]:
        rule = await promise_rule(console.session)
        return await console.page(
            "candidates",
            "hr/hiring/promises/move.html",
            status_code=status,
            application=found,
            promised=promised,
            window=window_of(promised, rule) if promised is not None else None,
            hour=rule.hour,
            form=form,
        )
