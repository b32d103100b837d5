"""A signed-in person of the console: who it is, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.features import Permission
from ..tenants.access.roles.rights import Rights, Scope
from ..tenants.access.users.queries import find_actor
from ..tenants.features import permissions


@dataclass(frozen=True, slots=True)
class Staff:
    """One signed-in person of the console; `proved_at` is when they last proved who they are."""

    id: UUID
    name: str
    rights: Rights
    session_id: UUID
    proved_at: datetime | None

    @property
    def actor(self) -> str:
        return f"user:{self.id}"

    def may(self, permission: Permission | str) -> bool:
        """Whether the person has a permission, wherever it reaches."""
        return self.rights.may(permissions()[permission])

    def scope(self, permission: Permission) -> Scope:
        """How far a permission of the person reaches."""
        return self.rights.scope(permission)


Me = NamedDependency[Staff]


async def names_of(session: AsyncSession, actors: Iterable[str]) -> dict[str, str]:
    """The names of those among the actors of events who are members."""
    found = {actor: await find_actor(session, actor) for actor in set(actors)}
    return {actor: user.name for actor, user in found.items() if user is not None}
