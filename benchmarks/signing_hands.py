"""Those who sign in the benchmarks, page by page, and the company that seals what they signed."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox
from huiyin.tenants.audit.author import Author
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.sealing.service import press
from huiyin.tenants.people.seals.queries import seal_for

from tests.support.signers import Signer, Signers

COMPLETE = "合同已签署完成"
_CODE_SECONDS = 60.0
_KEEPER = Author("user:keeper", "用印人")


@dataclass
class Hand:
    """One candidate with a browser of their own, signed in. `number`: where they live, for the limits of one address."""

    signers: Signers
    inbox: Inbox
    who: Signer
    number: int
    me: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """A window of theirs, with new connections."""
        self.me = Browser(self.signers.origin, home=self.number)
        host = urlsplit(self.signers.origin).hostname or ""
        self.me._client.cookies.set("me", self.who.token, domain=host)
        self.me.remembered |= {"name": self.who.name, "id_number": self.who.number}

    async def go_on(self) -> Page:
        """One step further from where the contract's address leads; the page that it leads to."""
        page = await self.me.get(self.who.at)
        step = page.path.rsplit("/", 1)[1]
        if step == "read":
            return await people.read_contract(self.me, str(self.who.contract_id))
        if step == "verify":
            return await self._prove(page)
        return await people.draw(page) if step == "sign" else page

    async def _prove(self, page: Page) -> Page:
        """The code that came; where none comes, another one."""
        if not _has(page, "verify-form"):
            return await page.form("send-form").fill(self.me.remembered).submit()
        try:
            code = await asyncio.wait_for(self.inbox.code(self.who.phone, 0), _CODE_SECONDS)
        except TimeoutError:
            return await page.form("resend-form").submit()
        return await page.form("verify-form").fill({"code": code}).submit()

    async def seal(self) -> str:
        """The company seals what is signed; how far the contract is."""
        async with self.signers.session() as session:
            state = (await load(session, self.who.contract_id)).state
        if state == "pending_company":
            async with self.signers.locked(self.who) as (session, contract):
                if contract.state == "pending_company":
                    seal = await seal_for(session, contract.legal_entity_id)
                    await press(session, contract, seal, "proof", _KEEPER)
        return state


def _has(page: Page, form: str) -> bool:
    return any(one.attrs.get("id") == form for one in page.elements("form"))
