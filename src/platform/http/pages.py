"""Pages: one helper that renders a whole page or the fragment that htmx asked for."""

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from litestar import MediaType, Response
from litestar.datastructures import Cookie

from .. import clock
from ..formats.money import parse_amount, to_capital
from ..i18n import current_locale, gettext
from ..i18n.formats import (
    format_date,
    format_datetime,
    format_daymonth,
    format_money,
    format_seconds,
    format_time,
    format_weekday,
    local,
)
from ..requests import AnyRequest
from ..tenant import current_tenant
from ..workdays import unplanned_year
from .addresses import href, split_address
from .brand import sheet_name

_WEB = Path(__file__).parents[1] / "web"
STATIC = _WEB / "static"
_FLASH = "flash"
_FACES: dict[str, BaseLoader] = {}


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    manifest: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return manifest


def asset(name: str) -> str:
    """The address of a built asset."""
    return f"/static/{_manifest()[name]}"


def add_face(prefix: str, folder: Path) -> None:
    """Make the templates in a face's folder known as `prefix/…`."""
    _FACES[prefix] = FileSystemLoader(folder)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of every face, each under its prefix, and the shared ones without one."""
    made = Environment(
        loader=ChoiceLoader([PrefixLoader(_FACES), FileSystemLoader(_WEB / "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": gettext,
        "asset": asset,
        "href": href,
        "tenant": current_tenant.get,
        "brand_sheet": sheet_name,
        "locale": current_locale.get,
        "now": clock.now,
    }
    made.filters |= {
        "date": format_date,
        "datetime": format_datetime,
        "seconds": format_seconds,
        "time": format_time,
        "daymonth": format_daymonth,
        "weekday": format_weekday,
        "money": format_money,
        "left": time_left,
        "unplanned": unplanned,
        "capital": in_capitals,
    }
    return made


def unplanned(value: date | datetime) -> int | None:
    """The year of a date that was reckoned before its official days off are known; None where they are."""
    return unplanned_year(local(value).date() if isinstance(value, datetime) else value)


def time_left(until: Any) -> str:
    """How long until then, in days and hours."""
    left = max(until - clock.now(), timedelta())
    hours = int(left.total_seconds() // 3600)
    if hours >= 24:
        return gettext("{days} 天 {hours} 小时").format(days=hours // 24, hours=hours % 24)
    if hours:
        return gettext("{hours} 小时").format(hours=hours)
    return gettext("不到 1 小时")


def in_capitals(typed: str) -> str:
    """A typed amount read back, with thousands set off and in capitals; empty where it cannot be read."""
    try:
        amount = parse_amount(typed)
        return f"{format_money(amount)} · {to_capital(amount)}"
    except ValueError:
        return ""


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks for a part of a page it has; a boosted link and a restored history want all of it."""
    headers = request.headers
    asked = headers.get("hx-request") == "true"
    return asked and "hx-boosted" not in headers and "hx-history-restore-request" not in headers


def _here(request: AnyRequest) -> str:
    """Where a change of language comes back to: this page, or the one whose form was answered with this."""
    url = request.headers.get("referer", "/") if request.method == "POST" else str(request.url)
    parts = split_address(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return (parts.path or "/") + (f"?{urlencode(kept)}" if kept else "")


def page(
    request: AnyRequest,
    template: str,
    *,
    fragment: str | None = None,
    status_code: int = 200,
    **context: Any,
) -> Response[str]:
    """Render `template`, or `fragment` where htmx asked for it."""
    chosen = fragment if fragment and wants_fragment(request) else template
    flash = request.cookies.get(_FLASH, "")
    context |= {"flash": unquote(flash), "path": request.url.path, "here": _here(request)}
    context["on_trial"] = request.app.state.settings.on_trial
    body = environment().get_template(chosen).render(context)
    response = Response(
        body,
        media_type=MediaType.HTML,
        status_code=status_code,
        headers={"Vary": "HX-Request, Cookie", "Cache-Control": "no-store"},
    )
    if flash:
        response.delete_cookie(_FLASH)
    return response


def redirect(request: AnyRequest, url: str, *, flash: str = "") -> Response[str]:
    """Go on to `url` with GET; `flash` is said on the next page."""
    if request.headers.get("hx-request") == "true":
        response = Response("", media_type=MediaType.TEXT, status_code=200, headers={"HX-Redirect": url})
    else:
        response = Response("", media_type=MediaType.TEXT, status_code=303, headers={"Location": url})
    if flash:
        value = quote(flash)
        response.set_cookie(Cookie(key=_FLASH, value=value, max_age=60, httponly=True, samesite="lax"))
    return response


def moved(url: str) -> Response[str]:
    """The address is an old one: the same request goes to `url`, now and from now on."""
    return Response("", media_type=MediaType.TEXT, status_code=308, headers={"Location": url})
