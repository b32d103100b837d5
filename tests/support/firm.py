"""A company with one admin, and what a browser keeps of its log-in."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pyotp
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox, eventually
from huiyin.tenants.access.sign_in.factors import begin_app, confirm_app
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from sqlalchemy import text

from tests.support.tenants import Place, fresh_tenant

PASSWORD = "竹林深处有人家 2026"
OTHER = "江上清风 山间明月 1082"
LOGIN = "owner@example.com"


@dataclass
class Firm:
    """A tenant of its own with one admin, and the browsers opened there."""

    settings: Settings
    place: Place
    origin: str
    user: User
    open: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        self.open.append(Browser(self.origin))
        return self.open[-1]

    async def signed_in(self) -> Browser:
        browser = self.browser()
        await people.log_in(browser, LOGIN, PASSWORD)
        return browser

    async def age(self, minutes: int) -> None:
        """Let every proof be older by so much."""
        statement = text("update sessions set proved_at = proved_at - make_interval(mins => :minutes)")
        async with self.place.database.tenant(self.place.tenant) as session:
            await session.execute(statement, {"minutes": minutes})

    async def owner_value(self, statement: str) -> Any:
        """One value, read as the database's owner."""
        url = self.settings.database_owner_url.replace("+asyncpg", "")
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    async def app(self) -> str:
        """Give the admin an authenticator app; returns its secret."""
        before = clock.now() - timedelta(minutes=30)
        with clock.use(before):
            async with self.place.database.tenant(self.place.tenant) as session:
                user = await session.merge(self.user)
                secret = await begin_app(session, self.place.vault, user)
                await confirm_app(session, self.place.vault, user, pyotp.TOTP(secret).at(before))
        return secret


@asynccontextmanager
async def firm_at(settings: Settings) -> AsyncIterator[Firm]:
    async with fresh_tenant(settings) as place:
        async with place.database.tenant(place.tenant) as session:
            roles = [GivenRole("admin"), GivenRole("seal_keeper")]
            user = await create_user(session, NewUser(LOGIN, "沈知远", password=PASSWORD), roles=roles)
        made = Firm(settings, place, settings.origin(place.tenant.slug), user)
        try:
            yield made
        finally:
            for browser in made.open:
                await browser.close()


def cookies(browser: Browser) -> dict[str, str]:
    return dict(browser._client.cookies)


def plant(browser: Browser, name: str, value: str) -> None:
    browser._client.cookies.set(name, value, domain=httpx.URL(browser.origin).host)


async def mail_link(inbox: Inbox, to: str, path: str, *, after: int = 0) -> str:
    """The newest link of a kind in the mails to somebody, when there are more than `after`."""

    async def look() -> str | None:
        mails = [m["text"] for m in await inbox.messages() if m["to"] == to]
        found = [link for mail in mails for link in re.findall(rf"({path}\S+)", mail)]
        return found[0] if len(found) > after else None

    link: str = await eventually(look, f"a mail with {path} to {to}")
    return link
