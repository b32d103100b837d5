"""Results turned round, and looked at again by a person."""

import pytest
from huiyin.platform import clock
from huiyin.tenants.hiring.decisions.errors import NoReviewError, ReasonNeededError, TermsOutError
from huiyin.tenants.hiring.decisions.models import Decision
from huiyin.tenants.hiring.decisions.reviews import open_reviews, review_of

from tests.support.results import Stage, Time


async def test_a_reversal_keeps_both_and_stops_at_a_contract(stage: Stage) -> None:
    await stage.prepare(9)
    await stage.confirm("pass")
    with pytest.raises(ReasonNeededError):
        await stage.reverse("fail", reason="")
    await stage.contract("checked")
    await stage.reverse("fail")
    assert await stage.contract_states() == ["withdrawn"]
    found, decision = await stage.look()
    assert (found.stage, decision.outcome, decision.confirmed_outcome) == ("archived", "pass", "fail")
    async with stage.place.database.tenant(stage.place.tenant) as session:
        before = await session.get_one(Decision, decision.reverses_id)
        assert (before.current, before.confirmed_outcome, before.reason) == (False, "pass", "")
    await stage.reverse("pass")
    assert await stage.told() == ["result_pass", "changed_fail", "changed_pass"]
    await stage.contract("sent")
    with pytest.raises(TermsOutError):
        await stage.reverse("fail")


async def test_a_contract_sent_meanwhile_drops_a_held_reversal(stage: Stage, at: Time) -> None:
    await stage.prepare(9, take_back_minutes=10)
    await stage.confirm("pass")
    at.later(10)
    await stage.tell_now()
    await stage.reverse("fail")
    await stage.contract("sent")
    at.later(10)
    await stage.tell_now()
    found, decision = await stage.look()
    assert (found.stage, decision.confirmed_outcome, decision.tell_at) == ("offer", "pass", None)
    assert await stage.told() == ["result_pass"]


async def test_a_candidate_asks_for_a_person(stage: Stage) -> None:
    await stage.prepare(2)
    with pytest.raises(NoReviewError):
        await stage.ask()
    await stage.confirm("fail")
    await stage.ask()
    with pytest.raises(NoReviewError):
        await stage.ask()
    found, _decision = await stage.look()
    async with stage.place.database.tenant(stage.place.tenant) as session:
        [(request, _application)] = await open_reviews(session)
    assert found.promised_at == request.due_at > clock.now()
    await stage.answer("fail")
    found, decision = await stage.look()
    assert (found.promised_at, found.stage, decision.reverses_id) == (None, "archived", None)
    assert await stage.told() == ["result_fail", "review_upheld"]
    with pytest.raises(NoReviewError):
        await stage.answer("fail")


async def test_a_review_can_turn_the_result_round(stage: Stage) -> None:
    await stage.prepare(2)
    await stage.confirm("fail")
    await stage.ask()
    await stage.answer("pass")
    async with stage.place.database.tenant(stage.place.tenant) as session:
        request = await review_of(session, stage.id)
        assert request is not None and request.verdict == "reversed"
        assert await open_reviews(session) == []
    assert await stage.told() == ["result_fail", "changed_pass"]
