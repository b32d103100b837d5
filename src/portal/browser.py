"""The candidate's browser, signed in or not: what it keeps so that strangers' codes do not get into its way."""

from typing import Any

from litestar import Response

from ..platform.http.context import TenantRequest
from ..platform.http.work import cookie_name, own_cookie
from ..tenants.hiring.candidate_sign_in.browsers import (
    TICKET_LIFE,
    CandidateBrowser,
    browser_ticket,
    read_browser,
)

_COOKIE = "browser"


async def browser_of(visit: TenantRequest) -> CandidateBrowser:
    """The browser of this request; a new one that knows no number where it brought nothing of ours."""
    ticket = visit.request.cookies.get(cookie_name(visit.settings, _COOKIE), "")
    return await read_browser(visit.session, visit.vault, ticket)


async def keep_browser(visit: TenantRequest, response: Response[Any], browser: CandidateBrowser) -> None:
    """Have the browser bring this along from now on."""
    ticket = await browser_ticket(visit.session, visit.vault, browser)
    response.set_cookie(own_cookie(visit.settings, _COOKIE, ticket, int(TICKET_LIFE.total_seconds())))
