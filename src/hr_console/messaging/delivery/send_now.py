"""Letting a message go that waits for the morning."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.clock import now
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.messaging.messages.holds import can_hurry, send_now
from ....tenants.messaging.messages.models import Message
from ....tenants.messaging.messages.queries import message_of
from ...actor import needs
from ...context import Console, ConsoleRequest


class SendNowController(Controller):
    """`/hr/messages/<message>/send-now`."""

    path = "/hr/messages/{message_id:uuid}/send-now"
    dependencies = needs(CandidatePermission.WRITE)

    @get("/")
    async def show(self, console: Console, message_id: FromPath[UUID]) -> Response[str]:
        """Until when the message waits; somebody says why it should not."""
        return await self._page(console, message_id, Form())

    @post("/")
    async def send(self, console: Console, message_id: FromPath[UUID]) -> Response[Any]:
        """Let it go."""
        session = console.session
        message, _person = await message_of(session, message_id)
        form = await console.form()
        reason = form.lines("reason", most=200)
        if form.ok:
            try:
                async with attempt(session):
                    await send_now(session, message, reason, actor=console.actor)
            except DomainError as refused:
                form.refuse(refused)
            else:
                return console.redirect(_back(message), flash=_("正在发送。"))
        return await self._page(console, message_id, form, status=422)

    async def _page(
        self, console: ConsoleRequest, message_id: UUID, form: Form, status: int = 200
    ) -> Response[str]:
        message, person = await message_of(console.session, message_id)
        return await console.page(
            "messages",
            "hr/messaging/delivery/send_now.html",
            status_code=status,
            message=message,
            person=person,
            waits=can_hurry(message, now()),
            form=form,
            back=_back(message),
        )


def _back(message: Message) -> str:
    """Where the message is seen: with its application, or in the list."""
    return (
        href("hr.candidates.show", application_id=message.application_id)
        if message.application_id
        else href("hr.messages.listing")
    )
