"""Words as they arrive: filled with somebody's data, with what is wrong with them and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.narrowing import narrowed
from ....platform.emails import Email
from ....platform.http.addresses import href
from ....platform.settings import Settings
from ....tenants.access.scope.service import walls
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import recent_applications
from ....tenants.hiring.scorecards.pending import blind_review
from ....tenants.messaging.channels.models import ChannelAccount
from ....tenants.messaging.channels.service import account_in_use
from ....tenants.messaging.channels.types import SMS_KINDS
from ....tenants.messaging.message_templates.content import fill_email
from ....tenants.messaging.message_templates.lint import FIELDS, Finding, Size, check, sizes, tagged
from ....tenants.messaging.message_templates.registration import account_key
from ....tenants.messaging.message_templates.samples import made_up
from ....tenants.messaging.message_templates.text import fill
from ....tenants.messaging.message_templates.variables import variables_of
from ....tenants.messaging.messages.samples import Recipient, values_of
from ...context import ConsoleRequest
from ...staff import Staff

LONGEST = "longest"
_LINK = "1-ab3k9m2xqw"


@dataclass(frozen=True, slots=True)
class Channel:
    """What text messages go out by: an account of the tenant's own, or ours."""

    key: str
    sign_name: str
    name: str
    account: ChannelAccount | None


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to see. `text` with its sender tag; `email` for an e-mail. `blank`: a part is not written yet."""

    fields: Sequence[str]
    blank: bool
    findings: Sequence[Finding]
    text: str = ""
    email: Email | None = None
    usual: Size | None = None
    longest: Size | None = None
    price: Decimal = field(default_factory=Decimal)

    @property
    def wrong(self) -> int:
        """How many things keep these words from being put in use."""
        return sum(one.blocks for one in self.findings)


async def channel_in_use(session: AsyncSession, settings: Settings) -> Channel:
    """The account that text messages go out by now."""
    account = await account_in_use(session, SMS_KINDS)
    sign_name = str(account.facts["sign_name"]) if account is not None else settings.sms_sign_name
    return Channel(account_key(account), sign_name, account.name if account is not None else "", account)


async def choices(session: AsyncSession, staff: Staff) -> Sequence[Application]:
    """Whose data somebody may look at words with: nobody's who may not read candidates."""
    if not staff.may(CandidatePermission.READ):
        return ()
    with narrowed(session, (*walls(staff.scope(CandidatePermission.READ)), *blind_review(staff.id))):
        return await recent_applications(session)


async def look_at(
    console: ConsoleRequest,
    event: str,
    channel: str,
    sender: Channel,
    content: Mapping[str, str],
    whose: str,
) -> Look:
    """`whose`: the id of an application among `choices`, `LONGEST`, or anything else for usual values."""
    session = console.session
    found = next((one for one in await choices(session, console.staff) if str(one.id) == whose), None)
    if found is not None:
        recipient = Recipient(found.person, found.id, found.vacancy.title)
        values = await values_of(session, console.vault, recipient, event, channel)
    else:
        values = made_up(event, channel, longest=whose == LONGEST)
    fields, blank = FIELDS[channel], not all(content.values())
    findings = check(event, channel, content, sign_name=sender.sign_name)
    if channel == "email":
        return Look(fields, blank, findings, email=fill_email(event, content, values))
    known = variables_of(event, channel)
    origin, price = console.settings.origin(), (await tenant_settings(session)).sms_price

    def value(name: str) -> str:
        if name not in known:
            return f"{{{name}}}"
        if known[name].key == "link":
            return origin + href("portal.messages.to_tenant", code=_LINK)
        return values.get(known[name].key, "")

    usual, longest = sizes(event, content["text"], sign_name=sender.sign_name, origin=origin, price=price)
    text = tagged(sender.sign_name, fill(content["text"], value))
    return Look(fields, blank, findings, text=text, usual=usual, longest=longest, price=price)


def typed(values: Mapping[str, str], channel: str) -> dict[str, str]:
    """The words among what was typed."""
    return {name: values.get(name, "") for name in FIELDS[channel]}
