"""From a confirmed sign-up to a tenant with its first admin. Killed anywhere, the job finds what it made and goes on."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
from huiyin_migrations.cells import make_tenant_in_cell, reserve_tenant
from huiyin_migrations.making import create_tenant_schema
from sqlalchemy import update

from ..jobs.messaging.email_layout import lay_out
from ..platform import clock
from ..platform.cells import MAIN
from ..platform.crypto.keyed import keyed_digest
from ..platform.db import Database
from ..platform.emails import Email
from ..platform.i18n import gettext as _
from ..platform.providers.email.port import EmailMessage
from ..platform.queue import Urgency, system_job
from ..platform.tenancy import Tenant
from ..platform.tenancy.models import TenantRow
from ..tenants.access.users.service import GivenRole, NewUser, create_user
from ..tenants.company.lifecycle.service import status
from ..tenants.company.signups.feature import PROVISION, SIGNUP_MAIL
from ..tenants.company.signups.models import Signup
from ..tenants.company.signups.service import applicant_of, link_token
from ..tenants.company.signups.states import advance
from ..tenants.people.employers.service import EmployerFacts
from ..tenants.seeding.service import seed_tenant
from .cells import choose_cell
from .context import Stewardship
from .directory_sync import tell


@dataclass(frozen=True, slots=True)
class Founder:
    """The first admin; either a password or the hash of one."""

    name: str
    email: str
    password: str = ""
    password_hash: str = ""


@system_job(SIGNUP_MAIL, urgency=Urgency.URGENT)
async def mail_link(steward: Stewardship, signup_id: UUID) -> None:
    """Send the link that proves the address."""
    async with steward.database.shared() as session:
        signup = await session.get(Signup, signup_id)
        if signup is None or signup.state != "asked" or signup.expires_at <= clock.now():
            return
        applicant = applicant_of(steward.vault, signup)
        link = f"{steward.settings.origin()}/signup/{link_token(steward.vault, signup)}"
    email = Email(
        subject=_("请确认邮箱，开通回音"),
        greeting=_("{name}，您好：").format(name=applicant.name),
        paragraphs=(
            _(
                "有人用这个邮箱为「{company}」申请开通回音。如果是您，请在 24 小时内打开下面的链接，设置密码后立即开通。"
            ).format(company=applicant.company),
            _("如果不是您，请忽略这封邮件：什么都不会开通，您填写的内容一天后删除。"),
        ),
        action=_("确认邮箱并设置密码"),
    )
    made = lay_out(email, link, None)
    key = f"signup.{signup_id.hex}"
    await steward.email.send(
        EmailMessage(applicant.email, applicant.name, made.subject, made.text, made.html, key)
    )


@system_job(PROVISION, urgency=Urgency.URGENT)
async def provision_signup(steward: Stewardship, signup_id: UUID) -> None:
    """Make the tenant of a confirmed sign-up."""
    async with steward.database.shared() as session:
        signup = await session.get(Signup, signup_id)
        if signup is None or signup.state != "confirmed":
            return
        applicant = applicant_of(steward.vault, signup)
    company = EmployerFacts(
        name=applicant.company, uscc=applicant.uscc, address="", legal_representative="",
        contact_name=applicant.name, contact_phone=applicant.phone,
    )  # fmt: skip
    founder = Founder(applicant.name, applicant.email, password_hash=applicant.password_hash)
    try:
        await provision(steward, NewTenant(signup.tenant_id, signup.slug, company.name), company, founder)
    except asyncpg.UniqueViolationError:
        await _close_signup(steward.database, signup_id, "slug_taken")
    else:
        await _close_signup(steward.database, signup_id, "done")


@dataclass(frozen=True, slots=True)
class NewTenant:
    """`cell` is where it will live; the least full open one when left out."""

    id: UUID
    slug: str
    name: str
    trial: bool = True
    cell: str = ""


async def provision(
    steward: Stewardship,
    new: NewTenant,
    company: EmployerFacts,
    founder: Founder,
) -> Tenant:
    """Make a tenant: schema and role in one transaction, contents and opening in the next; each only where missing.

    Raises:
        asyncpg.UniqueViolationError: the slug is taken.
        LookupError: there is no such cell, or none is open.
    """
    id_, slug = new.id, new.slug
    tenant = await steward.tenant(id_)
    if tenant is None:
        cell = await choose_cell(steward, new.cell)
        if cell == MAIN:
            await create_tenant_schema(steward.owner_url, id_=id_, slug=slug, name=new.name)
        else:
            await reserve_tenant(steward.owner_url, id_=id_, slug=slug, name=new.name, cell=cell)
        tenant = await steward.tenant(id_)
        if tenant is None:
            raise LookupError(f"{slug} was made but is not in the directory")
    if tenant.cell != MAIN:
        await make_tenant_in_cell(steward.owner_url, steward.cell_url(tenant.cell), id_)
    until = clock.now() + timedelta(days=steward.settings.trial_days) if new.trial else None
    async with steward.database.tenant(tenant) as session:
        if await status(session) == "provisioning":
            first = NewUser(founder.email, founder.name, password=founder.password)
            user = await create_user(session, first, roles=[GivenRole("admin")])
            if founder.password_hash:
                user.password_hash = founder.password_hash
            await seed_tenant(session, steward.vault, company, trial_until=until)
    await tell(steward, id_)  # whoever waits for it must not be told that it is not there yet
    async with steward.database.shared() as session:
        digest = keyed_digest(b"uscc", "company", company.uscc)
        await session.execute(update(TenantRow).where(TenantRow.id == id_).values(uscc_digest=digest))
    return tenant


async def _close_signup(database: Database, signup_id: UUID, state: str) -> None:
    async with database.shared() as session:
        signup = await session.get_one(Signup, signup_id, with_for_update=True)
        if signup.state != "confirmed":
            return  # a repeat: it is closed
        advance(signup, state)
        if state == "done":
            signup.applicant_encrypted, signup.done_at = None, clock.now()
