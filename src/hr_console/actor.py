"""Who of the staff it is, and what their role may do."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, PermissionDeniedException
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.work import cookie_name
from ..platform.i18n import gettext as _
from ..platform.settings import Settings
from ..tenants.access.queries import user
from ..tenants.access.service import find_session

COOKIE = "hr"
HR = ("admin", "hr")
SEAL = ("admin", "seal_keeper")
ALL = ("admin", "hr", "interviewer", "seal_keeper")


@dataclass(frozen=True, slots=True)
class Staff:
    """One signed-in user of the console."""

    id: UUID
    name: str
    role: str

    @property
    def actor(self) -> str:
        return f"user:{self.id}"

    @property
    def role_name(self) -> str:
        return {
            "admin": _("管理员"),
            "hr": "HR",
            "interviewer": _("面试官"),
            "seal_keeper": _("用印人"),
        }[self.role]

    @property
    def may_see_candidates(self) -> bool:
        return self.role in HR

    @property
    def may_seal(self) -> bool:
        return self.role in SEAL


class LoginNeeded(HTTPException):
    """Nobody is signed in."""

    status_code = 303

    def __init__(self, path: str) -> None:
        super().__init__(headers={"Location": f"/hr/login?next={quote(path)}"})


def staff(*roles: str) -> dict[str, Any]:
    """The dependency of a controller: a signed-in user of one of these roles."""
    return {"staff": Provide(_provider(roles))}


def _provider(roles: tuple[str, ...]) -> Callable[..., Coroutine[Any, Any, Staff]]:
    async def provide(
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        settings: NamedDependency[Settings],
    ) -> Staff:
        token = request.cookies.get(cookie_name(settings, COOKIE), "")
        user_id = await find_session(session, "user", token) if token else None
        found = await user(session, user_id) if user_id is not None else None
        if found is None:
            raise LoginNeeded(request.url.path)
        if found.role not in roles:
            raise PermissionDeniedException
        return Staff(found.id, found.name, found.role)

    return provide
