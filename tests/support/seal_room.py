"""A tenant with keepers, and contracts that workers have signed; the test is the worker of the queue."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from anyio import to_thread
from huiyin.jobs.context import Context, Services
from huiyin.jobs.contracts.labour_contracts import seal as seal_job
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.documents.pool import RenderPool
from huiyin.platform.documents.render import render
from huiyin.platform.ids import new_id
from huiyin.platform.providers.certificates.embedded import EmbeddedCertificates
from huiyin.platform.providers.signer.embedded import Authority, EmbeddedSigner
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.fields import prepare
from huiyin.tenants.access.sign_in.emails import code_mail
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.service import record_signed
from huiyin.tenants.contracts.sealing.lists import approve, ask, send_list_code
from huiyin.tenants.contracts.sealing.models import SealEntry, SealRequest
from huiyin.tenants.contracts.sealing.queries import request_of
from huiyin.tenants.contracts.sealing.staff_mail import request_mail
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person
from huiyin.tenants.people.seals.models import Seal
from huiyin.tenants.people.seals.queries import seal_for
from sqlalchemy import select

from tests.support.authorities import authority_in, keys_in
from tests.support.tenants import Place
from tests.unit.platform.signing_kit import (
    COMPANY,
    ISSUED,
    PARTIES,
    USCC,
    WORKER,
    LocalTimeStamper,
    contract_document,
    sign_by_worker,
)

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class LocalAuthority(Authority):
    """The built-in authority in a folder, which stamps times itself instead of over the network."""

    folder: Path = Path()

    def stamper(self) -> LocalTimeStamper:  # type: ignore[override]
        return LocalTimeStamper(authority_in(self.folder))


@cache
def _prepared() -> bytes:
    made = render(contract_document(), ISSUED)
    return prepare(made.pdf, made.anchors, PARTIES)


@dataclass
class SealRoom:
    """`folder` is the object store."""

    place: Place
    settings: Settings
    folder: Path
    pool: RenderPool
    keepers: list[User] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = DirectoryStore(self.folder / "store")
        self.authority = authority_in(self.folder / "ca")
        certificates = EmbeddedCertificates(self.folder / "ca", keys_in(self.folder / "ca"))
        signer = EmbeddedSigner(LocalAuthority(certificates, "", self.folder / "ca"), self.pool)
        place, nothing = self.place, (None, None, None)
        services = (self.settings, place.database, place.vault, *nothing, self.store, signer, None, self.pool)
        self.context = Context(place.tenant, Services(*services))  # type: ignore[arg-type]

    async def member(self, name: str, role: str = "seal_keeper") -> User:
        async with self.place.database.tenant(self.place.tenant) as session:
            login = f"m{next(_NUMBERS)}@example.com"
            return await create_user(session, NewUser(login, name), roles=[GivenRole(role)])

    async def signed(self, number: int = 1) -> list[UUID]:
        """So many contracts, each signed by its worker with a certificate of its own."""
        return [await self._signed() for _ in range(number)]

    async def _signed(self) -> UUID:
        mark, contract_id = next(_NUMBERS), new_id()
        identity = self.authority.issue_signer(WORKER, "ab" * 16)
        # In a thread: the library runs a loop of its own.
        pdf = await to_thread.run_sync(sign_by_worker, _prepared(), identity, self.authority)
        key = f"{self.place.tenant.schema}/contracts/{contract_id}/signed.pdf"
        await self.store.put(key, pdf)
        async with self.place.database.tenant(self.place.tenant) as session:
            employer = (await legal_entities(session))[0]
            person = await add_person(session, self.place.vault, Contact(WORKER, f"+8613750{mark:06d}", None))
            session.add(
                Contract(
                    id=contract_id, number=f"HT-{mark:04d}", job_title="工程师", person_id=person.id,
                    legal_entity_id=employer.id, employer_name=COMPANY, employer_uscc=USCC,
                    template_id=(await newest_versions(session))[0].id, state="signing", terms_encrypted=b"",
                    blocks_encrypted=b"", findings=[], anchors={}, created_by="system", created_at=clock.now(),
                )
            )  # fmt: skip
            await session.flush()
            found = await load(session, contract_id, lock=True)
            await record_signed(session, found, key=key, sha256=sha256_hex(pdf))
        return contract_id

    async def seal(self) -> Seal:
        """The one that labour contracts get."""
        async with self.place.database.tenant(self.place.tenant) as session:
            return await seal_for(session, (await legal_entities(session))[0].id)

    async def ask(self, ids: Sequence[UUID], by: User) -> UUID:
        async with self.place.database.tenant(self.place.tenant) as session:
            return (await ask(session, ids, by.id, Author(f"user:{by.id}", by.name))).id

    async def send(self, request_id: UUID, keeper: User) -> str:
        """Have the code sent; returns it, as it stands in the mail."""
        async with self.place.database.tenant(self.place.tenant) as session:
            me = await session.get_one(User, keeper.id)
            await send_list_code(
                session, self.place.vault, await request_of(session, request_id), me, "/hr/sealing"
            )
        return await self._mailed(keeper)

    async def told(self, request_id: UUID) -> set[str]:
        """Who gets a mail about a list, by their log-ins."""
        jobs = await self._jobs("sealing.mail", request_id)
        async with self.place.database.tenant(self.place.tenant) as session:
            mails = [await request_mail(session, request_id, UUID(one["user"]), at=one["at"]) for one in jobs]
        return {mail.to for mail in mails if mail is not None}

    async def _jobs(self, name: str, about: UUID) -> list[dict[str, Any]]:
        """What jobs of this name were given that name something, the newest first."""
        connection = await asyncpg.connect(self.settings.database_owner_url.replace("+asyncpg", ""))
        statement = (
            "select convert_from(payload, 'UTF8') from queue.pgqueuer where entrypoint = $1 "
            "and convert_from(payload, 'UTF8') like $2 order by id desc"
        )
        try:
            rows = [json.loads(row[0]) for row in await connection.fetch(statement, name, f"%{about}%")]
        finally:
            await connection.close()
        return [row.get("payload", row) for row in rows]

    async def _mailed(self, keeper: User) -> str:
        row = (await self._jobs("staff.code_mail", keeper.id))[0]
        async with self.place.database.tenant(self.place.tenant) as session:
            mail = await code_mail(session, self.place.vault, row)
        assert mail is not None and mail.to == keeper.login
        found = re.search(r"验证码是 (\d{6})", " ".join(mail.email.paragraphs))
        assert found
        return found[1]

    async def approve(self, request_id: UUID, keeper: User, code: str) -> int:
        async with self.place.database.tenant(self.place.tenant) as session:
            request = await request_of(session, request_id, lock=True)
            return await approve(session, request, await session.get_one(User, keeper.id), code)

    async def work(self, *ids: UUID) -> None:
        """Do the jobs that seal these."""
        for contract_id in ids:
            await seal_job(self.context, {"contract": str(contract_id)})

    async def states(self, ids: Sequence[UUID]) -> set[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            return set(await session.scalars(select(Contract.state).where(Contract.id.in_(ids))))

    async def entries(self) -> list[SealEntry]:
        async with self.place.database.tenant(self.place.tenant) as session:
            return list(await session.scalars(select(SealEntry).order_by(SealEntry.id)))

    async def request(self, request_id: UUID) -> SealRequest:
        async with self.place.database.tenant(self.place.tenant) as session:
            return await request_of(session, request_id)

    async def final(self, contract_id: UUID) -> bytes:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await load(session, contract_id)
        return await self.store.get(found.final_key)

    async def events(self, kind: str) -> list[AuditEvent]:
        async with self.place.database.tenant(self.place.tenant) as session:
            statement = select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.seq)
            return list(await session.scalars(statement))
