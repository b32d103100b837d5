"""Links in messages, and the gateway's receipts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ...platform.auth.tokens import same
from ...platform.formats.numbers import whole_number
from ...platform.http.addresses import href
from ...platform.http.client import client_address
from ...platform.http.context import Visit
from ...platform.http.dependencies import SettingsDependency
from ...platform.http.pages import redirect
from ...platform.http.reading import is_read
from ...platform.providers.sms.port import SmsReceipt
from ...platform.providers.sms.registry import gateway
from ...platform.requests import AnyRequest
from ...tenants.access.sessions.service import throttle
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.messaging.channels.service import by_hook
from ...tenants.messaging.channels.types import SMS_KINDS
from ...tenants.messaging.messages.feature import LINK_LIMIT
from ...tenants.messaging.messages.queries import find_link, link_exists
from ...tenants.messaging.messages.receipts import Report, receive, receive_by_number, record_opened
from ..actor import candidate_token, signed_in
from ..browser import browser_of, keep_browser
from ..matters import matter


@get("/m/{code:str}")
async def follow_link(visit: Visit, code: FromPath[str]) -> Response[str]:
    """A message's link leads to its matter: the signed-in owner at once, everybody else by the sign-in, the phone may be
    shared. Only the owner's coming is noted; programs that look at links are nobody, and change nothing.

    The browser is from now on known for the message's number: strangers' requests for codes do not get into its way.
    """
    session, request = visit.session, visit.request
    link = await find_link(session, code)
    if link is None:
        await throttle(session, LINK_LIMIT, client_address(request))
        settings = await tenant_settings(session)
        return visit.render("portal/messages/gone.html", status_code=404, settings=settings)
    reader = await signed_in(request, session)
    if reader is not None and reader in link.owners and is_read(request):
        await record_opened(session, code)
    if reader is not None:
        return visit.redirect(matter(link.message))
    to, ended = href("portal.messages.follow_link", code=code), 1 if candidate_token(request) else None
    response = visit.redirect(href("portal.sign_in.ask_phone", to=to, ended=ended))
    browser = await browser_of(visit)
    await keep_browser(visit, response, browser.with_numbers(link.numbers))
    return response


@get("/r/{code:str}")
async def to_tenant(request: AnyRequest, code: FromPath[str], state: State) -> Response[str]:
    """The short link of a text message, at the base domain: its first part says whose it is."""
    number = whole_number(code.partition("-")[0])
    tenant = None if number is None else await state.directory.by_number(number)
    if tenant is None:
        raise NotFoundException
    async with state.database.tenant(tenant) as session:
        if not await link_exists(session, code):  # or counting up would list every company here
            raise NotFoundException
    return redirect(request, tenant.origin + href("portal.messages.follow_link", code=code))


@post("/hooks/sms/{kind:str}/{token:str}", status_code=200)
async def sms_receipts(
    request: AnyRequest,
    kind: FromPath[str],
    token: FromPath[str],
    state: State,
    settings: SettingsDependency,
) -> Mapping[str, Any]:
    """Delivery reports. The push carries no signature: the path is secret and only ids we sent are believed."""
    right = bool(settings.sms_receipt_token) and same(token.encode(), settings.sms_receipt_token.encode())
    if kind != settings.sms_provider or not right:
        raise NotFoundException
    ours = gateway(kind)
    try:
        reports = list(ours.receipts(await request.body()))
    except ValueError:
        return ours.answers[1]
    for schema, mine in _by_tenant(reports).items():
        tenant = await state.directory.by_schema(schema)
        if tenant is not None:
            async with state.database.tenant(tenant) as session:
                await receive(session, kind, mine)
    return ours.answers[0]


@post("/hooks/sms/own/{token:str}", status_code=200)
async def own_receipts(visit: Visit, token: FromPath[str]) -> Mapping[str, Any]:
    """Reports to a tenant's own account, at its own address: believed as ours are. Who says no is asked again."""
    session = visit.session
    account = await by_hook(session, token)
    if account is None or account.kind not in SMS_KINDS:
        raise NotFoundException
    theirs = gateway(account.kind)
    kept, again = theirs.answers
    try:
        reports = list(theirs.receipts(await visit.request.body()))
    except ValueError:
        return again
    for mine in _by_tenant(report for report in reports if report.key).values():
        await receive(session, account.kind, mine)
    numbers = [(one.provider_id, one.delivered, one.code) for one in reports if not one.key]
    return kept if not numbers or await receive_by_number(session, account, numbers) else again


def _by_tenant(reports: Iterable[SmsReceipt]) -> dict[str, list[Report]]:
    """The reports of messages that can be ours, by the schema in their key."""
    found = defaultdict(list)
    for report in reports:
        schema, _dot, message = report.key.partition(".")
        with suppress(ValueError):
            found[schema].append(Report(report.provider_id, UUID(message), report.delivered, report.code))
    return found
