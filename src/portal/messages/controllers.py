"""Links in messages, and the gateway's receipts."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ...platform.auth.tokens import same
from ...platform.http.context import Visit
from ...platform.http.dependencies import SettingsDependency
from ...platform.http.pages import redirect
from ...platform.http.work import client_address
from ...platform.providers.sms.aliyun import AliyunReceipt, receipts
from ...platform.providers.sms.tencent import receipts as tencent_receipts
from ...platform.requests import AnyRequest
from ...tenants.access.sessions.service import throttle
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.messaging.channels.service import by_hook
from ...tenants.messaging.messages.feature import LINK_LIMIT
from ...tenants.messaging.messages.models import Message
from ...tenants.messaging.messages.queries import link_exists
from ...tenants.messaging.messages.receipts import Report, receive, receive_by_number, record_opened
from ..actor import HOME


@get("/m/{code:str}")
async def follow_link(visit: Visit, code: FromPath[str]) -> Response[str]:
    """A message was opened. The link only leads to the sign-in, the phone may be shared, and then to its matter."""
    session = visit.session
    await throttle(session, LINK_LIMIT, client_address(visit.request))
    message = await record_opened(session, code)
    if message is None:
        settings = await tenant_settings(session)
        return visit.render("portal/messages/gone.html", status_code=404, settings=settings)
    return visit.redirect(_matter(message))


def _matter(message: Message) -> str:
    """The page a message is about; its key names the occasion."""
    _event, reference, _channel = message.key.split(":")
    if message.event in ("contract_ready", "contract_completed"):
        return f"/contracts/{reference}"
    if message.event.startswith("interview_"):
        return f"/interviews/{reference.partition('.')[0]}"
    return "/pool" if message.event == "pool_invited" else HOME


@get("/r/{code:str}")
async def to_tenant(request: AnyRequest, code: FromPath[str], state: State) -> Response[str]:
    """The short link of a text message, at the base domain: its first part says whose it is."""
    number = code.partition("-")[0]
    tenant = await state.directory.by_number(int(number)) if number.isdecimal() and len(number) < 10 else None
    if tenant is None:
        raise NotFoundException
    async with state.database.tenant(tenant) as session:
        if not await link_exists(session, code):  # or counting up would list every company here
            raise NotFoundException
    return redirect(request, f"{tenant.origin}/m/{code}")


@post("/hooks/sms/aliyun/{token:str}", status_code=200)
async def sms_receipts(
    request: AnyRequest,
    token: FromPath[str],
    state: State,
    settings: SettingsDependency,
) -> dict[str, Any]:
    """Delivery reports. The push carries no signature: the path is secret and only ids we sent are believed."""
    if not settings.sms_receipt_token or not same(token.encode(), settings.sms_receipt_token.encode()):
        raise NotFoundException
    try:
        reports = list(receipts(await request.body()))
    except ValueError:
        return {"code": 1, "msg": "unreadable"}
    for schema, mine in _by_tenant(reports).items():
        tenant = await state.directory.by_schema(schema)
        if tenant is not None:
            async with state.database.tenant(tenant) as session:
                await receive(session, "aliyun", mine)
    return {"code": 0, "msg": "OK"}


@post("/hooks/sms/own/{token:str}", status_code=200)
async def own_receipts(visit: Visit, token: FromPath[str]) -> dict[str, Any]:
    """Reports to a tenant's own account, at its own address: believed as ours are. Who says no is asked again."""
    session = visit.session
    account = await by_hook(session, token)
    if account is None:
        raise NotFoundException
    body = await visit.request.body()
    try:
        if account.kind == "aliyun":
            for mine in _by_tenant(receipts(body)).values():
                await receive(session, "aliyun", mine)
            return {"code": 0, "msg": "OK"}
        reports = [(one.provider_id, one.delivered, one.code) for one in tencent_receipts(body)]
    except ValueError:
        return {"code": 1, "msg": "unreadable", "result": 1, "errmsg": "unreadable"}
    known = await receive_by_number(session, account, reports)
    return {"result": 0, "errmsg": "OK"} if known else {"result": 1, "errmsg": "not known yet"}


def _by_tenant(reports: Iterable[AliyunReceipt]) -> dict[str, list[Report]]:
    """The reports of messages that can be ours, by the schema in their key."""
    found = defaultdict(list)
    for report in reports:
        schema, _dot, message = report.key.partition(".")
        with suppress(ValueError):
            found[schema].append(Report(report.provider_id, UUID(message), report.delivered, report.code))
    return found
