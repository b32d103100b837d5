"""The table of `./dev bench`: a benchmark that fails is a line of it and takes no figure away."""

import json
from pathlib import Path

import pytest

from benchmarks.harness import Bench, Failure, Figure, Size, measure, report

_FIRST, _LAST = Figure("first", 3.0, "ms", "half as much", 1.5), Figure("last", 1.0, "s", "the same", 1.0)


def _broken(_bench: Bench) -> list[Figure]:
    raise ExceptionGroup(
        "several", [RuntimeError("the gateway is away\nand much more about it"), ValueError("later")]
    )


def test_one_that_fails_stops_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks = {"first": lambda _bench: [_FIRST], "broken": _broken, "last": lambda _bench: [_LAST]}
    lines = list(measure(benchmarks, Bench()))
    assert lines == [_FIRST, Failure("broken", "RuntimeError: the gateway is away"), _LAST]
    capsys.readouterr()
    assert report(lines, tmp_path / "bench.json") == 1
    heading, *rows = capsys.readouterr().out.strip().splitlines()
    assert heading.split()[:2] == ["name", "figure"]
    assert [row.split()[:2] for row in rows] == [["first", "3.00"], ["broken", "failed"], ["last", "1.00"]]
    assert "RuntimeError: the gateway is away" in rows[1]
    first, broken, last = json.loads((tmp_path / "bench.json").read_text())
    assert (first["ratio"], last["figure"]) == (2.0, 1.0)
    assert broken == {"name": "broken", "reason": "RuntimeError: the gateway is away"}


def test_without_a_failure_the_answer_is_zero(tmp_path: Path) -> None:
    assert report([_FIRST], tmp_path / "bench.json") == 0


def test_the_amount_follows_the_size() -> None:
    assert (Bench().of(1_000, 3), Bench(Size.TINY).of(1_000, 3)) == (1_000, 3)
