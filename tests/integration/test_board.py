"""The board: where everybody stands, in a number of statements that does not grow; moves and what stands in their way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from huiyin.app import build_app
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.db.narrowing import narrow
from huiyin.platform.http.security import Surroundings
from huiyin.platform.settings import Settings
from huiyin.tenants.access.roles.rights import NOTHING, Scope
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user
from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.hiring.candidate_list.queries import CandidateFilter
from huiyin.tenants.hiring.candidates.entry import NewCandidate, VacancyFacts, add_candidate
from huiyin.tenants.hiring.candidates.errors import CandidateNotFoundError
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.candidates.service import Details
from huiyin.tenants.hiring.decisions.service import confirm, current
from huiyin.tenants.hiring.interviews.models import Interview
from huiyin.tenants.hiring.pipeline.board import FIRST, Board, board, column
from huiyin.tenants.hiring.pipeline.errors import MovedMeanwhileError, MoveRefusedError, ReasonNeededError
from huiyin.tenants.hiring.pipeline.layout import layout
from huiyin.tenants.hiring.pipeline.moves import Move, move, standing
from huiyin.tenants.hiring.pipeline.service import add_stage, raise_stage, remove_stage, rename_stage
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.hiring.stages.errors import StageInUseError, StageNameTakenError, StageNeededError
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.departments.queries import departments
from huiyin.tenants.people.persons.service import Contact
from litestar import Litestar
from sqlalchemy import Engine, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.crowd import crowd
from tests.support.tenants import Place

ME = "user:test"
BY = Author(ME, "周敏")
EVERYBODY = CandidateFilter()


@contextmanager
def counted(engine: Any) -> Iterator[list[str]]:
    """The statements sent meanwhile by an engine, or by all of them."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def add(session: AsyncSession, place: Place, number: int, department: str = "研发部") -> Application:
    contact = Contact(f"候选{chr(0x4E00 + number)}", f"+861380001{number:04d}", None)
    vacancy = VacancyFacts("工程师", department, "技术", "上海")
    return await add_candidate(session, place.vault, NewCandidate(contact, vacancy, Details()), actor=ME)


async def put(session: AsyncSession, place: Place, application_id: UUID, to: str, reason: str = "") -> None:
    """Move somebody to the first stage of a type."""
    stages = await layout(session)
    found = await standing(session, application_id, lock=True)
    seen = stages.place_of(found.application).id
    wanted = Move(stages.firsts[to], reason, seen)
    await move(session, place.vault, found, wanted, stages=stages, actor=ME)


async def test_ten_thousand_cost_as_many_statements_as_ten(place: Place) -> None:
    async def look() -> tuple[Board, int]:
        async with place.database.tenant(place.tenant) as session:
            with counted(session.get_bind()) as sent:
                found = await board(session, await layout(session), EVERYBODY)
            return found, len(sent)

    async with place.database.tenant(place.tenant) as session:
        await add(session, place, 0)
    small, few = await look()
    await crowd(place, 10_000)
    big, many = await look()
    assert (small.total, big.total) == (1, 10_001)
    assert few == many == 3, "the stages, the totals, the cards"
    assert sum(column.total for column in big.columns) == 10_001
    for one in big.columns:
        assert len(one.cards) == FIRST and one.more == one.total - FIRST
        promises = [card.promised_at or datetime.max.replace(tzinfo=UTC) for card in one.cards]
        assert promises == sorted(promises)
        assert len({card.id for card in one.cards}) == FIRST


async def test_more_of_a_column_comes_without_a_gap_and_the_filter_holds(place: Place) -> None:
    await crowd(place, 900)
    async with place.database.tenant(place.tenant) as session:
        stages = await layout(session)
        first = stages.firsts["review"]
        seen: list[UUID] = []
        while True:
            part = await column(session, stages, first, EVERYBODY, offset=len(seen))
            seen += [card.id for card in part.cards]
            if not part.more:
                break
        wanted = select(Application.id).where(Application.stage == "review")
        assert len(seen) == len(set(seen)) == part.total == 150
        assert set(seen) == set(await session.scalars(wanted))
        vacancy = (await session.scalars(select(Vacancy).where(Vacancy.title == "工程师7"))).one()
        for wish in (
            CandidateFilter(vacancy_id=vacancy.id),
            CandidateFilter(source="猎头"),
            CandidateFilter(search="候选12"),
            CandidateFilter(outcome="pass"),
        ):
            found = await board(session, stages, wish)
            assert found.total == sum(len(one.cards) + one.more for one in found.columns)
            assert found.total < 900
            if wish.vacancy_id is not None:
                assert {card.vacancy for one in found.columns for card in one.cards} == {"工程师7"}


async def test_the_walls_stand_around_the_board(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        await add(session, place, 1, "研发部")
        other = await add(session, place, 2, "销售部")
        research = next(row for row in await departments(session) if row.name == "研发部")
        narrow(session, walls(Scope(paths=frozenset({research.path}))))
        session.expunge_all()
        found = await board(session, await layout(session), EVERYBODY)
        assert [card.department for one in found.columns for card in one.cards] == ["研发部"]
        assert found.total == 1
        with pytest.raises(CandidateNotFoundError):
            await standing(session, other.id)
        below = CandidateFilter(department=research.path)
        assert (await board(session, await layout(session), below)).total == 1
        narrow(session, walls(NOTHING))
        assert (await board(session, await layout(session), EVERYBODY)).total == 0


async def test_a_move_is_audited_and_a_second_hand_is_told(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await add(session, place, 1)
        stages = await layout(session)
        start = stages.firsts["new"].id
        await put(session, place, found.id, "interview")
        late = await standing(session, found.id, lock=True)
        with pytest.raises(MovedMeanwhileError, match="待面试"):
            wanted = Move(stages.firsts["review"], seen=start)
            await move(session, place.vault, late, wanted, stages=stages, actor=ME)
        assert late.application.stage == "interview"
    async with place.database.tenant(place.tenant) as session:
        moved = (await session.scalars(select(AuditEvent).where(AuditEvent.kind == "stage.moved"))).one()
        assert (moved.actor, moved.data["from"], moved.data["to"]) == (ME, "new", "interview")
        assert moved.application_id == found.id


async def test_results_and_contracts_are_not_changed_by_a_drag(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        fresh = await add(session, place, 1)
        for to in ("offer", "sign", "onboard", "hired"):
            with pytest.raises(MoveRefusedError):
                await put(session, place, fresh.id, to)
        with pytest.raises(ReasonNeededError):
            await put(session, place, fresh.id, "archived")
        judged = await add(session, place, 2)
        await submit(session, judged, Card("初试", "王磊", {"沟通能力": None}), actor=ME)
        with pytest.raises(MoveRefusedError, match="先确认结果"):
            await put(session, place, judged.id, "archived", "us.ability")
        await confirm(session, place.vault, judged, outcome="pass", reason="合适", by=BY)
        for to in ("new", "interview", "review"):
            with pytest.raises(MoveRefusedError, match="确认为通过"):
                await put(session, place, judged.id, to)
        failed = await add(session, place, 3)
        await submit(session, failed, Card("初试", "王磊", {"沟通能力": None}), actor=ME)
        await confirm(session, place.vault, failed, outcome="fail", reason="不合适", by=BY)
        with pytest.raises(MoveRefusedError, match="未通过"):
            await put(session, place, failed.id, "interview")
        stages = [found.stage for found in (fresh, judged, failed)]
        assert stages == ["new", "offer", "archived"]


async def test_what_waits_to_be_told_or_to_be_met_is_not_moved(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        held, interview = await add(session, place, 1), await add(session, place, 2)
        await submit(session, held, Card("初试", "王磊", {"沟通能力": None}), actor=ME)
        await confirm(session, place.vault, held, outcome="pass", reason="合适", by=BY)
        held.stage = "review"
        decision = await current(session, held)
        assert decision is not None
        decision.tell_at = clock.now() + timedelta(minutes=10)
        await session.flush()
        for to, reason in (("offer", ""), ("archived", "candidate.other"), ("interview", "")):
            with pytest.raises(MoveRefusedError, match="等待通知"):
                await put(session, place, held.id, to, reason)
        user = await create_user(session, NewUser("m@x.cn", "王磊"), roles=[GivenRole("interviewer")])
        session.add(
            Interview(
                application_id=interview.id,
                round="初试",
                starts_at=clock.now() + timedelta(days=1),
                minutes=30,
                created_by=user.id,
                created_at=clock.now(),
            )
        )
        await session.flush()
        with pytest.raises(MoveRefusedError, match="先取消面试"):
            await put(session, place, interview.id, "archived", "us.pay")
        await put(session, place, interview.id, "review")
        assert (held.stage, interview.stage) == ("review", "review")


async def test_who_is_archived_by_us_hears_of_it_and_may_come_back(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        ours, theirs = await add(session, place, 1), await add(session, place, 2)
        ours.promised_at = clock.now() + timedelta(days=1)
        await put(session, place, ours.id, "archived", "us.head_count")
        await put(session, place, theirs.id, "archived", "candidate.other")
        told = (await session.scalars(select(Message.application_id))).all()
        assert told == [ours.id]
        assert ours.promised_at is None and ours.archive_reason == "us.head_count"
        await put(session, place, ours.id, "interview")
        assert (ours.stage, ours.archive_reason) == ("interview", "")


async def test_own_stages_are_ordered_and_nobody_is_lost_when_one_goes(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        people = [await add(session, place, number) for number in range(3)]
        test = await add_stage(session, await layout(session), type_="interview", name="笔试", actor=ME)
        with pytest.raises(StageNameTakenError):
            await add_stage(session, await layout(session), type_="interview", name="笔试", actor=ME)
        stages = await layout(session)
        assert [stage.label for stage in stages.open][1:3] == ["待面试", "笔试"]
        await put(session, place, people[0].id, "interview")
        found = await standing(session, people[1].id, lock=True)
        await move(session, place.vault, found, Move(test), stages=stages, actor=ME)
        assert people[1].stage_id == test.id

        async def standing_in() -> dict[str, int]:
            seen = await board(session, await layout(session), EVERYBODY)
            return {one.stage.label: len(one.cards) for one in seen.columns if one.cards}

        assert await standing_in() == {"新候选人": 1, "待面试": 1, "笔试": 1}
        await raise_stage(session, stages, test, actor=ME)
        await session.flush()
        session.expire_all()
        assert [stage.label for stage in (await layout(session)).open][1:3] == ["笔试", "待面试"]
        assert await standing_in() == {"新候选人": 1, "待面试": 1, "笔试": 1}
        stages = await layout(session)
        test, usual = stages.open[1], stages.open[2]
        with pytest.raises(StageInUseError, match="1 人"):
            await remove_stage(session, stages, test, into=None, actor=ME)
        with pytest.raises(StageInUseError):
            await remove_stage(session, stages, test, into=stages.firsts["new"], actor=ME)
        assert await remove_stage(session, stages, test, into=usual, actor=ME) == 1
        session.expire_all()
        assert await standing_in() == {"新候选人": 1, "待面试": 2}
        stages = await layout(session)
        with pytest.raises(StageNeededError):
            await remove_stage(session, stages, stages.firsts["interview"], into=None, actor=ME)
        await rename_stage(session, stages.firsts["review"], "终审", actor=ME)
        await rename_stage(session, stages.firsts["interview"], "待面试", actor=ME)
        assert stages.firsts["interview"].name == ""
        assert await session.scalar(select(func.count(Application.id))) == 3


async def test_what_happens_leads_into_the_first_stage_of_a_type(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        found = await add(session, place, 1)
        test = await add_stage(session, await layout(session), type_="interview", name="笔试", actor=ME)
        stages = await layout(session)
        held = await standing(session, found.id, lock=True)
        await move(session, place.vault, held, Move(test), stages=stages, actor=ME)
        await submit(session, found, Card("初试", "王磊", {"沟通能力": None}), actor=ME)
        assert (found.stage, found.stage_id) == ("review", None)


async def test_the_page_asks_no_more_of_the_database_when_thousands_are_open(
    settings: Settings, place: Place
) -> None:
    async with place.database.tenant(place.tenant) as session:
        await create_user(session, NewUser("hr@x.cn", "周敏", password=PASSWORD), roles=[GivenRole("hr")])
        await add(session, place, 0)
    app = build_app(settings)
    assert isinstance(app, Surroundings) and isinstance(app.app, Litestar)
    async with app.app.lifespan():
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        origin = place.tenant.origin
        async with httpx.AsyncClient(transport=transport, base_url=origin, headers={"origin": origin}) as hr:
            entered = await hr.post("/hr/login", data={"login": "hr@x.cn", "password": PASSWORD})
            assert entered.status_code == 303

            async def ask(path: str) -> tuple[str, int]:
                with counted(Engine) as sent:
                    page = await hr.get(path)
                assert page.status_code == 200
                return page.text, len(sent)

            for path in ("/hr/board", "/hr/board?q=候选&source=官网", "/hr/candidates"):
                await ask(path)
            _page, few = await ask("/hr/board")
            await crowd(place, 10_000)
            page, many = await ask("/hr/board")
            assert "进行中 10,001 人" in page and page.count("data-card=") == 6 * FIRST
            assert max(few, many) <= 10, "once a minute the session is noted as seen"
