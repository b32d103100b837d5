"""The whole road where there is no network but loopback: nobody else is asked for anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from huiyin.platform import clock

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook

_PROJECT = Path(__file__).parents[2]
_ORDINARY = 1000


def _way_in(user: str) -> list[str]:
    """The words before a command that is to run alone, as root or as an ordinary user; skips where that cannot be."""
    if user == "root":
        if os.geteuid() != 0:
            pytest.skip("the tests do not run as root")
        way, ids = ["unshare", "-n"], ("0", "0")
    else:  # root, too, can be an ordinary user in a world of its own
        way, ids = ["unshare", "-rn"], (str(os.getuid() or _ORDINARY), str(os.getgid() or _ORDINARY))
    whole = [*way, sys.executable, "-m", "tests.support.alone", *ids]
    try:
        tried = subprocess.run(
            [*whole, sys.executable, "-c", ""], cwd=_PROJECT, capture_output=True, text=True
        )
    except FileNotFoundError as missing:
        pytest.skip(f"no {missing.filename} on this machine")
    if tried.returncode:
        pytest.skip(f"this machine lets no {user} user be alone: {tried.stderr.strip()[-200:]}")
    return whole


@pytest.mark.parametrize("user", ["root", "ordinary"])
def test_the_road_needs_nothing_but_loopback(user: str, tmp_path: Path) -> None:
    alone = _way_in(user)
    phones = ("13800090001", "13800090002", "13800090003")
    names = ("韩七", "杨八", "朱九")
    points = ((9, 9), (8, 9), (2, 3))
    rows = [
        person(name, phone, email=f"{phone}@example.com") for name, phone in zip(names, phones, strict=True)
    ]
    cards = [score(name, phone, *had) for name, phone, had in zip(names, phones, points, strict=True)]
    sheet = tmp_path / "small.xlsx"
    sheet.write_bytes(workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]}))
    out = tmp_path / "out"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUIYIN_")}
    environment |= clock.env()
    walked = subprocess.run(
        [*alone, sys.executable, "-m", "huiyin", "road", str(sheet), "--out", str(out)],
        cwd=_PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert walked.returncode == 0, walked.stdout[-2000:] + walked.stderr[-2000:]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    wanted = {
        "imported": True, "rows": 3, "people": 3, "faulty": 0, "passed": 2, "failed": 1, "review": 0,
        "contracts_completed": 1, "signatures_valid": 2, "chain_valid": True,
    }  # fmt: skip
    assert {key: summary[key] for key in wanted} == wanted
    assert summary["messages_delivered"] == summary["messages_sent"] >= 2 * len(names)
