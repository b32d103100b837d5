"""A contract that was sent, with its file in a folder, and the candidate's browser at a web server of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from huiyin.app import build_served
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.documents.render import render
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.fields import prepare
from huiyin.platform.signatures.parties import Parties as NamedParties
from huiyin.road.browser import Browser
from huiyin.road.contracts import id_number
from huiyin.road.people import AGREED
from huiyin.tenants.access.sessions.service import Browser as Opener
from huiyin.tenants.access.sessions.service import open_session
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.fields import TERM_FIELDS
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract
from huiyin.tenants.contracts.labour_contracts.service import (
    Draft,
    Parties,
    create,
    document_of,
    record_rendered,
    send,
)
from huiyin.tenants.contracts.law.periods import last_day
from huiyin.tenants.contracts.minimum_wages.service import verify_presets
from huiyin.tenants.hiring.candidates.service import fill_onboarding
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .openid.wicked import serving
from .tenants import Place

NAME, JOB = "阿卜杜热合曼·买买提艾力", "设备工程师"
ADDRESS = "上海市浦东新区世纪大道 100 号 101 室"


@dataclass
class Sent:
    """One candidate with a contract to sign; `file` is where its PDF lies."""

    place: Place
    folder: Path
    contract_id: UUID
    person_id: UUID
    number: str
    key: str

    @property
    def file(self) -> Path:
        return self.folder / self.key

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[AsyncSession, Contract]]:
        """The contract, locked, in a transaction of its own."""
        async with self.place.database.tenant(self.place.tenant) as session:
            yield session, await contract(session, self.contract_id, lock=True)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        """What the chain says of one kind, in order."""
        async with self.place.database.tenant(self.place.tenant) as session:
            wanted = (AuditEvent.contract_id == self.contract_id, AuditEvent.kind == kind)
            found = await session.scalars(select(AuditEvent).where(*wanted).order_by(AuditEvent.seq))
            return [event.data for event in found]


async def sent_contract(place: Place, folder: Path, number: int = 1) -> Sent:
    """HR makes and sends it; its file is set as the worker sets it. `number` makes the person another one."""
    async with place.database.tenant(place.tenant) as session:
        made = await drafted(session, place, number)
        pdf = await _set(session, place, made)
        key = f"{place.tenant.schema}/contracts/{made.id}/draft-{sha256_hex(pdf)[:16]}.pdf"
        await DirectoryStore(folder).put(key, pdf)
        await record_rendered(session, made, key=key, sha256=sha256_hex(pdf), parties="1" * 64, alg="ES256")
        await send(session, place.vault, made, actor="user:test")
        return Sent(place, folder, made.id, made.person_id, id_number(number), key)


async def drafted(session: AsyncSession, place: Place, number: int = 1) -> Contract:
    """HR makes it; its file is still to be set."""
    person = await add_person(session, place.vault, Contact(NAME, f"+8613770{number:06d}", None))
    await session.flush()
    await fill_onboarding(
        session, place.vault, person,
        id_type="居民身份证", id_number=id_number(number), address=ADDRESS,
    )  # fmt: skip
    await verify_presets(session, "测试数据")  # whatever the year of the test
    employer = (await legal_entities(session))[0]
    template = next(one for one in await newest_versions(session) if one.code == "fixed_tech")
    draft = Draft(template, terms(), None)
    made = await create(session, place.vault, Parties(person, employer, JOB), draft, actor="user:test")
    return await contract(session, made.id)


def terms() -> dict[str, str]:
    """What a contract that begins today is filled with."""
    start = clock.today_in_china()
    return (
        {name: field.default for name, field in TERM_FIELDS.items()}
        | AGREED
        | {
            "contract.start": start.isoformat(),
            "contract.employment_start": start.isoformat(),
            "contract.end": last_day(start, 36).isoformat(),
            "probation.end": last_day(start, 3).isoformat(),
            "job.title": JOB,
            "job.department": "设备部",
            "job.duties": "维护华东大区各产线的设备，完成部门安排的工作任务",
            "job.location": "上海市",
            "social.place": "上海市",
            "pay.base": "12000.00",
            "probation.wage": "10000.00",
        }
    )


async def _set(session: AsyncSession, place: Place, made: Contract) -> bytes:
    drawn = render(await document_of(session, place.vault, made), made.created_at)
    assert made.person.id_number_digest is not None
    number = made.person.id_number_digest.hex()[:32]
    named = NamedParties(made.person.name, number, made.employer_name, made.employer_uscc)
    return prepare(drawn.pdf, drawn.anchors, named)


@asynccontextmanager
async def portal(settings: Settings, folder: Path) -> AsyncIterator[Settings]:
    """A web server whose object store is a folder; how it is reached."""
    port = free_port()
    own = replace(settings, port=port, storage_dir=folder)
    async with serving(build_served(own), port):
        yield own


async def signed_in(own: Settings, place: Place, person_id: UUID) -> Browser:
    """The browser of somebody who has proved their phone."""
    async with place.database.tenant(place.tenant) as session:
        opened = await open_session(session, "candidate", person_id, Opener("test"))
    browser = Browser(own.origin(place.tenant.slug))
    host = httpx.URL(browser.origin).host
    browser._client.cookies.set("me", opened.token, domain=host)
    return browser
