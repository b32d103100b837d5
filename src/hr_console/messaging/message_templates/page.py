"""Where words are written: one message on one channel, and its page."""

from dataclasses import dataclass

from litestar import Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from ....platform.errors import NotFoundError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.messaging.message_templates.lint import FIELDS, LONGEST
from ....tenants.messaging.message_templates.models import MessageTemplate
from ....tenants.messaging.message_templates.queries import Usage, built_in, title_or_missing, usage
from ....tenants.messaging.message_templates.text import normal
from ....tenants.messaging.message_templates.variables import needed, variables_of
from ...actor import needs
from ...context import Console, ConsoleRequest
from .preview import Channel, Look, channel_in_use, choices, look_at, typed


@dataclass(slots=True)
class Place:
    """One request about one message on one channel: what there is, what it goes out by, and who asks."""

    console: ConsoleRequest
    event: str
    channel: str
    title: str
    sender: Channel
    usage: Usage

    @property
    def url(self) -> str:
        return href("hr.message_templates.editor.show", event=self.event, channel=self.channel)

    async def look_again(self) -> None:
        """See what somebody else has written meanwhile."""
        self.usage = await usage(self.console.session, self.event, self.channel, self.sender.key)

    async def read(self) -> Form:
        """What was typed, in the form in which it is kept."""
        form = await self.console.form()
        values = form.values()
        return Form(values | {name: normal(text) for name, text in typed(values, self.channel).items()})

    async def look(self, form: Form) -> Look:
        """What is typed, as it will arrive."""
        content = typed(form.values(), self.channel)
        return await look_at(
            self.console, self.event, self.channel, self.sender, content, form.value("whose")
        )

    async def page(
        self, form: Form, theirs: MessageTemplate | None = None, *, status: int = 200
    ) -> Response[str]:
        """The editor with what is typed; `theirs`: words of somebody else that are there by now."""
        return await self.console.page(
            "message_templates",
            "hr/messaging/message_templates/edit.html",
            status_code=status,
            place=self,
            form=form,
            theirs=theirs,
            fields=fields_of(self.channel),
            versions=self.usage.versions,
            variables=variables_of(self.event, self.channel),
            needed=needed(self.event, self.channel),
            longest=LONGEST,
            product=bool(built_in(self.event, self.channel)),
            choices=await choices(self.console.session, self.console.staff),
            look=await self.look(form),
        )


async def _place(console: Console, event: FromPath[str], channel: FromPath[str]) -> Place:
    session = console.session
    try:
        title = await title_or_missing(session, event, channel)
    except NotFoundError:
        # The framework cleans up after a handler, not after a dependency that raises: give the connection back.
        await session.rollback()
        raise
    sender = await channel_in_use(session, console.settings)
    found = await usage(session, event, channel, sender.key)
    return Place(console, event, channel, title, sender, found)


Here = NamedDependency[Place]
AT_PLACE = {**needs(SettingsPermission.MANAGE), "place": Provide(_place)}


def fields_of(channel: str) -> list[tuple[str, str]]:
    """The parts of a message and what they are called, in their order."""
    words = {
        "text": _("正文"),
        "subject": _("主题"),
        "greeting": _("称呼"),
        "body": _("正文"),
        "action": _("按钮"),
    }
    return [(name, words[name]) for name in FIELDS[channel]]
