"""Where words are written: one message on one channel, and its page."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...tenants.wording.lint import FIELDS, LONGEST
from ...tenants.wording.models import Wording
from ...tenants.wording.queries import Usage, built_in, title_or_missing, usage, versions_of
from ...tenants.wording.text import normal
from ...tenants.wording.variables import needed, variables_of
from ..actor import Staff
from ..nav import console_page
from .controllers import HOME
from .looking import Channel, channel_in_use, choices, look_at, typed

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """One message on one channel, and what it goes out by."""

    event: str
    channel: str
    title: str
    sender: Channel
    usage: Usage

    @property
    def url(self) -> str:
        return f"{HOME}/{self.event}/{self.channel}"


async def read(request: AnyRequest, channel: str) -> Form:
    """What was typed, in the form in which it is kept."""
    form = await Form.read(request)
    values = form.values()
    return Form(values | {name: normal(text) for name, text in typed(values, channel).items()})


async def place_of(session: AsyncSession, settings: Settings, event: str, channel: str) -> Place:
    title = await title_or_missing(session, event, channel)
    sender = await channel_in_use(session, settings)
    return Place(event, channel, title, sender, await usage(session, event, channel, sender.key))


async def editor_page(
    request: AnyRequest,
    session: AsyncSession,
    staff: Staff,
    vault: Vault,
    settings: Settings,
    place: Place,
    form: Form,
    theirs: Wording | None = None,
    *,
    status: int = 200,
) -> Response[str]:
    whose = form.value("whose")
    content = typed(form.values(), place.channel)
    return await console_page(
        request,
        session,
        staff,
        "wording",
        "hr/wording/edit.html",
        status_code=status,
        place=place,
        form=form,
        theirs=theirs,
        fields=fields_of(place.channel),
        versions=await versions_of(session, place.event, place.channel),
        variables=variables_of(place.event, place.channel),
        needed=needed(place.event, place.channel),
        longest=LONGEST,
        product=bool(built_in(place.event, place.channel)),
        choices=await choices(session, staff),
        look=await look_at(session, vault, settings, staff, place.event, place.channel, content, whose),
    )


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
