"""A company with everything that could be stolen: a filed contract, links, codes, files; and members of every role."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from huiyin.demo import ACME, PASSWORD, fill
from huiyin.platform.db import Database
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy import Brand, Tenant
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox
from huiyin.steward.context import Stewardship, stewardship
from huiyin.steward.provisioning import Founder, NewTenant, provision
from huiyin.tenants.access.sign_in.passwords import begin_reset
from huiyin.tenants.access.sign_in.pending_request import PendingRequest, keep
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.queries import signed_in
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user, invitation_token, invite
from huiyin.tenants.audit.author import Author
from huiyin.tenants.company.branding.picture import sound_logo
from huiyin.tenants.company.branding.service import keep_logo, set_brand
from huiyin.tenants.company.exports.service import ask
from huiyin.tenants.hiring.blacklist.service import put_on
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application as load_application
from huiyin.tenants.hiring.interviews.links import link_token
from huiyin.tenants.hiring.interviews.models import InterviewAssignment
from huiyin.tenants.messaging.channels.service import WantedAccount, decrypted_account, save_account
from huiyin.tenants.people.departments.queries import departments
from huiyin.tenants.people.persons.models import Person
from PIL import Image
from sqlalchemy import select

from .companies import new_uscc
from .sheets import PEOPLE, SCORES, person, score, workbook
from .tenants import send_at_any_hour

NAME, PHONE = "司马无忌", "13830010001"
REASON = "墙内才知道的缘由"
ROLES = ("admin", "hr", "hiring_manager", "interviewer", "seal_keeper", "auditor")
PARTIAL_HR = "hr_of_a_department"


@dataclass(slots=True)
class Victim:
    """`ids` and `tokens` are real ones, `words` must never be read by others; `staff` are browsers by role."""

    tenant: Tenant
    steward: Stewardship
    origin: str
    staff: dict[str, Browser] = field(default_factory=dict)
    candidate: Any = None
    ids: dict[str, UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    @property
    def database(self) -> Database:
        return self.steward.database


@asynccontextmanager
async def victim_company(settings: Settings, inbox: Inbox, wanted: dict[str, str]) -> AsyncIterator[Victim]:
    """Build it, once for many attacks; `wanted`: a query for each id, `{s}` the schema, `$1` the person."""
    async with stewardship(settings) as steward:
        id_ = new_id()
        slug = f"victim-{id_.hex[-12:]}"
        founder = Founder("沈知远", login("admin"), password=PASSWORD)
        company = replace(ACME.company, uscc=new_uscc())
        tenant = await provision(steward, NewTenant(id_, slug, "受害公司"), company, founder)
        victim = Victim(tenant, steward, settings.origin(slug))
        try:
            await _members(victim)
            await _road(victim, inbox)
            await _links(victim)
            await _ids(victim, settings, wanted)
            yield victim
        finally:
            for browser in (*victim.staff.values(), victim.candidate):
                if browser is not None:
                    await browser.close()


def login(role: str) -> str:
    return f"{role.replace('_', '-')}@victim.test"


async def _members(victim: Victim) -> None:
    async with victim.database.tenant(victim.tenant) as session:
        await send_at_any_hour(session)
        for role in ROLES[1:]:
            await create_user(
                session, NewUser(login(role), f"成员 {role}", password=PASSWORD), roles=[GivenRole(role)]
            )
    await fill(victim.database, victim.steward.vault, victim.tenant)
    async with victim.database.tenant(victim.tenant) as session:
        # A department in which nothing of what is tried lies.
        far = next(row for row in await departments(session) if row.name == "销售部")
        await create_user(
            session, NewUser(login(PARTIAL_HR), "部门 HR", password=PASSWORD), roles=[GivenRole("hr", far.id)]
        )
    for role in (*ROLES, PARTIAL_HR):
        victim.staff[role] = Browser(victim.origin)
        await people.log_in(victim.staff[role], login(role), PASSWORD)


async def _road(victim: Victim, inbox: Inbox) -> None:
    """One candidate, from the sheet to the archive."""
    hr = victim.staff["hr"]
    rows = {"候选人": [PEOPLE, person(NAME, PHONE)], "面试评分": [SCORES, score(NAME, PHONE, 9, 9)]}
    await people.import_sheet(hr, "v.xlsx", workbook(rows))
    file = (await hr.get(f"/hr/candidates?q={NAME}")).entries("/hr/candidates")[0]
    await (await hr.get(file)).form("decision-form").submit(("outcome", "pass"))
    victim.candidate = me = Browser(victim.origin)
    await people.sign_in(me, inbox, PHONE)
    await people.fill_onboarding(me, id_number(77), "上海市浦东新区世纪大道 100 号 101 室")
    await people.agree_on_offer(hr, me, file.rsplit("/", 1)[1])
    page = await hr.get(file.replace("/candidates/", "/contracts/new/"))
    page = await people.submit_contract(people.contract_form(page))
    contract = page.path.rsplit("/", 1)[1]
    await (await people.wait_for_state(hr, contract, "checked")).form("send-form").submit()
    await people.sign_contract(me, inbox, PHONE, contract)
    page = await people.wait_for_state(victim.staff["seal_keeper"], contract, "pending_company")
    await people.proven(await page.form("seal-form").submit(), PASSWORD)
    await people.wait_for_state(hr, contract, "archived")
    victim.files["contract.pdf"] = (await me.get(f"/contracts/{contract}/pdf")).content
    victim.files["evidence.zip"] = (await hr.get(f"/hr/contracts/{contract}/evidence.zip")).content


async def _links(victim: Victim) -> None:
    """Every link and ticket that opens something."""
    vault = victim.steward.vault
    async with victim.database.tenant(victim.tenant) as session:
        admin = (await session.scalars(select(User).where(User.login == login("admin")))).one()
        export = await ask(session, actor="system")
        invitation = await invite(
            session, login="new@victim.test", name="新人", roles=[GivenRole("hr")], by=admin
        )
        await session.flush()
        assignment = (await session.scalars(select(InterviewAssignment).limit(1))).one()
        reset = await begin_reset(session, vault, new_id(), admin.id)
        assert reset is not None
        logo = await keep_logo(session, sound_logo(_picture()))
        await set_brand(session, victim.tenant.name, Brand("#7c2d12", logo), actor="system")
        mine = await signed_in(session, victim.staff["hr"]._client.cookies["hr"])
        assert mine is not None
        wanted = WantedAccount("wecom", "群", secrets={"token": "t"}, enabled=False)
        robot = await save_account(session, vault, None, wanted, actor="system")
        pending = PendingRequest("POST", "/hr/people/new", (("name", "私人"),), "/hr/people", "邀请")
        kept = await keep(session, vault, mine.user.id, mine.session_id, pending)
        victim.tokens = {
            "/i/": await link_token(session, vault, assignment),
            "/hr/join/": await invitation_token(session, vault, invitation),
            "/hr/reset/": reset.path.rsplit("/", 1)[1],
            "/brand/logo/": f"{logo}.png",
            "/hooks/sms/own/": (await decrypted_account(session, vault, robot)).secrets["hook"],
        }
        victim.ids["account_id"] = robot.id
        him = await session.scalar(select(Application.id).join(Application.person).where(Person.name == NAME))
        assert him is not None
        application = await load_application(session, him)
        listed = await put_on(
            session, vault, application, category="other", reason=REASON, by=Author("system", "沈知远")
        )
        victim.ids |= {
            "entry_id": listed.id,
            "errand_id": kept,
            "export_id": export.id,
            "invitation_id": invitation.id,
        }

    async def ready() -> bool | None:
        page = await victim.staff["admin"].get("/hr/company")
        return True if any(item.attrs["data-export"] == "ready" for item in page.all("data-export")) else None

    await people.eventually(ready, "the export")


async def _ids(victim: Victim, settings: Settings, wanted: dict[str, str]) -> None:
    """Real ids; where the company has none of a kind, one of nothing (see `missing`)."""
    schema = victim.tenant.schema
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        who = await owner.fetchval(f"select id from {schema}.persons where name = $1", NAME)  # noqa: S608
        for name, query in wanted.items():
            if name not in victim.ids:
                statement = query.format(s=schema)
                arguments = [who] if "$1" in statement else []
                victim.ids[name] = await owner.fetchval(statement, *arguments) or uuid4()
        code = await owner.fetchval(
            f"select link_code from {schema}.messages where person_id = $1 limit 1",  # noqa: S608
            who,
        )
        victim.tokens |= {"/m/": code, "/r/": code}
        number = await owner.fetchval(f"select number from {schema}.contracts where person_id = $1", who)  # noqa: S608
    finally:
        await owner.close()
    victim.keys = await victim.steward.store.keys(f"{schema}/")
    hidden = f"{PHONE[:3]}****{PHONE[-4:]}"
    victim.words = {
        NAME,
        PHONE,
        hidden,
        number,
        REASON,
        "私人",
        "new@victim.test",
        *map(str, victim.ids.values()),
    }


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 64), "#7c2d12").save(out, "PNG")
    return out.getvalue()


def missing(victim: Victim, name: str) -> bool:
    """Whether an id is of nothing."""
    return victim.ids[name].version == 4
