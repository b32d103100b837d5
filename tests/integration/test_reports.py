"""Reports count right, stop at the walls of who looks, ask the database a fixed number of questions, and hide the few."""

import io
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.db.narrowing import narrowed
from huiyin.platform.ids import new_id
from huiyin.tenants.access.roles.rights import NOTHING
from huiyin.tenants.access.scope.service import walls
from huiyin.tenants.access.users.queries import rights_of
from huiyin.tenants.hiring.interviews.service import assign
from huiyin.tenants.hiring.promises.watch import watch
from huiyin.tenants.hiring.reports.catalogue import REPORTS, export
from huiyin.tenants.hiring.reports.feature import ReportPermission
from huiyin.tenants.hiring.reports.filters import Wanted
from huiyin.tenants.hiring.reports.table import Table
from huiyin.tenants.hiring.scorecards.service import Card, submit
from huiyin.tenants.hiring.surveys.models import Survey
from huiyin.tenants.messaging.messages.models import Message
from huiyin.tenants.people.departments.models import Department
from huiyin.tenants.people.departments.service import add
from openpyxl import load_workbook
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import ME, Hiring
from tests.support.tenants import Place, fresh_tenant

DAY = datetime(2037, 11, 2, 10, tzinfo=BEIJING)  # a Monday in a year to come
ODD = "=1+1 产研/算法<b>&"


@pytest.fixture(scope="module")
async def firm(settings) -> AsyncIterator[Place]:  # type: ignore[no-untyped-def]
    """A week's hiring: three people in research, one in sales; two hear in time, one late, one waits."""
    async with fresh_tenant(settings) as place:
        with clock.use(DAY):
            async with place.database.tenant(place.tenant) as session:
                await _monday(Hiring(session, place))
        with clock.use(DAY + timedelta(days=1, hours=2)):
            async with place.database.tenant(place.tenant) as session:
                await _tuesday(Hiring(session, place))
        with clock.use(DAY + timedelta(days=10)):
            async with place.database.tenant(place.tenant) as session:
                await watch(session)
        yield place


FOUND: dict[str, object] = {}


async def _monday(hiring: Hiring) -> None:
    session = hiring.session
    research = await add(session, name="研发部", parent=None, actor=ME)
    await add(session, name="销售部", parent=None, actor=ME)
    FOUND["hr"] = (await hiring.user("hr", research.id)).id
    wang = await hiring.user("interviewer", name="王磊")
    FOUND["a"] = a = await hiring.candidate("甲", source="内推")
    FOUND["b"] = b = await hiring.candidate("乙", source="内推")
    await hiring.candidate("丙", source=ODD, post=ODD)
    FOUND["d"] = d = await hiring.candidate("丁", post="销售", department="销售部", source="招聘网站")
    await assign(session, a, user_id=wang.id, round_name="复试", held_at=None, actor=ME)
    for found, who, score in ((a, "李雷", 8), (a, "韩梅", 6), (b, "李雷", 3), (d, "李雷", 9)):
        await hiring.card(found, who, score)


async def _tuesday(hiring: Hiring) -> None:
    for name, outcome in (("a", "pass"), ("b", "fail")):
        await hiring.confirm(await hiring.again(FOUND[name]), outcome)  # type: ignore[arg-type]
    rows = (await hiring.session.scalars(select(Message).where(Message.channel == "sms"))).all()
    rows[0].submitted_at = rows[0].queued_at + timedelta(minutes=1)
    rows[0].delivered_at, rows[0].state = rows[0].queued_at + timedelta(minutes=3), "delivered"
    rows[1].failed_at, rows[1].state = rows[1].queued_at, "failed"
    for mail in await hiring.session.scalars(select(Message).where(Message.channel == "email")):
        # A worker of another test that ran here before finds nothing to send.
        mail.submitted_at, mail.state = mail.queued_at, "submitted"


WEEK = Wanted(date(2037, 11, 1), date(2037, 11, 30), BEIJING)


def by(group: str, department: str = "") -> Wanted:
    return Wanted(WEEK.first, WEEK.last, BEIJING, department=department, by=group)


async def table(session: AsyncSession, key: str, wanted: Wanted = WEEK) -> Table:
    return await REPORTS[key].build(session, wanted)


async def test_the_figures(firm: Place) -> None:
    async with firm.database.tenant(firm.tenant) as session:
        funnel = await table(session, "funnel")
        assert [row[1] for row in funnel.rows] == [4, 3, 3, 1, 0, 0]
        assert funnel.rows[3][2:] == (1 / 3, 1 / 4)
        posts = await table(session, "funnel", by("post"))
        assert [row[:5] for row in posts.rows] == [
            ("工程师", 2, 2, 2, 1),
            (ODD, 1, 0, 0, 0),
            ("销售", 1, 1, 1, 0),
        ]
        assert posts.total == ("合计", 4, 3, 3, 1, 0, 0, 0.0)
        assert [row[0] for row in (await table(session, "funnel", by("week"))).rows] == ["2037-11-02"]

        stages = {row[0]: row[1:] for row in (await table(session, "stages")).rows}
        assert stages["评审中"] == (2, 26 / 24, 26 / 24, 1)
        assert stages["待签约"][3] == 1

        sources = {row[0]: row[1:] for row in (await table(session, "sources")).rows}
        assert sources["内推"] == (2, 2, 1, 0, 0.5, 26 / 24)
        assert sources[ODD] == (1, 0, 0, 0, 0.0, None)

        promises = await table(session, "promises")
        assert promises.total == ("合计", 3, 2, 1, 0, 0, 2 / 3)
        people = {row[0]: row[1:] for row in (await table(session, "promises", by("interviewer"))).rows}
        # 王磊 still owes his card: what was promised is his to keep too.
        kept = (1, 1, 0, 0, 0, 1.0)
        assert people == {"李雷": (3, 2, 1, 0, 0, 2 / 3), "韩梅": kept, "王磊": kept}
        departments = {row[0]: row[-1] for row in (await table(session, "promises", by("department"))).rows}
        assert departments == {"研发部": 1.0, "销售部": 0.0}

        notices = {row[0]: row[1:] for row in (await table(session, "notices")).rows}
        assert notices["短信"][:2] == (2, 1) and notices["短信"][6:8] == (1.0, 3.0)

        before = Wanted(date(2037, 10, 1), date(2037, 11, 1), BEIJING)
        for key in REPORTS:
            empty = await table(session, key, before)
            assert not empty.rows or key == "stages", key


async def test_one_interviewer_beside_the_others(firm: Place) -> None:
    async with firm.database.tenant(firm.tenant) as session:
        few = {row[0]: row[1:] for row in (await table(session, "interviewers")).rows}
        assert few == {"李雷": (3, None, None, None), "韩梅": (1, None, None, None)}
        hiring = Hiring(session, firm, made=50)
        asked = await hiring.user("interviewer", name="赵敏")
        with clock.use(DAY + timedelta(days=20)):
            candidates = [await hiring.candidate() for _number in range(5)]
            for found in candidates:
                await assign(session, found, user_id=asked.id, round_name="初试", held_at=None, actor=ME)
                await hiring.card(found, "钱多", 7)
        with clock.use(DAY + timedelta(days=20, hours=6)):
            for found in candidates:
                scores = {"专业能力": Decimal(10), "沟通": Decimal(8), "潜力": None}
                await submit(session, found, Card("初试", "赵敏", scores, user_id=asked.id), actor=ME)
        await session.flush()
        rows = {row[0]: row[1:] for row in (await table(session, "interviewers")).rows}
        assert rows["赵敏"] == (5, 6.0, 9.0, 2.0)
        assert rows["钱多"] == (5, None, 7.0, -2.0)
        await session.rollback()


async def test_hr_of_a_department_sees_its_numbers_only(firm: Place) -> None:
    async with firm.database.tenant(firm.tenant) as session:
        whole = {key: await table(session, key) for key in REPORTS}
        scope = (await rights_of(session, FOUND["hr"])).scope(ReportPermission.READ)  # type: ignore[arg-type]
        with narrowed(session, walls(scope)):
            funnel = await table(session, "funnel", by("department"))
            assert [row[0] for row in funnel.rows] == ["研发部"]
            assert (await table(session, "promises")).total == ("合计", 2, 2, 0, 0, 0, 1.0)
            assert [row[0] for row in (await table(session, "sources")).rows] == ["内推", ODD]
            stages = {row[0]: row[1:] for row in (await table(session, "stages")).rows}
            assert "评审中" in stages and stages["评审中"][3] == 0
            cards = {row[0]: row[1] for row in (await table(session, "interviewers")).rows}
            assert cards["李雷"] == 2
            people = {row[0]: row[1] for row in (await table(session, "promises", by("interviewer"))).rows}
            assert people["李雷"] == 2
            told = await table(session, "survey")
            assert told.total is not None and told.total[1] == 2
            sheet = await export(session, REPORTS["sources"], WEEK, actor=ME)
            assert "招聘网站".encode() not in sheet
            sales = await session.scalar(select(Department.path).where(Department.name == "销售部"))
            for key in REPORTS:  # what is chosen by hand does not reach over the wall
                assert not (await table(session, key, by("", sales or "x"))).rows, key
        with narrowed(session, walls(NOTHING)):
            for key in REPORTS:
                assert not (await table(session, key)).rows, key
        assert {key: whole[key].rows for key in REPORTS} == {
            key: (await table(session, key)).rows for key in REPORTS
        }


async def test_each_report_asks_once(firm: Place) -> None:
    """Whatever there is to count; what people wrote, where it is shown, is asked for with a second question."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        sent.append(statement)

    async with firm.database.tenant(firm.tenant) as session:
        connection = (await session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", note)
        for report in REPORTS.values():
            for group in report.groups or ("",):
                sent.clear()
                await report.build(session, by(group))
                assert len(sent) == 1, (report.key, group, sent)


async def test_few_answers_are_not_shown(firm: Place) -> None:
    async with firm.database.tenant(firm.tenant) as session:
        hiring = Hiring(session, firm, made=80)
        people = []
        with clock.use(DAY + timedelta(days=25)):
            for number in range(5):
                found = await hiring.candidate(f"问{number}")
                await hiring.card(found)
                await hiring.confirm(await hiring.again(found))
                people.append(found)
            for number, found in enumerate(people):
                if number == 4:
                    few = await table(session, "survey")
                    assert few.total is not None and few.total[2:] == (4, 4 / 7, None, None)
                    assert few.remarks == []
                note = f"留言{number}" if number % 2 else ""
                session.add(
                    Survey(
                        id=new_id(),
                        application_id=found.id,
                        score=number + 1,
                        note=note,
                        answered_at=clock.now(),
                    )
                )
                await session.flush()
            enough = await table(session, "survey")
            assert enough.total == ("合计", 7, 5, 5 / 7, 3.0, 0.4)
            assert sorted(enough.remarks) == ["留言1", "留言3"]
            assert enough.rows[0][4] is None  # a week in which nobody answered
        await session.rollback()


async def test_a_sheet_has_numbers_and_no_formula(firm: Place) -> None:
    async with firm.database.tenant(firm.tenant) as session:
        data = await export(session, REPORTS["sources"], WEEK, actor=ME)
        page = load_workbook(io.BytesIO(data)).worksheets[0]
        cells = {row[0].value: row for row in page.iter_rows(min_row=2)}
        assert cells[ODD][0].data_type == "s" and cells[ODD][0].quotePrefix
        assert cells["内推"][1].value == 2 and cells["内推"][5].value == 0.5
        assert cells["内推"][6].value == 1.1
