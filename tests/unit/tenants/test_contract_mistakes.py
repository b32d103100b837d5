"""One contract of each kind of mistake, and as many right ones; `./dev bench contract_mistakes` makes a thousand of each."""

import pytest

from tests.support.contract_mistakes import MISTAKES, right, wrong


@pytest.mark.parametrize("seed", range(len(MISTAKES)), ids=list(MISTAKES))
def test_a_mistake_is_found_beside_its_field(seed: int) -> None:
    case = wrong(seed)
    found = [one for one in case.stops() if one.field == case.field]
    assert found, (case.name, [(one.field, str(one.message)) for one in case.findings()])
    assert all(one.article and one.remedy for one in found)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_right_is_not_stopped(seed: int) -> None:
    case = right(seed)
    assert [(one.field, str(one.message)) for one in case.stops()] == []


def test_there_are_kinds_enough() -> None:
    assert len(MISTAKES) >= 40
