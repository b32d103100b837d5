"""Results that the rule confirms by itself, and the assessment of it that the law asks for."""

import pytest
from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.tenants.access.users.service import NewUser, create_user
from huiyin.tenants.hiring.decisions.assessments import years_after
from huiyin.tenants.hiring.decisions.errors import AssessmentMissingError
from huiyin.tenants.hiring.decisions.models import ImpactAssessment
from huiyin.tenants.hiring.decisions.policy import change_policy
from huiyin.tenants.hiring.interviews.models import InterviewAssignment
from sqlalchemy import delete, select, text
from sqlalchemy.exc import ProgrammingError

from tests.support.results import ANNA, DEFAULTS, Stage


async def test_the_rule_confirms_only_after_an_assessment_and_when_no_card_is_owed(stage: Stage) -> None:
    async with stage.place.database.tenant(stage.place.tenant) as session:
        with pytest.raises(AssessmentMissingError):
            await change_policy(session, ANNA, **DEFAULTS | {"by_rule": ["fail"]})  # type: ignore[arg-type]
    await stage.prepare(9, by_rule=["fail"])
    _found, decision = await stage.look()
    await stage.by_rule(decision.id)
    assert await stage.told() == []  # what passes is left to people here
    async with stage.place.database.tenant(stage.place.tenant) as session:
        user = await create_user(
            session, NewUser("i@example.com", "乙", seat=False), roles=[], actor="user:x"
        )
        session.add(
            InterviewAssignment(
                id=new_id(), application_id=stage.id, round="复试", user_id=user.id, created_at=clock.now()
            )
        )
    await stage.card("乙", 1)
    _found, decision = await stage.look()
    assert decision.outcome == "fail"
    await stage.by_rule(decision.id)
    assert await stage.told() == []  # a card is still owed
    async with stage.place.database.tenant(stage.place.tenant) as session:
        await session.execute(delete(InterviewAssignment))
    await stage.by_rule(decision.id)
    await stage.by_rule(decision.id)
    _found, decision = await stage.look()
    assert (decision.by_rule, decision.confirmed_outcome) == (True, "fail")
    assert await stage.told() == ["result_fail"]
    assert "decision.confirmed_by_rule" in await stage.kinds()


async def test_an_assessment_can_neither_be_changed_nor_deleted(stage: Stage) -> None:
    await stage.prepare(9, by_rule=["pass"])
    for statement in ("delete from impact_assessments", "update impact_assessments set impact = ''"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with stage.place.database.tenant(stage.place.tenant) as session:
                await session.execute(text(statement))
    async with stage.place.database.tenant(stage.place.tenant) as session:
        kept = (await session.scalars(select(ImpactAssessment))).one()
    assert kept.keep_until == years_after(clock.today_in_china(), 3)
