"""Who of the staff it is, and what they may do."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db.narrowing import narrow
from ..platform.errors import NotFoundError
from ..platform.http.work import cookie_name
from ..platform.settings import Settings
from ..tenants.access.permissions import Permission
from ..tenants.access.queries import signed_in
from ..tenants.access.reach import walls
from ..tenants.access.rights import Rights, Scope

COOKIE = "hr"


@dataclass(frozen=True, slots=True)
class Staff:
    """One signed-in person of the console."""

    id: UUID
    name: str
    rights: Rights

    @property
    def actor(self) -> str:
        return f"user:{self.id}"

    def may(self, permission: Permission | str) -> bool:
        """Whether the person has a permission, wherever it reaches."""
        return self.rights.may(Permission(permission))

    def scope(self, permission: Permission) -> Scope:
        """How far a permission of the person reaches."""
        return self.rights.scope(permission)


class LoginNeeded(HTTPException):
    """Nobody is signed in."""

    status_code = 303

    def __init__(self, path: str) -> None:
        super().__init__(headers={"Location": f"/hr/login?next={quote(path)}"})


def needs(*permissions: Permission) -> dict[str, Any]:
    """The dependency of a controller: somebody signed in who has at least one of these permissions."""
    return {"staff": Provide(Needs(permissions))}


class Needs:
    """Provides the signed-in person; `permissions` is read again by the table of rights in the documentation."""

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        self.permissions = permissions

    async def __call__(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[AsyncSession],
        settings: NamedDependency[Settings],
    ) -> Staff:
        token = request.cookies.get(cookie_name(settings, COOKIE), "")
        found = await signed_in(session, token) if token else None
        if found is None:
            raise LoginNeeded(request.url.path)
        user, rights = found
        if self.permissions:
            if not any(map(rights.may, self.permissions)):
                raise NotFoundError
            reach = reduce(or_, map(rights.scope, self.permissions))
            narrow(session, walls(reach))  # from here on the request sees nothing outside
        return Staff(user.id, user.name, rights)
