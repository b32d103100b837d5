"""Scoring by a personal link: one candidate, no log-in, nothing else to see."""

from contextlib import suppress
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import client_address
from ...tenants.access.service import throttle
from ...tenants.candidates.models import Application
from ...tenants.interviews.errors import AlreadyScoredError
from ...tenants.interviews.links import by_link
from ...tenants.interviews.models import CONCLUSIONS, Interview
from ...tenants.interviews.service import submit
from ...tenants.settings.queries import tenant_settings
from .card import read_card

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]


class GuestController(Controller):
    """`/i/TOKEN`."""

    path = "/i/{token:str}"

    @get("/")
    async def show(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: NamedDependency[Any]
    ) -> Response[Any]:
        """The card, or that it is in."""
        await throttle(session, "hr.link", client_address(request), most=300, seconds=600)
        interview, application, _user = await by_link(session, vault, token)
        return await self._card(request, session, token, interview, application, Form())

    @post("/")
    async def send(
        self, request: AnyRequest, token: FromPath[str], session: Session, vault: NamedDependency[Any]
    ) -> Response[Any]:
        """Take the card in; the rule marks at once."""
        await throttle(session, "hr.link", client_address(request), most=300, seconds=600)
        interview, application, user = await by_link(session, vault, token, lock=True)
        form = await Form.read(request)
        settings = await tenant_settings(session)
        card = read_card(form, interview, settings.dimensions, user_id=user.id, name=user.name)
        if interview.scorecard_id is None and not form.ok:
            return await self._card(request, session, token, interview, application, form, status=422)
        if interview.scorecard_id is None:
            with suppress(AlreadyScoredError):  # a second tap
                await submit(session, application, card, actor=f"user:{user.id}")
        return redirect(request, f"/i/{token}")

    async def _card(
        self,
        request: AnyRequest,
        session: AsyncSession,
        token: str,
        interview: Interview,
        application: Application,
        form: Form,
        status: int = 200,
    ) -> Response[Any]:
        settings = await tenant_settings(session)
        return page(
            request,
            "hr/interviews/guest.html",
            status_code=status,
            token=token,
            interview=interview,
            application=application,
            dimensions=settings.dimensions,
            conclusions=CONCLUSIONS,
            form=form,
        )
