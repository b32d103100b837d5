"""People, their roles and how far these reach; invitations."""

from datetime import timedelta

import pytest
from huiyin.platform import clock
from huiyin.platform.auth.errors import PasswordWeakError
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.access.roles.errors import RoleInUseError, RoleNameTakenError, RoleNotFoundError
from huiyin.tenants.access.sessions.errors import LoginRefusedError
from huiyin.tenants.access.sessions.service import Browser, open_session
from huiyin.tenants.access.sign_in.passwords import log_in
from huiyin.tenants.access.users.errors import InvitationInvalidError, LastAdminError, LoginTakenError
from huiyin.tenants.access.users.feature import UserPermission
from huiyin.tenants.access.users.queries import colleagues, rights_of, signed_in, users_with
from huiyin.tenants.access.users.service import (
    GivenRole,
    NewUser,
    change_roles,
    create_user,
    invitation_of,
    invitation_token,
    invite,
    join,
    remove_role,
    revoke,
    save_role,
    set_active,
)
from huiyin.tenants.contracts.labour_contracts.feature import ContractPermission
from huiyin.tenants.hiring.candidates.feature import CandidatePermission
from huiyin.tenants.hiring.decisions.feature import DecisionPermission
from huiyin.tenants.hiring.interviews.feature import InterviewPermission
from huiyin.tenants.people.departments.errors import DepartmentNotFoundError
from huiyin.tenants.people.departments.service import add

from tests.support.tenants import Place, fresh_tenant

ME = "user:test"
STRONG = "竹林深处有人家 2026"


async def _admin(session, login: str = "admin@example.com"):  # type: ignore[no-untyped-def]
    return await create_user(session, NewUser(login, "沈知远", password="x"), roles=[GivenRole("admin")])


async def test_a_role_for_a_department_reaches_its_subtree_only(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        research = await add(session, name="研发部", parent=None, actor=ME)
        backend = await add(session, name="后端组", parent=research, actor=ME)
        sales = await add(session, name="销售部", parent=None, actor=ME)
        roles = [GivenRole("hr", research.id), GivenRole("interviewer")]
        user = await create_user(session, NewUser("A@Example.com ", "周敏"), roles=roles)
        rights = await rights_of(session, user.id)
        scope = rights.scope(CandidatePermission.READ)
        assert user.login == "a@example.com"
        assert scope.covers(backend.path) and not scope.covers(sales.path)
        assert not rights.may(DecisionPermission.MANAGE_RULES)  # the rule is everybody's
        assert rights.scope(InterviewPermission.SCORE).everything
        assert not rights.may(ContractPermission.SEAL)


async def test_a_hiring_manager_without_department_has_their_own_vacancies(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        user = await create_user(
            session, NewUser("m@example.com", "赵峰"), roles=[GivenRole("hiring_manager")]
        )
        scope = (await rights_of(session, user.id)).scope(CandidatePermission.READ)
        assert (scope.everything, scope.paths, scope.manager) == (False, frozenset(), user.id)


async def test_what_is_not_here_cannot_be_given(place: Place, settings: Settings) -> None:
    async with fresh_tenant(settings) as other, other.database.tenant(other.tenant) as session:
        foreign = await add(session, name="研发部", parent=None, actor=ME)
        alien = await save_role(session, None, name="别家", permissions=[], actor=ME) if False else None
        assert alien is None
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(DepartmentNotFoundError):
            await create_user(session, NewUser("a@x.cn", "甲"), roles=[GivenRole("hr", foreign.id)])
        for role in ("owner", str(new_id())):
            with pytest.raises(RoleNotFoundError):
                await create_user(session, NewUser(f"{role}@x.cn", "乙"), roles=[GivenRole(role)])


async def test_somebody_must_be_left_who_manages_people(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        admin = await _admin(session)
    for change in (
        lambda s, u: set_active(s, u, False, actor=ME),
        lambda s, u: change_roles(s, u, [GivenRole("hr")], actor=ME),
    ):
        with pytest.raises(LastAdminError):
            async with place.database.tenant(place.tenant) as session:
                await change(session, await session.merge(admin))
    async with place.database.tenant(place.tenant) as session:
        second = await _admin(session, "second@example.com")
        await change_roles(session, await session.merge(admin), [GivenRole("hr")], actor=ME)
        assert [user.id for user in await users_with(session, UserPermission.MANAGE)] == [second.id]


async def test_an_own_role_works_like_a_built_in_one(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await _admin(session)
        role = await save_role(session, None, name="校招", permissions=[CandidatePermission.READ], actor=ME)
        user = await create_user(session, NewUser("x@example.com", "谢宁"), roles=[GivenRole(str(role.id))])
        assert (await rights_of(session, user.id)).may(CandidatePermission.READ)
        await save_role(session, role, name="校招", permissions=[InterviewPermission.SCORE], actor=ME)
        assert not (await rights_of(session, user.id)).may(CandidatePermission.READ)
        assert user.id in [scorer.id for scorer in await users_with(session, InterviewPermission.SCORE)]
        for taken in ("HR", "用印人"):
            with pytest.raises(RoleNameTakenError):
                await save_role(session, None, name=taken, permissions=[], actor=ME)
        with pytest.raises(RoleInUseError):
            await remove_role(session, role, actor=ME)
        await change_roles(session, user, [], actor=ME)
        await remove_role(session, role, actor=ME)
        held = {
            person.user.login: [role.name for role in person.roles] for person in await colleagues(session)
        }
        assert held == {"admin@example.com": ["租户管理员"], "x@example.com": []}


async def test_keeping_somebody_out_ends_their_sessions(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await _admin(session)
        user = await create_user(session, NewUser("x@example.com", "谢宁", password="x"), roles=[])
        opened = await open_session(session, "user", user.id, Browser(""))
        assert await signed_in(session, opened.token) is not None
    async with place.database.tenant(place.tenant) as session:
        await set_active(session, await session.merge(user), False, actor=ME)
    async with place.database.tenant(place.tenant) as session:
        assert await signed_in(session, opened.token) is None
        with pytest.raises(LoginRefusedError):
            await log_in(session, "x@example.com", "x")


async def test_an_invitation_is_used_once(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        admin = await _admin(session)
        invitation = await invite(
            session, login="New@example.com", name="新人", roles=[GivenRole("hr")], by=admin
        )
        token = await invitation_token(session, place.vault, invitation)
    async with place.database.tenant(place.tenant) as session:
        found = await invitation_of(session, place.vault, token, lock=True)
        for password in ("short", "password123", "new@example.com"):
            with pytest.raises(PasswordWeakError):
                await join(session, found, name="新人", password=password)
        user = await join(session, found, name="新人", password=STRONG)
        assert (await rights_of(session, user.id)).may(CandidatePermission.WRITE)
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(InvitationInvalidError):
            await invitation_of(session, place.vault, token)
        with pytest.raises(LoginTakenError):
            await invite(session, login="new@example.com", name="", roles=[], by=admin)
        assert (await log_in(session, "new@example.com", STRONG)).id == user.id


async def test_a_link_is_dead_when_changed_taken_back_or_old(
    place: Place, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place.database.tenant(place.tenant) as session:
        admin = await _admin(session)
        first = await invite(session, login="a@example.com", name="甲", roles=[], by=admin)
        second = await invite(session, login="b@example.com", name="乙", roles=[], by=admin)
        tokens = [await invitation_token(session, place.vault, each) for each in (first, second)]
        await revoke(session, first, actor=ME)
    changed = tokens[1][:-1] + ("A" if tokens[1][-1] != "A" else "B")
    async with place.database.tenant(place.tenant) as session:
        for token in (tokens[0], changed, "", "!!!", "€"):
            with pytest.raises(InvitationInvalidError):
                await invitation_of(session, place.vault, token)
        assert (await invitation_of(session, place.vault, tokens[1])).login == "b@example.com"
    async with fresh_tenant(settings) as other, other.database.tenant(other.tenant) as session:
        with pytest.raises(InvitationInvalidError):
            await invitation_of(session, other.vault, tokens[1])
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    async with place.database.tenant(place.tenant) as session:
        with pytest.raises(InvitationInvalidError):
            await invitation_of(session, place.vault, tokens[1])
