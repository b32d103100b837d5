"""The reader's choice of language: kept in a cookie, with no script and no account."""

from typing import Any

from litestar import Response, post
from litestar.datastructures import Cookie

from ..i18n import LOCALES
from ..requests import AnyRequest
from .addresses import publish, split_address
from .dependencies import SettingsDependency
from .forms import Form
from .pages import redirect
from .work import require_same_origin

COOKIE = "lang"
_YEAR = 365 * 24 * 3600


@post("/language", name="language")
async def choose_language(request: AnyRequest, settings: SettingsDependency) -> Response[Any]:
    """Remember the language and go back to the page it was chosen on."""
    require_same_origin(request)
    form = Form() if not request.headers.get("content-type") else await Form.read(request)
    response = redirect(request, local_path(form.value("next")))
    if form.value("lang") in LOCALES:
        response.set_cookie(
            Cookie(
                key=COOKIE,
                value=form.value("lang"),
                max_age=_YEAR,
                httponly=True,
                secure=settings.secure_cookies,
                samesite="lax",
            )
        )
    return response


publish([choose_language])


def local_path(asked: str) -> str:
    """A path of this very host, whatever was asked: a browser reads `//` and `/\\` as another one."""
    if not (asked.isascii() and asked.isprintable()):
        return "/"
    parts = split_address(asked)
    local = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return asked if local and "//" not in asked and "\\" not in asked else "/"
