"""`./dev check` warns where next year's days off are missing, and does not fail."""

from datetime import datetime

import pytest
from huiyin.platform import clock
from huiyin.platform.clock import BEIJING
from huiyin.platform.workdays import LAST_PUBLISHED

from tools.dev import ROOT
from tools.plans import main

NEXT = LAST_PUBLISHED + 1


@pytest.mark.parametrize(
    ("moment", "missing"),
    [
        (datetime(LAST_PUBLISHED, 11, 30, 23, 59, 59, tzinfo=BEIJING), ""),
        (datetime(LAST_PUBLISHED, 12, 1, tzinfo=BEIJING), f"warning: the days off of {NEXT} are not known"),
        (datetime(NEXT, 3, 1, tzinfo=BEIJING), f"warning: the days off of {NEXT} are not known"),
        (datetime(LAST_PUBLISHED, 6, 1, tzinfo=BEIJING), ""),
    ],
)
def test_it_warns_from_the_first_of_december(
    capsys: pytest.CaptureFixture[str], moment: datetime, missing: str
) -> None:
    with clock.use(moment):
        assert main() == 0
    said = capsys.readouterr().out
    assert missing in said and bool(said) is bool(missing)


def test_the_check_asks() -> None:
    assert '"-m", "tools.plans"' in (ROOT / "tools/dev.py").read_text("utf-8")
