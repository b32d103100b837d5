"""Anchoring as the steward does it, into a store of the test's own and stamped in this process, on the test's clock."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from asn1crypto import tsp
from huiyin.hr_console.audit.view import Verdict, verdict_of
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.crypto.chain import GENESIS, event_hash
from huiyin.platform.embedded.tsa import TimeStampAuthority
from huiyin.platform.providers.keys import open_keys
from huiyin.platform.providers.storage.directory import DirectoryStore
from huiyin.platform.providers.storage.port import ObjectStore
from huiyin.platform.providers.storage.walled import WalledStore
from huiyin.platform.providers.timestamp.rfc3161 import HttpTimeStamper
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import CertificateAuthority, SecondAuthority
from huiyin.steward.anchoring import anchor
from huiyin.steward.context import Stewardship, stewardship
from huiyin.tenants.audit.anchors import Standing, anchors_of
from huiyin.tenants.audit.checking import ChainReport
from huiyin.tenants.audit.service import record, verify_chain
from huiyin.tenants.messaging.messages.feature import MessageEvent
from huiyin_migrations.runner import plain_dsn

from tests.support.authorities import installed_authority

from .tenants import Place


class NearAuthority(HttpTimeStamper):
    """The product's own client and authority, without a network between them."""

    def __init__(self, authority: CertificateAuthority | SecondAuthority) -> None:
        super().__init__("")
        self._authority = TimeStampAuthority(authority)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.respond(req.dump()))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page would say of a chain."""

    report: ChainReport
    standing: Standing

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.report, self.standing)

    @property
    def doubts(self) -> list[str]:
        return [one.problem for one in self.report.doubts] + [why for _seq, why in self.standing.doubts]


@dataclass(slots=True)
class Notary:
    """A steward who anchors, and what tenants see of it; `day` is the next one that is not anchored yet."""

    steward: Stewardship
    root_pem: bytes
    day: date
    stamper: HttpTimeStamper

    @property
    def store(self) -> ObjectStore:
        return self.steward.store

    @property
    def noon(self) -> datetime:
        return datetime.combine(self.day, time(12), BEIJING)

    async def anchor(self) -> date:
        """Anchor a day; says which."""
        with clock.use(self.noon):
            await anchor(self.steward)
        done, self.day = self.day, self.day + timedelta(days=1)
        return done

    async def look(self, place: Place) -> Seen:
        """What a member sees who opens the page on that day."""
        with clock.use(self.noon):
            anchors = await anchors_of(WalledStore(self.store, place.tenant), place.tenant)
            async with place.database.tenant(place.tenant) as session:
                report = await verify_chain(session, anchors.heads)
            return Seen(report, await anchors.standing(report, self.root_pem))

    def proofs(self, place: Place) -> dict[str, Path]:
        """The files of a tenant's anchors in a folder's store, by name."""
        assert isinstance(self.store, DirectoryStore)
        folder = self.store._root / place.tenant.schema / "anchors"
        return {
            file.name: file for file in sorted(folder.glob("*.json")) if not file.name.endswith(".lock.json")
        }


@asynccontextmanager
async def notary(settings: Settings, store: ObjectStore, day: date | None = None) -> AsyncIterator[Notary]:
    """A notary whose anchors go to `store`, from `day` on."""
    authority = installed_authority(settings)
    second = SecondAuthority.open(settings.ca_dir.with_name("second-tsa"), open_keys(settings))
    near = NearAuthority(authority)
    async with stewardship(settings) as opened:
        steward = replace(opened, store=store, timestamps=near)
        steward = replace(steward, second=NearAuthority(second))
        yield Notary(
            steward,
            authority.root_pem + second.root_pem,
            day or clock.today_in_china() + timedelta(days=1),
            near,
        )


async def happen(place: Place, times: int = 1) -> None:
    """Events, each in a transaction of its own."""
    for _time in range(times):
        async with place.database.tenant(place.tenant) as session:
            record(session, MessageEvent.DELIVERY_CHANGED)


@asynccontextmanager
async def owner_of(place: Place, settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """Who has the database in hand: nothing there stops them."""
    connection = await asyncpg.connect(plain_dsn(settings.owner_addresses()[place.tenant.cell]))
    await connection.execute(f"set search_path = {place.tenant.schema}")
    try:
        yield connection
    finally:
        await connection.close()


async def rewrite(owner: asyncpg.Connection, place: Place, **changed: Any) -> None:
    """Change every event but the first and make all hashes fit, the head's too: a chain as whole as it was."""
    prev, seq = GENESIS, 0
    for row in await owner.fetch("select *, data::text as json from audit_events order by seq"):
        seq = row["seq"]
        values = {name: row[name] for name in ("at", "kind", "actor")} | (changed if seq > 1 else {})
        body = {
            "v": 1,
            "seq": seq,
            "tenant": str(place.tenant.id),
            "kind": values["kind"],
            "at": values["at"].astimezone(clock.now().tzinfo).isoformat(timespec="microseconds"),
            "actor": values["actor"],
            "application": str(row["application_id"]) if row["application_id"] else None,
            "contract": str(row["contract_id"]) if row["contract_id"] else None,
            "data": json.loads(row["json"]),
        }
        found = event_hash(prev, body)
        await owner.execute(
            "update audit_events set at = $2, kind = $3, actor = $4, prev = $5, hash = $6 where seq = $1",
            seq, values["at"], values["kind"], values["actor"], prev, found,
        )  # fmt: skip
        prev = found
    await owner.execute("update audit_head set seq = $1, hash = $2", seq, prev)


async def cut(owner: asyncpg.Connection, keep: int) -> None:
    """Cut the chain's end off behind event number `keep` and move the head back; 0: empty it."""
    await owner.execute("delete from audit_events where seq > $1", keep)
    last = await owner.fetchval("select hash from audit_events where seq = $1", keep)
    await owner.execute("update audit_head set seq = $1, hash = $2", keep, last or GENESIS)
