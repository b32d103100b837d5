"""Who belongs to the tenant and what they may do: inviting, joining, giving roles, making roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.errors import PasswordWeakError
from ....platform.auth.links import make_link_token, read_link_token
from ....platform.auth.passwords import hash_password, weak
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.features import Permission
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ...people.departments.queries import department
from ..roles.built_in import BUILT_IN
from ..roles.errors import RoleInUseError, RoleNameTakenError, RoleNotFoundError
from ..roles.feature import RoleEvent
from ..roles.models import Role, RoleAssignment
from ..sessions.service import close_sessions
from .errors import InvitationInvalidError, LastAdminError, LoginTakenError
from .feature import UserEvent, UserPermission
from .models import Invitation, User
from .queries import own_role, users_with

INVITATION_LIFE = timedelta(days=7)
_PURPOSE = "invitation"


@dataclass(frozen=True, slots=True)
class GivenRole:
    """A role to give: a built-in code or the id of an own role; None as department is the whole tenant."""

    role: str
    department_id: UUID | None = None

    def to_json(self) -> dict[str, Any]:
        """For storage."""
        return {"role": self.role, "department_id": str(self.department_id) if self.department_id else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "GivenRole":
        """What `to_json` gave."""
        return cls(data["role"], UUID(data["department_id"]) if data["department_id"] else None)


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody to be; without a password they come in by a personal link only."""

    login: str
    name: str
    password: str = ""
    seat: bool = True


async def create_user(
    session: AsyncSession,
    new: NewUser,
    *,
    roles: Iterable[GivenRole],
    actor: str = "system",
) -> User:
    """A new person with their roles.

    Raises:
        LoginTakenError: the address belongs to somebody here.
        RoleNotFoundError, DepartmentNotFoundError: what is to be given is not in this tenant.
    """
    user = User(
        id=new_id(),
        login=new.login.strip().lower(),
        name=new.name,
        password_hash=hash_password(new.password) if new.password else "",
        seat=new.seat,
    )
    try:
        async with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise LoginTakenError from None
    record(session, UserEvent.CREATED, actor=actor, data={"user": str(user.id)})
    await _give(session, user, roles, actor)
    return user


async def change_roles(session: AsyncSession, user: User, roles: Iterable[GivenRole], *, actor: str) -> None:
    """Give exactly these roles.

    Raises:
        LastAdminError: nobody would be left who manages people.
        RoleNotFoundError, DepartmentNotFoundError: what is to be given is not in this tenant.
    """
    await _lock_people(session)
    await session.execute(delete(RoleAssignment).where(RoleAssignment.user_id == user.id))
    await _give(session, user, roles, actor)
    await _somebody_manages(session)


async def set_active(session: AsyncSession, user: User, active: bool, *, actor: str) -> None:
    """Let somebody in again, or keep them out from this moment: their sessions end.

    Raises:
        LastAdminError: nobody would be left who manages people.
    """
    await _lock_people(session)
    user.active = active
    await session.flush()
    if not active:
        await close_sessions(session, "user", user.id)
        await _somebody_manages(session)
    data = {"user": str(user.id), "active": active}
    record(session, UserEvent.CHANGED, actor=actor, data=data)


async def invite(
    session: AsyncSession, *, login: str, name: str, roles: Iterable[GivenRole], by: User
) -> Invitation:
    """Ask somebody to join; the mail with the link goes out by a job.

    Raises:
        LoginTakenError: they belong to the tenant already.
        RoleNotFoundError, DepartmentNotFoundError: what is to be given is not in this tenant.
    """
    login, given = login.strip().lower(), list(roles)
    if await session.scalar(select(User.id).where(User.login == login)) is not None:
        raise LoginTakenError
    await _require(session, given)
    now = clock.now()
    invitation = Invitation(
        id=new_id(),
        login=login,
        name=name,
        grants=[role.to_json() for role in given],
        invited_by=by.id,
        created_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    session.add(invitation)
    await session.flush()
    await enqueue(session, "invitation.send", {"invitation": str(invitation.id)}, dedupe=str(invitation.id))
    data = {"invitation": str(invitation.id)}
    record(session, UserEvent.INVITED, actor=f"user:{by.id}", data=data)
    return invitation


async def invitation_token(session: AsyncSession, vault: Vault, invitation: Invitation) -> str:
    """What stands in the invitation's link."""
    return await make_link_token(session, vault, _PURPOSE, invitation.id)


def note_invitation_sent(invitation: Invitation, failure: str = "") -> None:
    """What became of the invitation's mail; `failure` is for the admin, in plain words."""
    invitation.failure = failure
    invitation.sent_at = None if failure else clock.now()


async def invitation_of(session: AsyncSession, vault: Vault, token: str, *, lock: bool = False) -> Invitation:
    """The invitation a link leads to.

    Raises:
        InvitationInvalidError: not ours, used, taken back or too old.
    """
    id_ = await read_link_token(session, vault, _PURPOSE, token)
    found = await session.get(Invitation, id_, with_for_update=lock or None) if id_ is not None else None
    if found is None or found.accepted_at or found.revoked_at or found.expires_at <= clock.now():
        raise InvitationInvalidError
    return found


async def join(session: AsyncSession, invitation: Invitation, *, name: str, password: str) -> User:
    """Become a member by an invitation (loaded with `lock`).

    Raises:
        PasswordWeakError: too short or known to be leaked.
        LoginTakenError: they belong to the tenant already.
    """
    if weak(password, (name, invitation.login, tenant_of(session).name)):
        raise PasswordWeakError
    roles = [GivenRole.from_json(grant) for grant in invitation.grants]
    user = await create_user(
        session, NewUser(invitation.login, name, password=password), roles=roles, actor="invitation"
    )
    invitation.accepted_at = clock.now()
    record(session, UserEvent.JOINED, actor=f"user:{user.id}", data={"invitation": str(invitation.id)})
    return user


async def revoke(session: AsyncSession, invitation: Invitation, *, actor: str) -> None:
    """Take an invitation back; its link is dead."""
    invitation.revoked_at = clock.now()
    data = {"invitation": str(invitation.id), "revoked": True}
    record(session, UserEvent.INVITED, actor=actor, data=data)


async def save_role(
    session: AsyncSession, role: Role | None, *, name: str, permissions: Iterable[Permission], actor: str
) -> Role:
    """Make an own role, or change one: everybody who has it can do the new things at once.

    Raises:
        RoleNameTakenError: another role is called so.
        LastAdminError: nobody would be left who manages people.
    """
    await _lock_people(session)
    if name in {str(built_in.name) for built_in in BUILT_IN.values()}:
        raise RoleNameTakenError
    role = role or Role(id=new_id(), created_at=clock.now())
    try:
        async with session.begin_nested():  # changed inside: entering writes what is pending
            role.name, role.permissions = name, sorted(permission.value for permission in permissions)
            session.add(role)
    except IntegrityError:
        raise RoleNameTakenError from None
    await _somebody_manages(session)
    data = {"role": str(role.id), "permissions": role.permissions}
    record(session, RoleEvent.CHANGED, actor=actor, data=data)
    return role


async def remove_role(session: AsyncSession, role: Role, *, actor: str) -> None:
    """Take an own role away.

    Raises:
        RoleInUseError: somebody has it.
    """
    held = select(func.count()).where(RoleAssignment.role == str(role.id))
    if await session.scalar(held):
        raise RoleInUseError
    await session.delete(role)
    record(session, RoleEvent.CHANGED, actor=actor, data={"role": str(role.id), "removed": True})


async def _give(session: AsyncSession, user: User, roles: Iterable[GivenRole], actor: str) -> None:
    given = list(dict.fromkeys(roles))
    await _require(session, given)
    for role in given:
        row = RoleAssignment(id=new_id(), user_id=user.id, role=role.role, department_id=role.department_id)
        session.add(row)
    await session.flush()
    data = {"user": str(user.id), "roles": [role.to_json() for role in given]}
    record(session, UserEvent.RIGHTS_CHANGED, actor=actor, data=data)


async def _require(session: AsyncSession, roles: Iterable[GivenRole]) -> None:
    for given in roles:
        if given.role not in BUILT_IN:
            try:
                await own_role(session, UUID(given.role))
            except ValueError:
                raise RoleNotFoundError from None
        if given.department_id is not None:
            await department(session, given.department_id)


async def _lock_people(session: AsyncSession) -> None:
    # Two admins taking the role from each other at once must not both succeed.
    key = func.hashtextextended(f"users:{tenant_of(session).schema}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))


async def _somebody_manages(session: AsyncSession) -> None:
    if not await users_with(session, UserPermission.MANAGE):
        raise LastAdminError
