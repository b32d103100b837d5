"""A candidate whose result is confirmed, held, turned round: what tests of decisions do on a real tenant."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.contracts.contract_templates.models import ContractTemplate
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application
from huiyin.tenants.hiring.candidates.service import Details, apply_for
from huiyin.tenants.hiring.decisions.assessments import Findings, file_assessment
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.decisions.notification import take_back, tell_held
from huiyin.tenants.hiring.decisions.policy import change_policy
from huiyin.tenants.hiring.decisions.reversal import reverse
from huiyin.tenants.hiring.decisions.reviews import Answer, answer_review, ask_for_review, review_of
from huiyin.tenants.hiring.decisions.service import confirm, confirm_by_rule, current
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy import select

from tests.support.tenants import Place

D = Decimal
ANNA, BERT = Author("user:a", "安娜"), Author("user:b", "伯特")
FINDINGS = Findings("筛选", "必要", "可能误判", "人工复核", "相称", "安娜", date(2026, 11, 20))
DEFAULTS: dict[str, object] = {
    "take_back_minutes": 0,
    "second_if_otherwise": False,
    "second_vacancies": (),
    "by_rule": (),
}


@dataclass
class Time:
    now: datetime = datetime(2035, 11, 19, 2, 0, tzinfo=UTC)

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Stage:
    """One candidate, and what becomes of them."""

    place: Place
    id: UUID = field(default_factory=new_id)
    vacancy_id: UUID = field(default_factory=new_id)

    async def prepare(self, points: int, **policy: object) -> "Stage":
        """Settings, then a candidate with one card."""
        async with self.place.database.tenant(self.place.tenant) as session:
            vacancy = await find_or_add(session, title="店长")
            if policy.pop("this_vacancy", False):
                policy["second_vacancies"] = [vacancy.id]
            if policy.get("by_rule"):
                await file_assessment(session, FINDINGS, ANNA)
            if policy:
                await change_policy(session, ANNA, **DEFAULTS | policy)  # type: ignore[arg-type]
            phone = f"+8613{new_id().int % 10**9:09d}"
            who = await add_person(session, self.place.vault, Contact("何晓", phone, "h@example.com"))
            made = await apply_for(session, who, vacancy.id, Details(), actor="user:x")
            assert made is not None
            self.id, self.vacancy_id = made.id, vacancy.id
        await self.card("甲", points)
        return self

    async def card(self, who: str, points: int) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await submit(session, found, Card("初试", who, {"沟通能力": D(points)}), actor="user:i")

    async def confirm(self, outcome: str, by: Author = ANNA, reason: str = "") -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await confirm(session, self.place.vault, found, outcome=outcome, reason=reason, by=by)

    async def reverse(self, outcome: str, by: Author = ANNA, reason: str = "查错了人") -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            await reverse(session, self.place.vault, found, outcome=outcome, reason=reason, by=by)

    async def take_back(self, by: Author = ANNA) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            await take_back(session, await application(session, self.id, lock=True), by)

    async def told(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            mine = (Message.channel == "sms") & (Message.application_id == self.id)
            sent = select(Message.event).where(mine).order_by(Message.id)
            return list(await session.scalars(sent))

    async def kinds(self) -> set[str]:
        """What the chain says of the application."""
        async with self.place.database.tenant(self.place.tenant) as session:
            kinds = select(AuditEvent.kind).where(AuditEvent.application_id == self.id)
            return set(await session.scalars(kinds))

    async def tell(self, decision_id: UUID, moment: datetime) -> None:
        """What the job does."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await tell_held(session, self.place.vault, decision_id, moment)

    async def tell_now(self) -> None:
        _found, decision = await self.look()
        assert decision.tell_at is not None
        await self.tell(decision.id, decision.tell_at)

    async def by_rule(self, decision_id: UUID) -> None:
        """What the other job does."""
        async with self.place.database.tenant(self.place.tenant) as session:
            await confirm_by_rule(session, self.place.vault, decision_id)

    async def ask(self) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            await ask_for_review(session, await application(session, self.id, lock=True), words="请再看看")

    async def answer(self, outcome: str) -> None:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id, lock=True)
            request = await review_of(session, self.id)
            assert request is not None
            await answer_review(
                session, self.place.vault, found, request, Answer(outcome, "已逐项核对", BERT)
            )

    async def contract(self, state: str) -> None:
        """A contract in this state; how it comes there is tested elsewhere."""
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id)
            employer = await session.scalar(select(LegalEntity.id))
            template = await session.scalar(select(ContractTemplate.id))
            session.add(
                Contract(
                    id=new_id(),
                    number=f"T-{new_id()}",
                    application_id=self.id,
                    person_id=found.person_id,
                    legal_entity_id=employer,
                    template_id=template,
                    state=state,
                    terms_encrypted=b"",
                    blocks_encrypted=b"",
                    findings=[],
                    anchors={},
                    created_by="user:x",
                    created_at=clock.now(),
                )
            )

    async def contract_states(self) -> list[str]:
        async with self.place.database.tenant(self.place.tenant) as session:
            states = select(Contract.state).where(Contract.application_id == self.id).order_by(Contract.id)
            return list(await session.scalars(states))

    async def look(self) -> tuple[Application, Decision]:
        async with self.place.database.tenant(self.place.tenant) as session:
            found = await application(session, self.id)
            decision = await current(session, found)
            assert decision is not None
            return found, decision


async def empty(settings: Settings) -> None:
    """Nothing waits for years in the queue."""
    queue = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    await queue.execute("delete from queue.pgqueuer where entrypoint = 'decision.tell'")
    await queue.close()
