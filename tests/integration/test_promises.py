"""A promise from its making to its end: kept, broken, moved once, dropped; and who is reminded of it before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import asyncpg
import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.settings import Settings
from huiyin.platform.workdays import WorkCalendar
from huiyin.road import people as people_of_the_road
from huiyin.road.people import Inbox
from huiyin.tenants.access.users.models import User
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.hiring.candidates.models import Application, StageChange
from huiyin.tenants.hiring.promises.errors import PromiseDateError, PromiseMovedError, PromisePassedError
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.postponement import Postponement, move
from huiyin.tenants.hiring.promises.queries import ending, promises_of
from huiyin.tenants.hiring.promises.rule import PromiseRule, promise_rule, save_rule
from huiyin.tenants.hiring.promises.watch import reminder_mail, watch
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.departments.service import add
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place

pytestmark = pytest.mark.usefixtures("product")  # the worker reminds

# In a year to come: what is put off until then, the running product's worker leaves alone.
MONDAY = datetime(
    2037, 9, 28, 10, tzinfo=BEIJING
)  # three working days from here: 29 and 30, and after 国庆 the 8th
HOLIDAY = WorkCalendar(frozenset(date(2037, 10, day) for day in range(1, 8)), frozenset({date(2037, 10, 10)}))


def at(day: int, hour: int = 10, month: int = 10) -> datetime:
    return datetime(2037, month, day, hour, tzinfo=BEIJING)


@pytest.fixture
async def firm(place: Place) -> Place:
    """A tenant that knows the plan of that autumn."""
    async with place.database.tenant(place.tenant) as session:
        rule = await promise_rule(session)
        await save_rule(session, replace(rule, calendar=HOLIDAY), survey=True, actor=ME)
    return place


async def jobs(settings: Settings, place: Place, name: str) -> list[datetime]:
    """When the waiting jobs of this tenant and kind are to run."""
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    try:
        rows = await connection.fetch(
            "select execute_after from queue.pgqueuer where entrypoint = $1"
            " and convert_from(payload, 'UTF8')::jsonb->>'tenant' = $2 order by 1",
            name,
            place.tenant.schema,
        )
        return [row["execute_after"] for row in rows]
    finally:
        await connection.close()


async def events(session: AsyncSession, found: Application) -> list[str]:
    kinds = select(AuditEvent.kind).where(AuditEvent.application_id == found.id).order_by(AuditEvent.seq)
    return [kind for kind in await session.scalars(kinds) if kind.startswith("promise.")]


async def test_kept_over_a_holiday(firm: Place, settings: Settings) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            hiring = Hiring(session, firm)
            one, two = await hiring.candidate(), await hiring.candidate()
            for found in (one, two):
                await hiring.card(found)
                await hiring.card(found, "李雷")  # the second card finds a promise that stands
        assert one.promised_at == two.promised_at == at(8, 18)
        # One job looks at both, nine working hours before; another the next morning, for the plan of 2037 is unknown.
        assert await jobs(settings, firm, "promise.watch") == [at(29, 9, 9), at(8, 9)]
    with clock.use(at(8, 17)):
        async with firm.database.tenant(firm.tenant) as session:
            await Hiring(session, firm).confirm(await Hiring(session, firm).again(one))
    async with firm.database.tenant(firm.tenant) as session:
        (kept,) = await promises_of(session, one.id)
        assert (kept.days, kept.answered_at, kept.broken_at) == (3, at(8, 17), None)
        assert await events(session, one) == ["promise.set", "promise.kept"]
        stages = (
            select(StageChange.stage).where(StageChange.application_id == one.id).order_by(StageChange.id)
        )
        assert list(await session.scalars(stages)) == ["new", "review", "offer"]


@pytest.mark.any_clock
async def test_it_breaks_at_its_moment_and_may_still_be_answered(firm: Place) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            found = await Hiring(session, firm).candidate()
            await Hiring(session, firm).card(found)
    for moment, state in ((at(8, 17), None), (at(8, 18), at(8, 18)), (at(9, 9), at(8, 18))):
        with clock.use(moment):
            async with firm.database.tenant(firm.tenant) as session:
                await watch(session)
                await watch(session)  # a job may run twice
            async with firm.database.tenant(firm.tenant) as session:
                (promise,) = await promises_of(session, found.id)
                assert promise.broken_at == state
                assert (await ending(session, limit=5)).total == 1
    with clock.use(at(9, 10)):
        async with firm.database.tenant(firm.tenant) as session:
            hiring = Hiring(session, firm)
            await hiring.card(await hiring.again(found), "李雷")  # another interview, another promise
        async with firm.database.tenant(firm.tenant) as session:
            assert [one.open for one in await promises_of(session, found.id)] == [True, False]
            assert (await ending(session, limit=5)).total == 0
            await Hiring(session, firm).confirm(await Hiring(session, firm).again(found), "fail")
    async with firm.database.tenant(firm.tenant) as session:
        last, first = await promises_of(session, found.id)
        assert (last.answered_at, last.broken_at) == (at(9, 10), None)
        assert (first.answered_at, first.broken_at) == (at(9, 10), at(8, 18))
        assert await events(session, found) == [
            "promise.set",
            "promise.broken",
            "promise.set",
            "promise.kept",
        ]


async def test_an_answer_after_the_time_is_late_also_when_no_job_came(firm: Place) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            found = await Hiring(session, firm).candidate()
            await Hiring(session, firm).card(found)
    with clock.use(at(8, 19)):
        async with firm.database.tenant(firm.tenant) as session:
            await Hiring(session, firm).confirm(await Hiring(session, firm).again(found))
        async with firm.database.tenant(firm.tenant) as session:
            await watch(session)
            (promise,) = await promises_of(session, found.id)
            assert promise.broken_at == promise.answered_at == at(8, 19)
            assert await events(session, found) == ["promise.set", "promise.broken"]


@pytest.mark.any_clock
async def test_it_moves_once_and_tells_before(firm: Place) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            found = await Hiring(session, firm).candidate("阿依古丽·买买提")
            await Hiring(session, firm).card(found)
    with clock.use(at(30, 9, 9)):
        async with firm.database.tenant(firm.tenant) as session:
            found = await Hiring(session, firm).again(found)
            rule = await promise_rule(session)
            for wrong in (date(2037, 10, 8), date(2037, 10, 11), date(2037, 12, 1), date(2037, 9, 29)):
                with pytest.raises(PromiseDateError):
                    await move(session, firm.vault, found, rule, Postponement(wrong, "x"), actor=ME)
            moved = await move(
                session, firm.vault, found, rule, Postponement(date(2037, 10, 10), "终面官出差"), actor=ME
            )
            assert found.promised_at == moved.due_at == at(10, 18)  # a Saturday that is worked
            with pytest.raises(PromiseMovedError):
                await move(session, firm.vault, found, rule, Postponement(date(2037, 10, 12), "x"), actor=ME)
        async with firm.database.tenant(firm.tenant) as session:
            told = select(Message.event, Message.channel).where(Message.application_id == found.id)
            assert {tuple(row) for row in await session.execute(told)} == {
                ("promise_moved", "email"),
                ("promise_moved", "sms"),
            }
            assert await events(session, found) == ["promise.set", "promise.moved"]
    with clock.use(at(8, 18)):  # when the first one would have broken
        async with firm.database.tenant(firm.tenant) as session:
            await watch(session)
            assert [(p.broken_at, p.open) for p in await promises_of(session, found.id)] == [
                (None, True),
                (None, False),
            ]
    with clock.use(at(10, 18)):
        async with firm.database.tenant(firm.tenant) as session:
            with pytest.raises(PromisePassedError):
                found = await Hiring(session, firm).again(found)
                await move(session, firm.vault, found, rule, Postponement(date(2037, 10, 12), "x"), actor=ME)
            await watch(session)
            assert [p.broken_at for p in await promises_of(session, found.id)] == [at(10, 18), None]


@pytest.mark.any_clock
async def test_who_is_reminded_and_of_whom(firm: Place, settings: Settings, inbox: Inbox) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            hiring = Hiring(session, firm)
            research = await add(session, name="研发部", parent=None, actor=ME)
            everywhere = await hiring.user("hr")
            theirs = await hiring.user("hr", research.id)
            manager = await hiring.user("hiring_manager")
            stranger = await hiring.user("hiring_manager")
            sealer = await hiring.user("seal_keeper")
            for number in range(7):
                await hiring.card(await hiring.candidate(f"候选{number}", department="研发部"))
            sold = await hiring.candidate("销售候选", post="销售", department="销售部")
            await hiring.card(sold)
            vacancy = await session.get_one(Vacancy, sold.vacancy_id)
            vacancy.hiring_manager_id = manager.id
    people = (everywhere, theirs, manager, stranger, sealer)

    async def reminded(kind: str, moment: datetime) -> dict[User, tuple[str, ...]]:
        async with firm.database.tenant(firm.tenant) as session:
            mails = {
                user: await reminder_mail(session, kind=kind, user_id=user.id, at=moment)  # type: ignore[arg-type]
                for user in people
            }
        return {user: mail.email.paragraphs[1:] for user, mail in mails.items() if mail is not None}

    with clock.use(at(8, 9)):
        async with firm.database.tenant(firm.tenant) as session:
            await watch(session)
        assert await jobs(settings, firm, "promise.watch") == [at(29, 9, 9), at(8, 9), at(8, 14)]
        mails = await reminded("warn", at(8, 9))
        assert set(mails) == {everywhere, theirs}
        assert len(mails[theirs]) == 6 and mails[theirs][5] == "另有 2 位，见待办。"
        assert not any("销售候选" in line for line in mails[theirs])

        async def arrived() -> set[str] | None:
            to = {mail["to"] for mail in await inbox.messages() if "答复承诺即将到期" in mail["subject"]}
            return to if len(to & logins) == 2 else None

        logins = {user.login for user in people}
        assert logins & await people_of_the_road.eventually(arrived, "two mails") == {
            everywhere.login,
            theirs.login,
        }
    with clock.use(at(8, 14)):
        async with firm.database.tenant(firm.tenant) as session:
            await watch(session)
        mails = await reminded("escalate", at(8, 14))
        assert {user for user in mails if user is manager or user is stranger} == {manager}
        assert mails[manager] == ("销售候选 · 销售：10-08 18:00 前答复",)
        async with firm.database.tenant(firm.tenant) as session:
            await Hiring(session, firm).confirm(await Hiring(session, firm).again(sold))
        assert manager not in await reminded("escalate", at(8, 14))  # answered meanwhile: nothing to send


async def test_who_waits_no_more_is_not_owed(firm: Place) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            found = await Hiring(session, firm).candidate()
            await Hiring(session, firm).card(found)
            found.stage, found.promised_at = "archived", None  # by another way than a result
    with clock.use(at(9)):
        async with firm.database.tenant(firm.tenant) as session:
            await watch(session)
            (promise,) = await promises_of(session, found.id)
            assert (promise.dropped_at, promise.broken_at) == (at(9), None)


async def test_the_tenants_own_rule(firm: Place) -> None:
    with clock.use(MONDAY):
        async with firm.database.tenant(firm.tenant) as session:
            rule = await promise_rule(session)
            own = WorkCalendar(frozenset({date(2037, 9, 29)}), frozenset({date(2037, 10, 1)}))
            changed = PromiseRule(2, 12, {"技术": 1}, 4, 2, own, rule.zone)
            await save_rule(session, changed, survey=False, actor=ME)
            hiring = Hiring(session, firm)
            found = await hiring.candidate()
            await hiring.card(found)
            assert found.promised_at == at(30, 12, 9)  # 技术: one day, the 29th is off here
            assert await promise_rule(session) == changed
            (promise,) = await promises_of(session, found.id)
            assert (promise.warn_at, promise.escalate_at) == (at(28, 17, 9), at(30, 10, 9))


async def test_one_stands_at_a_time(firm: Place) -> None:
    """Whatever the code does: the database holds no two open promises to one candidate."""
    async with firm.database.tenant(firm.tenant) as session:
        found = await Hiring(session, firm).candidate()
        await Hiring(session, firm).card(found)
        await session.flush()
        row = (await promises_of(session, found.id))[0]
        facts = {"made_by": ME, "due_at": row.due_at + timedelta(days=1), "warn_at": row.warn_at}
        twice = Promise(application_id=found.id, made_at=row.made_at, escalate_at=row.warn_at, **facts)
        with pytest.raises(Exception, match="uq_promises_open"):
            async with session.begin_nested():
                session.add(twice)
