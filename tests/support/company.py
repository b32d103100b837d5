"""A company at work, and all that one person's road leaves behind there."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.up import Product

from .reading import read_at_once
from .sheets import PEOPLE, SCORES, person, score, workbook


class Company:
    """HR and the seal keeper of the demo's first tenant."""

    def __init__(self, product: Product, settings: Settings, hr: Browser, keeper: Browser) -> None:
        self.product, self.settings, self.hr, self.keeper = product, settings, hr, keeper
        self.inbox_origin = product.stack.inbox_origin
        self.inbox = Inbox(self.inbox_origin)
        self.root = CertificateAuthority.open(product.stack.state / "ca").root_pem
        self._known_jobs: list[int] = []
        self._open = [hr, keeper]

    @classmethod
    @asynccontextmanager
    async def at(cls, product: Product) -> AsyncIterator["Company"]:
        """Both sign in; at the end every browser is closed, the candidates' too."""
        settings = product.stack.settings()
        hr, keeper = Browser(settings.origin("acme")), Browser(settings.origin("acme"))
        company = cls(product, settings, hr, keeper)
        async with company.database() as connection:
            known = await connection.fetch("select id from queue.pgqueuer")
        company._known_jobs = [row["id"] for row in known]
        try:
            await read_at_once(settings)
            await people.log_in(hr, "hr@acme.test", PASSWORD)
            await people.log_in(keeper, "seal@acme.test", PASSWORD)
            yield company
        finally:
            for browser in company._open:
                await browser.close()

    def candidate(self, number: int, name: str) -> "Candidate":
        """Somebody with a phone; `number` makes it their own."""
        phone = Browser(self.settings.origin("acme"), home=number + 1)
        self._open.append(phone)
        return Candidate(self, phone, number, name)

    async def interview(self, candidates: Iterable["Candidate"]) -> None:
        """Import everybody with scores that pass; each has an e-mail address."""
        rows = [person(one.name, one.phone, email=one.email) for one in candidates]
        cards = [score(one.name, one.phone, 9, 9) for one in candidates]
        sheet = workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]})
        await people.import_sheet(self.hr, "k.xlsx", sheet)
        for one in candidates:
            one.file = (await self.hr.get(f"/hr/candidates?q={one.name}")).entries("/hr/candidates")[0]

    async def confirm(self, candidates: Iterable["Candidate"]) -> Page:
        """Confirm the results: each is told by text message and by mail. The page that says so."""
        page = await self.hr.get("/hr/candidates?todo=1&size=100")
        wanted = [one.file.rsplit("/", 1)[1] for one in candidates]
        return await people.confirm_ticked(page, wanted)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[asyncpg.Connection]:
        """As the owner, in the tenant's schema."""
        connection = await asyncpg.connect(self.settings.database_owner_url.replace("+asyncpg", ""))
        schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
        await connection.execute(f"set search_path = {schema}")
        try:
            yield connection
        finally:
            await connection.close()

    async def jobs_left(self) -> int:
        """How many jobs have come into the queue since this company began, of whatever state; those of a later day are
        not. What other tests on the same product planned or let fail is theirs."""
        due = "select count(*) from queue.pgqueuer where execute_after < now() + interval '1 hour' and id <> all($1)"
        async with self.database() as connection:
            return int(await connection.fetchval(due, self._known_jobs))

    async def make_claims_old(self) -> None:
        """What time does after a worker's death: its claims are old, and what was to be tried again is due. A receipt that
        comes while its message waits for one death after the other would else be put off longer each time."""
        async with self.database() as connection:
            await connection.execute("update queue.pgqueuer set heartbeat = now() - interval '1 hour'")
            await connection.execute(
                "update queue.pgqueuer set attempts = 1, execute_after = now() where status = 'queued' and attempts > 0"
            )

    async def settled(self) -> None:
        """Wait until none of these jobs is left."""

        async def look() -> bool | None:
            return True if await self.jobs_left() == 0 else None

        await people.eventually(look, "an empty queue")

    async def chain(self) -> str:
        """What the console says of the chain: `valid` or `broken`; valid too where other tests have moved their clock."""
        found = (await self.hr.get("/hr/audit")).one("data-chain").attrs["data-chain"]
        return "valid" if found == "doubtful" else found


class Candidate:
    """One person, step by step along the road."""

    def __init__(self, company: Company, me: Browser, number: int, name: str) -> None:
        self._company, self._me, self._number, self.name = company, me, number, name
        self.phone = f"138100{number:05d}"
        self.email = f"{self.phone}@example.com"
        self.file = self.contract = ""
        self._drawing: Page | None = None

    async def enter(self) -> None:
        """Sign in and fill the onboarding form."""
        await people.sign_in(self._me, self._company.inbox, self.phone)
        address = "上海市浦东新区世纪大道 100 号 101 室"
        await people.fill_onboarding(self._me, id_number(self._number), address)

    async def ask_code(self) -> None:
        """The first half of signing in."""
        await people.ask_code(self._me, self.phone)

    async def make(self) -> None:
        """HR makes the contract."""
        page = await self._company.hr.get(self.file.replace("/candidates/", "/contracts/new/"))
        page = await people.contract_form(page).submit()
        self.contract = page.path.rsplit("/", 1)[1]

    async def come_to_sign(self) -> None:
        """HR sends it, the candidate reads and verifies."""
        page = await people.wait_for_state(self._company.hr, self.contract, "checked")
        await page.form("send-form").submit()
        self._drawing = await people.come_to_sign(self._me, self._company.inbox, self.phone, self.contract)

    async def sign(self) -> None:
        """The candidate draws."""
        assert self._drawing is not None
        await people.draw(self._drawing)

    async def to_seal(self) -> Page:
        """The keeper's page, once the signature is on."""
        return await people.wait_for_state(self._company.keeper, self.contract, "pending_company")

    async def seal(self) -> None:
        """The keeper presses the seal."""
        await (await self.to_seal()).form("seal-form").submit()

    async def finish(self) -> None:
        """Wait for the archive, and check what lies there."""
        await people.wait_for_state(self._company.hr, self.contract, "archived")
        pdf = (await self._me.get(f"/contracts/{self.contract}/pdf")).content
        report = verify_pdf(pdf, self._company.root)
        assert report.ok and report.valid_signatures == 2, report
        bundle = await self._company.hr.get(f"/hr/contracts/{self.contract}/evidence.zip")
        assert verify_bundle(bundle.content, self._company.root).ok

    async def walk(self) -> None:
        """The whole road, from signing in to the archive."""
        await self.enter()
        await self.make()
        await self.come_to_sign()
        await self.sign()
        await self.seal()
        await self.finish()

    async def told(self) -> dict[str, Counter[str]]:
        """How often each text message and each mail arrived, by what it is."""
        arrived = await self._company.inbox.messages()
        return {
            "sms": Counter(item["out_id"] for item in arrived if item["to"] == self.phone),
            "email": Counter(item["id"] for item in arrived if item["to"] == self.email),
        }

    async def outcome(self, *, settled: bool = True) -> dict[str, Any]:
        """All that the road left behind, without what must differ (ids, times, hashes).

        `settled`: every message must have arrived, and once.
        """
        async with self._company.database() as connection:
            application = self.file.rsplit("/", 1)[1]
            who = await connection.fetchval(
                "select person_id from applications where id = $1::uuid", application
            )
            messages = await connection.fetch(
                "select event, channel, state from messages where person_id = $1", who
            )
            events = await connection.fetch(
                "select kind from audit_events where application_id = $1::uuid", application
            )
            contracts = await connection.fetch(
                "select id, state from contracts where application_id = $1::uuid", application
            )
            objects = await connection.fetch(
                "select o.kind from archived_objects o join contracts c on c.id = o.contract_id"
                " where c.application_id = $1::uuid",
                application,
            )
            filed = await connection.fetchval("select count(*) from employees where person_id = $1", who)
        told = await self.told() if settled else {}
        sent = Counter(row["channel"] for row in messages)
        for channel, arrived in told.items():
            assert set(arrived.values()) <= {1}, (channel, arrived)
            assert len(arrived) == sent[channel], (channel, arrived)
        return {
            "contracts": [row["state"] for row in contracts],
            "messages": sorted((row["event"], row["channel"], row["state"]) for row in messages),
            "events": Counter(row["kind"] for row in events),
            "objects": sorted(row["kind"] for row in objects),
            "employees": filed,
        }
