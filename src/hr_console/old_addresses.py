"""Addresses of earlier releases: bookmarks, and the links of mails that were sent, lead on to where the page is now.

Where an address of before means something else by now, `hiring/interviews/old_addresses.py` knows who means what.
"""

from litestar import asgi
from litestar.exceptions import NotFoundException
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

MOVED = {
    "/hr/posts": "/hr/vacancies",
    "/hr/schedule": "/hr/interviews",
    "/hr/senders": "/hr/channels",
    "/hr/wording": "/hr/message-templates",
}


@asgi(list(MOVED), is_mount=True, copy_scope=True)
async def old_address(scope: Scope, receive: Receive, send: Send) -> None:
    """The same below the new name, whatever was asked; the query stays."""
    path = scope["raw_path"].decode("ascii")
    old = next(name for name in MOVED if path.startswith(name))
    if path.removeprefix(old)[:1] not in ("", "/"):
        raise NotFoundException  # only begins alike
    query = scope["query_string"].decode("ascii")
    new = MOVED[old] + path.removeprefix(old) + (f"?{query}" if query else "")
    await ASGIResponse(status_code=308, headers={"location": new})(scope, receive, send)
