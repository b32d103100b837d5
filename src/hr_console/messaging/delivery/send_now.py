"""Letting a message go that waits for the morning."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.clock import now
from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.messaging.messages.holds import can_hurry, send_now
from ....tenants.messaging.messages.queries import message_of
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class SendNowController(Controller):
    """`/hr/messages/<message>/send-now`."""

    path = "/hr/messages/{message_id:uuid}/send-now"
    dependencies = needs(CandidatePermission.WRITE)

    @get("/")
    async def show(
        self, request: AnyRequest, message_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[str]:
        """Until when the message waits; somebody says why it should not."""
        return await self._page(request, session, staff, message_id, Form())

    @post("/")
    async def send(
        self, request: AnyRequest, message_id: FromPath[UUID], session: Session, staff: Me
    ) -> Response[Any]:
        """Let it go."""
        message, _person = await message_of(session, message_id)
        form = await Form.read(request)
        reason = form.text("reason", most=200)
        if form.ok:
            try:
                async with attempt(session):
                    await send_now(session, message, reason, actor=staff.actor)
            except DomainError as refused:
                form.refuse(refused)
            else:
                return redirect(request, f"/hr/candidates/{message.application_id}", flash=_("正在发送。"))
        return await self._page(request, session, staff, message_id, form, status=422)

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        message_id: UUID,
        form: Form,
        status: int = 200,
    ) -> Response[str]:
        message, person = await message_of(session, message_id)
        return await console_page(
            request,
            session,
            staff,
            "messages",
            "hr/messaging/delivery/send_now.html",
            status_code=status,
            message=message,
            person=person,
            waits=can_hurry(message, now()),
            form=form,
        )
