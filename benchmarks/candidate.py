"""A candidate who is signed in, at a tenant of the benchmark's own that has what the demo's first tenant has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from huiyin.demo import ACME, fill
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, sign_in
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.up import Product

from tests.support.tenants import Place, fresh_tenant

_PHONE = "15100000312"
_HOME = 5_000  # nobody else's address: how often somebody may sign in is counted by address


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where the candidate applied, the cookie that signs them in, and the length of their progress page in bytes."""

    place: Place
    cookie: str
    page_length: int


@asynccontextmanager
async def candidate(product: Product) -> AsyncIterator[Candidate]:
    """Make the tenant and sign in with the code of a real text message, which comes at any hour."""
    settings = product.stack.settings()
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            for user in ACME.users:
                await create_user(session, NewUser(user.login, user.name), roles=[GivenRole(user.role)])
        await fill(place.database, place.vault, place.tenant)
        me = Browser(settings.origin(place.tenant.slug), home=_HOME)
        try:
            page = await sign_in(me, Inbox(product.stack.inbox_origin), _PHONE)
            cookie = next(cookie.value for cookie in me._client.cookies.jar if cookie.name == "me")
        finally:
            await me.close()
        yield Candidate(place, cookie or "", len(page.content))
