"""A tenant whose messages a test itself takes up, hands over and gets receipts of, in a time of its own."""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

import asyncpg
from huiyin.platform.clock import BEIJING
from huiyin.platform.i18n import lazy
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.pipeline.unreached import unreached
from huiyin.tenants.messaging.messages.delivery import Delivery, Group, Way, save_delivery
from huiyin.tenants.messaging.messages.dispatch import Outcome, keep_outcomes, take_for_sending
from huiyin.tenants.messaging.messages.fallback import fall_back_if_silent
from huiyin.tenants.messaging.messages.holds import Due, send_now
from huiyin.tenants.messaging.messages.hours import Hours
from huiyin.tenants.messaging.messages.models import Message, Receipt
from huiyin.tenants.messaging.messages.occasion import Occasion
from huiyin.tenants.messaging.messages.receipts import Report, apply_receipts, receive, record_opened
from huiyin.tenants.messaging.messages.service import notify
from sqlalchemy import select

from .hiring import ME, Hiring
from .tenants import Place

VALUES = {"post": "工程师", "step": "查看答复", "date": "12月2日"}
_NUMBERS = count(1)
REFUSED = lazy("号码不存在。")


@dataclass
class Desk:
    """No worker of the product may be there meanwhile: this is one."""

    place: Place

    async def wish(self, hours: Hours | None = None, per_day: int = 10, **ways: Way) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            wanted = Delivery(
                hours or Hours(BEIJING), per_day, {Group(group): way for group, way in ways.items()}
            )
            await save_delivery(session, wanted, actor=ME)

    async def candidate(self) -> Application:
        async with self.place.database.tenant(self.place.tenant) as session:
            return await Hiring(session, self.place, made=next(_NUMBERS)).candidate()

    async def tell(
        self,
        found: Application,
        reference: str = "1",
        *,
        event: str = "result_pass",
        before: datetime | None = None,
        turn: str = "",
    ) -> list[Message]:
        """Tell a candidate something; every message that they have now."""
        reference = f"{found.id}.{reference}"
        async with self.place.database.tenant(self.place.tenant) as session:
            again = await Hiring(session, self.place).again(found)
            vault, values = self.place.vault, VALUES | {"before": "", "time": "", "round": "", "place": ""}
            about = Occasion(event, reference, again.id, turn)
            await notify(session, vault, again.person, about, values, before=before)
        return await self.messages(found)

    async def messages(self, found: Application) -> list[Message]:
        async with self.place.database.tenant(self.place.tenant) as session:
            statement = select(Message).where(Message.application_id == found.id).order_by(Message.id)
            return list(await session.scalars(statement))

    async def take(self, *messages: Message) -> list[UUID]:
        """What a worker hands over that claims the jobs of these."""
        return await self.take_due(*(Due(one.id, one.send_at) for one in messages))

    async def take_due(self, *jobs: Due) -> list[UUID]:
        async with self.place.database.tenant(self.place.tenant) as session:
            taken = await take_for_sending(session, self.place.vault, jobs)
        return [one.message_id for one in taken if one is not None]

    async def keep(self, message: Message, *, failure: bool = False, delivered: bool = False) -> None:
        """What its provider said."""
        said = Outcome(message.id, failure=REFUSED) if failure else Outcome(message.id, "p", delivered)
        async with self.place.database.tenant(self.place.tenant) as session:
            await keep_outcomes(session, [said])

    async def submit(self, message: Message) -> None:
        assert await self.take(message) == [message.id]
        await self.keep(message)

    async def silent(self, message: Message) -> None:
        """The time is over that a message has to arrive."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await fall_back_if_silent(session, message.id)

    async def receipt(self, message: Message, *, delivered: bool, number: str = "") -> None:
        """A push with one report, and its handling."""
        report = Report(number or str(new_id()), message.id, delivered, "" if delivered else "MK:0005")
        async with self.place.database.tenant(self.place.tenant) as session:
            await receive(session, "aliyun", [report])
            ids = (await session.scalars(select(Receipt.id).where(Receipt.message_id == message.id))).all()
            await apply_receipts(session, ids)

    async def open(self, message: Message) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            await record_opened(session, message.link_code)

    async def hurry(self, message: Message) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            again = await session.get_one(Message, message.id)
            await send_now(session, again, "明早八点就来", actor=ME)

    async def to_call(self, found: Application) -> bool:
        """Whether somebody must telephone the candidate."""
        async with self.place.database.tenant(self.place.tenant) as session:
            listed, _total = await unreached(session, limit=500)
        return found.id in {one.application.id for one in listed if one.application is not None}

    async def jobs(self, settings: Settings, kind: str) -> list[datetime]:
        """For when this tenant's jobs of a kind stand in the queue."""
        rows = await self._queue(
            settings, "select execute_after from queue.pgqueuer where entrypoint = $2", kind
        )
        return sorted(row[0] for row in rows)

    async def clear(self, settings: Settings) -> None:
        """Leave nothing in the queue."""
        await self._queue(settings, "delete from queue.pgqueuer where true")

    async def _queue(self, settings: Settings, statement: str, *arguments: str) -> list[asyncpg.Record]:
        mine = " and convert_from(payload, 'UTF8')::jsonb ->> 'tenant' = $1"
        queue = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
        try:
            return list(await queue.fetch(statement + mine, self.place.tenant.schema, *arguments))
        finally:
            await queue.close()
