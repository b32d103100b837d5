"""Interviews on the real database: two hands at once, walls, what is overtaken says nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrow
from huiyin.tenants.access.roles.rights import Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.service import verify_chain
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.queries import application as load_application
from huiyin.tenants.hiring.candidates.service import Details, apply_for
from huiyin.tenants.hiring.interviews import answers as answering
from huiyin.tenants.hiring.interviews import arrangement as arranging
from huiyin.tenants.hiring.interviews.answers import Proposal
from huiyin.tenants.hiring.interviews.arrangement import Plan
from huiyin.tenants.hiring.interviews.emails import interview_mail
from huiyin.tenants.hiring.interviews.errors import (
    InterviewChangedError,
    InterviewNotFoundError,
    LinkInvalidError,
)
from huiyin.tenants.hiring.interviews.links import by_link, interviewer, link_token
from huiyin.tenants.hiring.interviews.models import Interview, InterviewAssignment
from huiyin.tenants.hiring.interviews.reminders import remind
from huiyin.tenants.hiring.interviews.schedule import (
    clashes,
    interview_for_change,
    interview_of,
    loads,
    week_of,
)
from huiyin.tenants.hiring.interviews.types import InterviewRequest
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.persons.service import Contact, add_person
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.tenants import Place

# In a year to come: what is put off until then, the running product's worker leaves alone.
NOW = datetime(2038, 2, 26, 2, 0, tzinfo=UTC)  # a Friday, 10:00 where the tenant is
STARTS = datetime(2038, 3, 1, 6, 0, tzinfo=UTC)  # the Monday after: the day before lies in February
Step = Callable[[AsyncSession, Interview, Application], Awaitable[None]]


@dataclass(slots=True)
class Scene:
    """A candidate, HR and two interviewers, one of them without an account."""

    place: Place
    application: UUID
    hr: UUID
    panel: tuple[UUID, UUID]
    interview: UUID

    async def do(self, step: Step, at: datetime = NOW) -> None:
        """One request of somebody's."""
        with clock.use(at):
            async with self.place.database.tenant(self.place.tenant) as session:
                interview, application = await interview_for_change(session, self.interview)
                await step(session, interview, application)

    async def told(self, kind: str) -> int:
        """How many messages of a kind were queued."""
        async with self.place.database.tenant(self.place.tenant) as session:
            statement = select(func.count(Message.id)).where(Message.event == kind)
            return await session.scalar(statement) or 0


def plan(scene_panel: tuple[UUID, ...], at: datetime = STARTS, round_name: str = "初试") -> Plan:
    return Plan(round_name, at, 60, "3 号楼", "", "", frozenset(scene_panel))


async def admit(session: AsyncSession, place: Place, name: str, phone: str, department: str) -> UUID:
    vacancy = await find_or_add(session, title="后端", department=department, kind="技术", location="上海")
    person = await add_person(session, place.vault, Contact(name, phone, "a@example.com"))
    await session.flush()
    made = await apply_for(session, person, vacancy.id, Details(), actor="system")
    assert made is not None
    await session.flush()
    return made.id


@pytest.fixture
async def scene(place: Place) -> Scene:
    with clock.use(NOW):
        async with place.database.tenant(place.tenant) as session:
            hr = await create_user(
                session, NewUser("hr@x.test", "周敏"), roles=[GivenRole("hr")], actor="system"
            )
            one = await create_user(
                session, NewUser("i@x.test", "王磊"), roles=[GivenRole("interviewer")], actor="system"
            )
            guest = await interviewer(session, login="guest@x.test", name="外聘", actor="system")
            id_ = await admit(session, place, "李想", "+8613800000001", "研发部")
            panel = (one.id, guest)
            application = await load_application(session, id_, lock=True)
            interview = await arranging.arrange(session, place.vault, application, plan(panel), by=hr.id)
            return Scene(place, id_, hr.id, panel, interview.id)


async def outcome(work: Awaitable[None]) -> str:
    try:
        await work
    except InterviewChangedError:
        return "changed"
    return "done"


async def test_of_two_hands_at_once_one_wins_and_the_other_is_told(scene: Scene) -> None:
    vault, slot = scene.place.vault, STARTS + timedelta(days=1)

    async def ask(session: AsyncSession, interview: Interview, application: Application) -> None:
        await answering.ask_another_time(
            session, interview, application, Proposal([slot], ""), request=InterviewRequest("candidate", 0)
        )

    async def take(session: AsyncSession, interview: Interview, application: Application) -> None:
        await arranging.accept_slot(session, vault, interview, application, slot, actor="user:a")

    async def keep(session: AsyncSession, interview: Interview, application: Application) -> None:
        await arranging.keep_time(session, vault, interview, application, "会议室只有这天有", actor="user:b")

    async def refuse(session: AsyncSession, interview: Interview, application: Application) -> None:
        await answering.decline(
            session, vault, interview, application, words="", request=InterviewRequest("candidate", 0)
        )

    await scene.do(ask)
    with clock.use(NOW):
        said = await asyncio.gather(*(outcome(scene.do(step)) for step in (take, keep, refuse)))
        assert sorted(said) == ["changed", "changed", "done"]
        async with scene.place.database.tenant(scene.place.tenant) as session:
            interview = await interview_of(session, scene.interview)
            assert interview.sequence == 1
            assert interview.state == ("confirmed", "arranged", "declined")[said.index("done")]
            assert (await verify_chain(session)).problem is None
    kinds = ("interview_agreed", "interview_kept", "interview_declined")
    assert [await scene.told(kind) for kind in kinds].count(2) == 1  # on two channels, of one kind


async def test_two_clicks_at_once_make_one_interview(scene: Scene) -> None:
    place = scene.place

    async def click() -> UUID:
        async with place.database.tenant(place.tenant) as session:
            application = await load_application(session, scene.application, lock=True)
            wanted = plan(scene.panel, round_name="复试")
            return (await arranging.arrange(session, place.vault, application, wanted, by=scene.hr)).id

    with clock.use(NOW):
        assert len({*await asyncio.gather(*(click() for _ in range(4)))}) == 1
    assert await scene.told("interview_invite") == 4  # 初试 and 复试, by mail and by text message


async def test_who_is_busy_is_seen_across_departments_but_not_with_whom(scene: Scene) -> None:
    place = scene.place
    async with place.database.tenant(place.tenant) as session:
        other = await admit(session, place, "赵敏", "+8613800000002", "销售部")
        elsewhere = Scope(paths=frozenset({"/nowhere/"}))
        with clock.use(NOW):
            application = await load_application(session, other)
            narrow(session, walls(elsewhere))
            with pytest.raises(InterviewNotFoundError):
                await interview_of(session, scene.interview)
            with pytest.raises(InterviewNotFoundError):
                await interview_for_change(session, scene.interview)
            span = (STARTS + timedelta(minutes=59), STARTS + timedelta(minutes=89))
            found = await clashes(session, application, scene.panel, span)
            assert [(clash.name, clash.starts_at) for clash in found] == [("外聘", STARTS), ("王磊", STARTS)]
            after = (STARTS + timedelta(minutes=60), STARTS + timedelta(minutes=90))
            assert await clashes(session, application, scene.panel, after) == []
            week = week_of(STARTS, place.tenant.zoneinfo)
            assert (await loads(session, week))[scene.panel[0]].minutes == 60
            assert (await loads(session, week_of(NOW, place.tenant.zoneinfo)))[scene.panel[0]].interviews == 0


def _mail(scene: Scene, user: UUID, occasion: str, sequence: int) -> dict[str, object]:
    return {
        "event": str(scene.interview), "user": str(user), "sequence": sequence, "occasion": occasion, "key": "k",
    }  # fmt: skip


async def test_a_mail_that_is_overtaken_is_not_sent(scene: Scene) -> None:
    place = scene.place
    one, guest = scene.panel

    async def alone(session: AsyncSession, interview: Interview, application: Application) -> None:
        seen = interview.sequence
        await arranging.change(
            session,
            place.vault,
            interview,
            application,
            plan((one,)),
            request=InterviewRequest("user:a", seen),
        )

    async def made(user: UUID, occasion: str, sequence: int) -> object:
        with clock.use(NOW):
            async with place.database.tenant(place.tenant) as session:
                return await interview_mail(session, place.vault, _mail(scene, user, occasion, sequence))

    async with place.database.tenant(place.tenant) as session:
        seat = (
            await session.scalars(select(InterviewAssignment).where(InterviewAssignment.user_id == guest))
        ).one()
        token = await link_token(session, place.vault, seat)
    first = await made(guest, "invited", 0)
    assert first is not None and first.mail.path == f"/i/{token}"  # type: ignore[attr-defined]
    assert (await made(one, "invited", 0)).mail.path == "/hr/assignments"  # type: ignore[attr-defined, union-attr]
    await scene.do(alone)
    assert await made(guest, "invited", 0) is None and await made(one, "invited", 0) is None
    gone = await made(guest, "removed", 1)
    assert gone is not None and "METHOD:CANCEL" in gone.calendar  # type: ignore[attr-defined]
    with clock.use(NOW):
        async with place.database.tenant(place.tenant) as session:
            with pytest.raises(LinkInvalidError):
                await by_link(session, place.vault, token)

    async def again(session: AsyncSession, interview: Interview, application: Application) -> None:
        await arranging.change(
            session,
            place.vault,
            interview,
            application,
            plan(scene.panel),
            request=InterviewRequest("user:a", 1),
        )

    await scene.do(again)
    assert await made(guest, "removed", 1) is None  # on the panel again: no goodbye
    with clock.use(NOW):
        async with place.database.tenant(place.tenant) as session:
            assert (await by_link(session, place.vault, token))[2].id == guest
    assert await scene.told("interview_moved") == 0  # the candidate is not told who sits there


async def _moved(session: AsyncSession, interview: Interview, application: Application, scene: Scene) -> None:
    later = plan(scene.panel, STARTS + timedelta(days=2))
    await arranging.change(
        session, scene.place.vault, interview, application, later, request=InterviewRequest("user:a", 0)
    )


async def _off(session: AsyncSession, interview: Interview, application: Application, scene: Scene) -> None:
    await arranging.call_off(
        session, scene.place.vault, interview, application, "", request=InterviewRequest("user:a", 0)
    )


async def _no(session: AsyncSession, interview: Interview, application: Application, scene: Scene) -> None:
    await answering.decline(
        session, scene.place.vault, interview, application, words="", request=InterviewRequest("candidate", 0)
    )


async def _asked(session: AsyncSession, interview: Interview, application: Application, scene: Scene) -> None:
    await answering.ask_another_time(
        session, interview, application, Proposal([], "换一天"), request=InterviewRequest("candidate", 0)
    )


async def _ended(_session: AsyncSession, _interview: Interview, application: Application, _s: Scene) -> None:
    application.stage = "archived"


async def _yes(session: AsyncSession, interview: Interview, application: Application, scene: Scene) -> None:
    await answering.accept(session, interview, application, request=InterviewRequest("candidate", 0))


@pytest.mark.any_clock
@pytest.mark.parametrize(
    ("what", "at", "reminders"),
    [
        (_yes, STARTS - timedelta(days=1), 2),
        (_yes, STARTS - timedelta(hours=1), 2),
        (_yes, STARTS, 0),  # the worker was down until it had begun
        (_moved, STARTS - timedelta(hours=1), 0),
        (_off, STARTS - timedelta(hours=1), 0),
        (_no, STARTS - timedelta(hours=1), 0),
        (_asked, STARTS - timedelta(hours=1), 0),
        (_ended, STARTS - timedelta(hours=1), 0),
    ],
)
async def test_only_what_still_holds_is_reminded_of(
    scene: Scene, what: Step, at: datetime, reminders: int
) -> None:
    async def step(session: AsyncSession, interview: Interview, application: Application) -> None:
        await what(session, interview, application, scene)  # type: ignore[call-arg]

    await scene.do(step)
    payload = {"event": str(scene.interview), "sequence": 0, "before": "hour"}
    for _run in range(2):  # a job may run twice
        with clock.use(at):
            async with scene.place.database.tenant(scene.place.tenant) as session:
                await remind(session, scene.place.vault, payload)
    assert await scene.told("interview_reminder") == reminders
