"""A member of a tenant, and the browsers they and strangers come from."""

from dataclasses import replace
from uuid import UUID

from huiyin.platform.auth.tickets import read_ticket
from huiyin.tenants.access.sessions.errors import LoginRefusedError
from huiyin.tenants.access.sessions.service import issue_code
from huiyin.tenants.access.sign_in.attempts import Client
from huiyin.tenants.access.sign_in.errors import SlowDownError
from huiyin.tenants.access.sign_in.profile import set_phone
from huiyin.tenants.access.sign_in.service import device_ticket, read_device, with_password
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user

from tests.support.tenants import Place

PASSWORD = "竹林深处有人家 2026"
OTHER = "江上清风 山间明月 1082"
LOGIN = "owner@example.com"
PHONE = "+8613800138000"
HOME = Client("203.0.113.7", "Firefox")
STRANGER = Client("198.51.100.9", "curl")


async def owner(place: Place) -> User:
    async with place.database.tenant(place.tenant) as session:
        roles = [GivenRole("admin")]
        return await create_user(session, NewUser(LOGIN, "沈知远", password=PASSWORD), roles=roles)


async def attempt(place: Place, client: Client, password: str, login: str = LOGIN) -> type[Exception] | None:
    """One try as a request makes it: a refusal is answered, not raised, so that it is counted."""
    async with place.database.tenant(place.tenant) as session:
        try:
            await with_password(session, client, login, password)
        except (LoginRefusedError, SlowDownError) as refused:
            return type(refused)
    return None


async def known(place: Place, user: User, client: Client) -> Client:
    """The same browser after a good log-in."""
    async with place.database.tenant(place.tenant) as session:
        ticket = await device_ticket(session, place.vault, client, user)
        device, users = await read_device(session, place.vault, ticket)
    return replace(client, device=device, known=users)


async def give_phone(place: Place, user: User) -> None:
    """Make PHONE a member's."""
    async with place.database.tenant(place.tenant) as session:
        digest = await place.vault.digest(session, "staff_phone", PHONE)
        code = await issue_code(session, user.id, "staff_phone", digest)
        await set_phone(session, place.vault, await session.merge(user), PHONE, code)


async def ask_of(place: Place, ticket: str) -> UUID:
    """Which asking for a code a ticket is for."""
    async with place.database.tenant(place.tenant) as session:
        facts = await read_ticket(session, place.vault, "staff_sign_in", ticket)
    assert facts is not None
    return UUID(facts["ask"])
