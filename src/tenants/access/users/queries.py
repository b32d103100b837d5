"""Reading people and what they may do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.auth.tokens import token_hash
from ....platform.features import Permission
from ...company.settings.models import TenantSettings
from ...people.departments.models import Department
from ..roles.built_in import BUILT_IN
from ..roles.errors import RoleNotFoundError
from ..roles.models import Role, RoleAssignment
from ..roles.rights import Grant, Rights, combine, permissions_in
from ..sessions.models import Session
from ..sessions.service import IDLE
from .errors import InvitationInvalidError, UserNotFoundError
from .models import Invitation, User


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody has, as lists show it; `department` is None where it is for the whole tenant."""

    role: str
    name: str
    department_id: UUID | None
    department: str | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with their roles."""

    user: User
    roles: tuple[HeldRole, ...]


_ROLE_ID = cast(Role.id, Text)
_GRANTS: Select[*tuple[Any, ...]] = (
    select(User, RoleAssignment, Role, Department)
    .outerjoin(RoleAssignment, RoleAssignment.user_id == User.id)
    # A tenant's own role is named by its id; built-in codes are no ids and join nothing.
    .outerjoin(Role, RoleAssignment.role == _ROLE_ID)
    .outerjoin(Department, Department.id == RoleAssignment.department_id)
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at the door with a good token. `asked_factor`: of whom the tenant asks a second factor."""

    user: User
    rights: Rights
    session_id: UUID
    way: str
    seen_at: datetime
    proved_at: datetime | None
    asked_factor: str


async def signed_in(session: AsyncSession, token: str) -> SignedIn | None:
    """Who holds this session token: one query, asked at every request, remembered nowhere.

    A session that was revoked, has come to its end or was not used for `IDLE` is good for nothing from that moment.
    """
    now, seen = clock.now(), func.coalesce(Session.seen_at, Session.created_at)
    asked = select(TenantSettings.second_factor).where(TenantSettings.id == 1).scalar_subquery()
    statement = (
        _GRANTS.add_columns(Session.id, Session.way, seen, Session.proved_at, asked)
        .join(Session, Session.subject_id == User.id)
        .where(
            Session.token_hash == token_hash(token),
            Session.kind == "user",
            Session.revoked_at.is_(None),
            Session.expires_at > now,
            seen > now - IDLE,
            User.active,
        )
    )
    rows = (await session.execute(statement)).all()
    if not rows:
        return None
    user, *_grant_columns, id_, way, seen_at, proved_at, asked_factor = rows[0]
    rights = _rights([row[:4] for row in rows])
    return SignedIn(user, rights, id_, way, seen_at, proved_at, asked_factor)


async def rights_of(session: AsyncSession, user_id: UUID) -> Rights:
    """What one active person may do."""
    rows = (await session.execute(_GRANTS.where(User.id == user_id, User.active))).all()
    return _rights(rows)


def _rights(rows: Sequence[Any]) -> Rights:
    grants = [
        _grant(assignment, role, department)
        for _user, assignment, role, department in rows
        if assignment is not None
    ]
    return combine(rows[0][0].id, grants) if rows else Rights({})


def _grant(assignment: RoleAssignment, role: Role | None, department: Department | None) -> Grant:
    path = department.path if department is not None else None
    if role is not None:
        return Grant(role.name, permissions_in(role.permissions), path=path)
    built_in = BUILT_IN[assignment.role]
    return Grant(str(built_in.name), built_in.permissions, built_in.own_vacancies, path)


async def find_user(session: AsyncSession, user_id: UUID) -> User | None:
    """One person, active or not; None where there is none in this tenant (any more)."""
    return await session.get(User, user_id)


async def find_actor(session: AsyncSession, actor: str) -> User | None:
    """The member whom the chain names so; None for the system, a candidate, an operator, and who is not there any more."""
    kind, _mark, number = actor.partition(":")
    try:
        user_id = UUID(number)
    except ValueError:
        return None
    return await find_user(session, user_id) if kind == "user" else None


async def user(session: AsyncSession, user_id: UUID) -> User:
    """One person, active or not.

    Raises:
        UserNotFoundError: not in this tenant.
    """
    found = await find_user(session, user_id)
    if found is None:
        raise UserNotFoundError
    return found


async def active_users(session: AsyncSession, ids: Collection[UUID]) -> Sequence[User]:
    """Those of these who are active."""
    return (await session.scalars(select(User).where(User.id.in_(ids), User.active).order_by(User.id))).all()


async def active_user_id(session: AsyncSession, login: str) -> UUID | None:
    """Who is active under this address, in lower case."""
    return await session.scalar(select(User.id).where(User.login == login, User.active))


async def colleagues(session: AsyncSession) -> Sequence[Colleague]:
    """Everybody with their roles, active ones first, by name."""
    return _colleagues(
        (await session.execute(_GRANTS.order_by(User.active.desc(), User.name, User.id))).all()
    )


async def colleague(session: AsyncSession, user_id: UUID) -> Colleague:
    """One person with their roles.

    Raises:
        UserNotFoundError: not in this tenant.
    """
    found = _colleagues((await session.execute(_GRANTS.where(User.id == user_id))).all())
    if not found:
        raise UserNotFoundError
    return found[0]


def _colleagues(rows: Sequence[Any]) -> list[Colleague]:
    held: dict[UUID, list[HeldRole]] = {}
    people: dict[UUID, User] = {}
    for person, assignment, role, department in rows:
        people[person.id] = person
        mine = held.setdefault(person.id, [])
        if assignment is not None:
            name = role.name if role is not None else str(BUILT_IN[assignment.role].name)
            where = (department.id, department.name) if department is not None else (None, None)
            mine.append(HeldRole(assignment.role, name, *where))
    return [Colleague(person, tuple(held[person.id])) for person in people.values()]


async def users_with(session: AsyncSession, permission: Permission) -> Sequence[User]:
    """Active people who have a permission, wherever it reaches, by name."""
    codes = [role.code for role in BUILT_IN.values() if permission in role.permissions]
    own = select(_ROLE_ID).where(Role.permissions.contains([permission.value]))
    held = select(RoleAssignment.user_id).where(
        or_(RoleAssignment.role.in_(codes), RoleAssignment.role.in_(own))
    )
    if permission.meaning.reach == "tenant":
        held = held.where(RoleAssignment.department_id.is_(None))
    statement = select(User).where(User.active, User.id.in_(held)).order_by(User.name)
    return (await session.scalars(statement)).all()


async def own_roles(session: AsyncSession) -> Sequence[Role]:
    """The roles of the tenant's own making, by name."""
    return (await session.scalars(select(Role).order_by(Role.name))).all()


async def own_role(session: AsyncSession, role_id: UUID) -> Role:
    """One of them.

    Raises:
        RoleNotFoundError: not in this tenant.
    """
    found = await session.get(Role, role_id)
    if found is None:
        raise RoleNotFoundError
    return found


async def invitation(session: AsyncSession, invitation_id: UUID) -> Invitation:
    """One invitation.

    Raises:
        InvitationInvalidError: not in this tenant, used or taken back.
    """
    found = await session.get(Invitation, invitation_id)
    if found is None or found.accepted_at or found.revoked_at:
        raise InvitationInvalidError
    return found


async def open_invitations(session: AsyncSession) -> Sequence[Invitation]:
    """Invitations neither used nor taken back, newest first."""
    waiting = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    return (await session.scalars(select(Invitation).where(*waiting).order_by(Invitation.id.desc()))).all()
