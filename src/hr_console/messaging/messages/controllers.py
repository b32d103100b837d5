"""Messages: what was sent, and what became of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post

from ....platform.errors import NotFoundError
from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.pipeline.unreached import unreached
from ....tenants.messaging.messages.calls import note_call, unreached_count
from ....tenants.messaging.messages.failures import explain_failure
from ....tenants.messaging.messages.feature import MessagePermission
from ....tenants.messaging.messages.models import CALL_OUTCOMES, STATES
from ....tenants.messaging.messages.queries import message_of, recent, state_counts, version_numbers_of
from ...actor import needs
from ...context import Console, ConsoleRequest

_SIZE = 50


class MessageController(Controller):
    """`/hr/messages`."""

    path = "/hr/messages"
    dependencies = needs(MessagePermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Messages with their times, newest first."""
        session = console.session
        asked = console.query
        state = asked.get("state", "") if asked.get("state", "") in (*STATES, "acted") else ""
        number = page_number(asked.get("page", ""))
        rows, total = await recent(session, state=state, offset=(number - 1) * _SIZE, limit=_SIZE)
        context: dict[str, Any] = {
            "rows": rows,
            "written": await version_numbers_of(session, [message for message, _person in rows]),
            "total": total,
            "state": state,
            "number": number,
            "size": _SIZE,
        }
        counts = await state_counts(session)
        return await console.page(
            "messages",
            "hr/messaging/messages/list.html",
            counts=counts,
            to_call=await unreached_count(session),
            explain=explain_failure,
            **context,
        )

    @get("/unreached")
    async def to_call(self, console: Console) -> Response[str]:
        """Whom no message reached: to be told by phone."""
        return await self._to_call(console, Form())

    @post("/calls", dependencies=needs(CandidatePermission.WRITE))
    async def note(self, console: Console) -> Response[Any]:
        """What came of a call."""
        form = await console.form()
        outcome = form.choice("outcome", CALL_OUTCOMES)
        note = form.text("note", required=False, most=200)
        try:
            told, person = await message_of(console.session, UUID(form.value("message")))
        except ValueError:
            raise NotFoundError from None
        if not form.ok:
            return await self._to_call(console, form, status=422)
        await note_call(console.session, told, outcome, note, by=console.author)
        said = {
            "reached": _("已登记：{name}已通知到本人。"),
            "not_reached": _("已登记：{name}没有接通，仍在列表中。"),
            "wrong_number": _("已登记：{name}的号码有误，仍在列表中。"),
        }[outcome]
        return console.redirect(href("hr.messages.to_call"), flash=said.format(name=person.name))

    async def _to_call(self, console: ConsoleRequest, form: Form, status: int = 200) -> Response[str]:
        rows, total = await unreached(console.session)
        return await console.page(
            "messages",
            "hr/messaging/messages/unreached.html",
            status_code=status,
            rows=rows,
            total=total,
            form=form,
            explain=explain_failure,
        )
