"""Every interview ends with a date by which the candidate will hear, and nobody is owed one for nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.road.people import eventually
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.duplicates.service import both, merge, undo
from huiyin.tenants.hiring.interviews import answers as answering
from huiyin.tenants.hiring.interviews import arrangement as arranging
from huiyin.tenants.hiring.interviews.answers import Proposal
from huiyin.tenants.hiring.interviews.arrangement import Plan
from huiyin.tenants.hiring.interviews.attendance import mark_arrived, mark_missed
from huiyin.tenants.hiring.interviews.ending import end
from huiyin.tenants.hiring.interviews.models import Interview
from huiyin.tenants.hiring.interviews.schedule import interview_for_change
from huiyin.tenants.hiring.interviews.service import assign
from huiyin.tenants.hiring.interviews.types import InterviewRequest
from huiyin.tenants.hiring.pipeline.layout import layout
from huiyin.tenants.hiring.pipeline.moves import Move, move, standing
from huiyin.tenants.hiring.promises.models import Promise
from huiyin.tenants.hiring.promises.queries import promises_of
from huiyin.tenants.hiring.promises.watch import watch
from huiyin.tenants.hiring.reports.filters import Wanted
from huiyin.tenants.hiring.reports.people import promises as promise_report
from huiyin.tenants.hiring.scorecards.batch import submit_many
from huiyin.tenants.hiring.scorecards.service import Card
from huiyin.tenants.hiring.surveys.service import NotAskedError, question
from huiyin.tenants.messaging.messages.models import Message
from sqlalchemy import func, select

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place

# A Wednesday in a year to come; what is put off until then, the running product's worker leaves alone.
STARTS = datetime(2037, 9, 9, 15, tzinfo=BEIJING)
ENDS = STARTS + timedelta(minutes=60)
BEFORE = STARTS - timedelta(days=2)
DUE = datetime(2037, 9, 14, 18, tzinfo=BEIJING)  # three working days after: Thursday, Friday, Monday


class Room:
    """One candidate with an interview, and what is done about it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.application = self.interview = self.hr = self.panel = UUID(int=0)

    async def prepare(self) -> "Room":
        async with self.at(BEFORE) as hiring:
            self.hr, self.panel = (await hiring.user("hr")).id, (await hiring.user("interviewer")).id
            self.application = (await hiring.candidate("候选人甲")).id
            self.interview = (await self.arrange(hiring)).id
        return self

    @asynccontextmanager
    async def at(self, moment: datetime) -> AsyncIterator[Hiring]:
        """A request at this moment."""
        with clock.use(moment):
            async with self.place.database.tenant(self.place.tenant) as session:
                yield Hiring(session, self.place)

    async def arrange(self, hiring: Hiring, at: datetime = STARTS, round_name: str = "初试") -> Interview:
        found = await self.mine(hiring)
        wanted = Plan(round_name, at, 60, "3 号楼", "", "", frozenset({self.panel}))
        return await arranging.arrange(hiring.session, self.place.vault, found, wanted, by=self.hr)

    async def mine(self, hiring: Hiring) -> Application:
        found = await hiring.session.get_one(Application, self.application)
        return await hiring.again(found)

    async def ended(self, moment: datetime = ENDS, sequence: int = 0) -> datetime | None:
        """What the job does, twice; by when the candidate will hear."""
        for _time in range(2):
            async with self.at(moment) as hiring:
                await end(hiring.session, {"event": str(self.interview), "sequence": sequence})
        return await self.promised(moment)

    async def promised(self, moment: datetime) -> datetime | None:
        async with self.at(moment) as hiring:
            return (await self.mine(hiring)).promised_at

    async def states(self) -> list[str]:
        """What became of every promise, the first one first."""
        async with self.at(DUE) as hiring:
            return [_state(one) for one in reversed(await promises_of(hiring.session, self.application))]


def _state(promise: Promise) -> str:
    names = ("answered", "broken", "moved", "dropped")
    return next((name for name in names if getattr(promise, f"{name}_at") is not None), "open")


@pytest.fixture
async def room(place: Place) -> Room:
    return await Room(place).prepare()


@pytest.mark.any_clock
async def test_the_date_is_known_when_the_interview_ends_and_no_card_moves_it(room: Room) -> None:
    assert await room.promised(BEFORE) is None
    assert await room.ended(ENDS - timedelta(seconds=1)) is None
    assert await room.ended() == DUE
    async with room.at(ENDS + timedelta(days=1)) as hiring:
        await hiring.card(await room.mine(hiring))
    assert await room.promised(DUE) == DUE
    assert await room.states() == ["open"]


@pytest.mark.parametrize("late", [timedelta(hours=9), timedelta(days=2)])
async def test_a_late_worker_promises_what_it_would_have(room: Room, late: timedelta) -> None:
    assert await room.ended(ENDS + late) == DUE


async def test_a_date_that_is_over_is_promised_to_nobody(room: Room) -> None:
    due = await room.ended(DUE + timedelta(hours=1))
    assert due == datetime(2037, 9, 17, 18, tzinfo=BEIJING)


async def test_what_did_not_take_place_owes_nothing(room: Room) -> None:
    vault = room.place.vault
    async with room.at(BEFORE) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        later = Plan("初试", STARTS + timedelta(days=1), 60, "3 号楼", "", "", frozenset({room.panel}))
        await arranging.change(
            hiring.session, vault, interview, found, later, request=InterviewRequest(ME, 0)
        )
    assert await room.ended(sequence=0) is None  # moved: that end is overtaken
    async with room.at(BEFORE) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        await answering.ask_another_time(
            hiring.session, interview, found, Proposal([], "换一天"), request=InterviewRequest("candidate", 1)
        )
    assert await room.ended(ENDS + timedelta(days=1), 1) is None  # asked for another time, nobody answered
    async with room.at(BEFORE) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        await arranging.call_off(hiring.session, vault, interview, found, "", request=InterviewRequest(ME, 1))
    assert await room.ended(ENDS + timedelta(days=1), 2) is None
    assert await room.states() == []


async def test_who_did_not_come_is_owed_nothing_until_somebody_says_they_did(room: Room) -> None:
    assert await room.ended() == DUE
    later = ENDS + timedelta(minutes=30)
    async with room.at(later) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        await mark_missed(hiring.session, room.place.vault, interview, found, actor=ME)
    assert await room.promised(later) is None and await room.states() == ["dropped"]
    assert await room.ended(later) is None
    async with room.at(later) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        await mark_arrived(hiring.session, interview, found, actor=ME)
    assert await room.promised(later) == DUE and await room.states() == ["dropped", "open"]


@pytest.mark.any_clock
async def test_an_interview_moved_after_its_time_did_not_take_place(room: Room) -> None:
    assert await room.ended() == DUE
    async with room.at(ENDS + timedelta(hours=1)) as hiring:
        interview, found = await interview_for_change(hiring.session, room.interview)
        later = Plan("初试", STARTS + timedelta(days=9), 60, "3 号楼", "", "", frozenset({room.panel}))
        await arranging.change(
            hiring.session, room.place.vault, interview, found, later, request=InterviewRequest(ME, 0)
        )
    assert await room.promised(ENDS) is None and await room.states() == ["dropped"]


async def test_the_invitation_to_the_next_round_is_the_answer(room: Room) -> None:
    assert await room.ended() == DUE
    next_day, round_two = ENDS + timedelta(days=1), STARTS + timedelta(days=9)
    async with room.at(next_day) as hiring:
        await hiring.card(await room.mine(hiring))
        second = await room.arrange(hiring, round_two, "复试")
    assert await room.states() == ["answered"]
    async with room.at(next_day) as hiring:
        found = await room.mine(hiring)
        assert found.promised_at is None
        # Somebody of the first round is late with the card: the candidate knows of the next interview.
        await hiring.card(found, "李雷")
        card = Card("初试", "韩梅", {"专业能力": None})
        await submit_many(hiring.session, [(found, card)], actor=ME)
        assert found.promised_at is None
        with pytest.raises(NotAskedError):  # no result yet: nobody is asked how it was
            await question(hiring.session, found.person_id, found.id)
    async with room.at(next_day + timedelta(hours=1)) as hiring:
        interview, found = await interview_for_change(hiring.session, second.id)
        await arranging.call_off(
            hiring.session, room.place.vault, interview, found, "", request=InterviewRequest(ME, 0)
        )
    # Interviewed, and without a next interview: a date again.
    assert await room.promised(next_day) == datetime(2037, 9, 15, 18, tzinfo=BEIJING)
    assert await room.states() == ["answered", "open"]
    async with room.at(next_day + timedelta(hours=2)) as hiring:
        room.interview = (await room.arrange(hiring, round_two, "复试")).id
    assert await room.ended(round_two + timedelta(hours=1)) == datetime(2037, 9, 23, 18, tzinfo=BEIJING)
    async with room.at(round_two + timedelta(hours=3)) as hiring:
        found = await room.mine(hiring)
        await hiring.card(found, "王磊二")
        await hiring.confirm(found)
        await question(hiring.session, found.person_id, found.id)  # now there is one
    assert await room.states() == ["answered", "answered", "answered"]


async def test_a_card_after_the_answer_owes_nobody_another(room: Room) -> None:
    async with room.at(ENDS) as hiring:
        found = await room.mine(hiring)
        await hiring.card(found)
        await hiring.confirm(found, "fail")
    async with room.at(ENDS + timedelta(days=1)) as hiring:
        found = await room.mine(hiring)
        await hiring.card(found, "李雷")
        await submit_many(hiring.session, [(found, Card("初试", "韩梅", {"专业能力": None}))], actor=ME)
        assert found.promised_at is None and found.stage == "archived"
    assert await room.ended(ENDS + timedelta(days=1)) is None
    assert await room.states() == ["answered"]


async def test_who_gave_up_and_comes_back_is_promised_anew(place: Place) -> None:
    """A promise whose time had not come stood in the way: the card was refused."""
    room = Room(place)
    async with room.at(ENDS) as hiring:
        found = await hiring.candidate("候选人甲")
        room.application = found.id
        await hiring.card(found)
    for to, reason in (("archived", "candidate.other"), ("interview", "")):
        async with room.at(ENDS + timedelta(hours=1)) as hiring:
            stages = await layout(hiring.session)
            now = await standing(hiring.session, room.application, lock=True)
            seen = stages.place_of(now.application).id
            wanted = Move(stages.firsts[to], reason, seen)
            await move(hiring.session, place.vault, now, wanted, stages=stages, actor=ME)
    assert await room.states() == ["dropped"]
    async with room.at(ENDS + timedelta(hours=2)) as hiring:
        found = await room.mine(hiring)
        await hiring.card(found, "李雷")
        assert found.promised_at == DUE
    assert await room.states() == ["dropped", "open"]


@pytest.mark.parametrize("watched", [False, True])
async def test_two_again_are_promised_what_the_one_was(place: Place, *, watched: bool) -> None:
    room = Room(place)
    async with room.at(ENDS) as hiring:
        kept, left = await hiring.candidate("候选人甲"), await hiring.candidate("候选人甲")
        room.application = left.id
        await hiring.card(left)
        two = await both(hiring.session, kept.person_id, left.person_id)
        made = await merge(hiring.session, place.vault, two, actor=ME)
    assert await room.promised(ENDS) is None
    back = DUE - timedelta(hours=5) if watched else ENDS + timedelta(hours=1)
    async with room.at(back) as hiring:
        if watched:
            await watch(hiring.session)
    async with room.at(back) as hiring:
        again = await hiring.session.get_one(type(made), made.id)
        await undo(hiring.session, place.vault, again, actor=ME)
    promised = await room.promised(back)
    if watched:  # nobody waited for it any more: three working days from now
        assert promised is not None and promised > DUE
        assert await room.states() == ["dropped", "open"]
    else:
        assert promised == DUE and await room.states() == ["open"]
    async with room.at(back + timedelta(hours=1)) as hiring:
        await hiring.card(await room.mine(hiring), "李雷")


async def test_who_never_wrote_a_card_answers_for_the_promise_too(room: Room) -> None:
    assert await room.ended() == DUE
    async with room.at(DUE + timedelta(hours=1)) as hiring:
        await watch(hiring.session)
        other = await hiring.user("interviewer", name="韩梅梅")
        found = await room.mine(hiring)
        await assign(hiring.session, found, user_id=other.id, round_name="复试", held_at=None, actor="system")
    async with room.at(DUE + timedelta(hours=1)) as hiring:
        today = (DUE + timedelta(hours=1)).date()
        wanted = Wanted(first=today - timedelta(days=30), last=today, zone=BEIJING, by="interviewer")
        table = await promise_report(hiring.session, wanted)
    assert {row[0]: row[3] for row in table.rows} == {"甲": 1, "韩梅梅": 1}


async def test_two_interviews_ahead_make_one_promise(room: Room) -> None:
    """The first one's end names no date before the second: that is the next date."""
    async with room.at(BEFORE) as hiring:
        second = await room.arrange(hiring, STARTS + timedelta(days=9), "复试")
    assert await room.ended() is None
    room.interview = second.id
    assert await room.ended(ENDS + timedelta(days=9)) == datetime(2037, 9, 23, 18, tzinfo=BEIJING)
    assert await room.states() == ["open"]


async def test_who_was_met_waits_although_the_next_interview_is_off(room: Room) -> None:
    async with room.at(BEFORE) as hiring:
        second = await room.arrange(hiring, STARTS + timedelta(days=9), "复试")
    assert await room.ended() is None
    async with room.at(ENDS + timedelta(hours=1)) as hiring:
        interview, found = await interview_for_change(hiring.session, second.id)
        await answering.decline(
            hiring.session, room.place.vault, interview, found, words="", request=InterviewRequest(ME, 0)
        )
    assert await room.promised(ENDS + timedelta(hours=1)) == DUE


@pytest.mark.usefixtures("product")
@pytest.mark.parametrize("outcome", ["pass", "fail"])
async def test_a_result_calls_off_the_interview_that_was_to_come(room: Room, outcome: str) -> None:
    async with room.at(BEFORE) as hiring:
        found = await room.mine(hiring)
        await hiring.card(found)
        await hiring.confirm(found, outcome)

    async def state() -> str:
        async with room.at(BEFORE) as hiring:
            return (await hiring.session.get_one(Interview, room.interview)).state

    async def off() -> bool | None:
        return True if await state() == "cancelled" else None

    await eventually(off, "a worker to call the interview off")
    async with room.at(BEFORE) as hiring:
        await arranging.call_off_after_result(
            hiring.session, room.place.vault, room.interview
        )  # a job may run twice
        told = select(func.count(Message.id)).where(Message.event == "interview_cancelled")
        assert await hiring.session.scalar(told) == 2  # text and mail, once
    assert await room.promised(BEFORE) is None
