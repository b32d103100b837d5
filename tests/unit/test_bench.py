"""The table of `./dev bench`: a benchmark that fails is a line of it and takes no figure away, and it outlives who is stopped."""

import json
from pathlib import Path

import pytest

from benchmarks.harness import Bench, Failure, Figure, Size, measure
from benchmarks.table import Table

_FIRST, _LAST = Figure("first", 3.0, "ms", "half as much", 1.5), Figure("last", 1.0, "s", "the same", 1.0)
_AWAY = Failure("broken", "RuntimeError: the gateway is away")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bench.json"


def _broken(_bench: Bench) -> list[Figure]:
    raise ExceptionGroup(
        "several", [RuntimeError("the gateway is away\nand much more about it"), ValueError("later")]
    )


def test_one_that_fails_stops_no_other(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks = {"first": lambda _bench: [_FIRST], "broken": _broken, "last": lambda _bench: [_LAST]}
    found = dict(measure(benchmarks, Bench()))
    assert found == {"first": [_FIRST], "broken": [_AWAY], "last": [_LAST]}
    capsys.readouterr()
    table = Table("abc", file)
    for name, lines in found.items():
        table.put(name, lines)
    assert table.print() == 1
    heading, *rows = capsys.readouterr().out.strip().splitlines()
    assert heading.split()[:2] == ["name", "figure"]
    assert [row.split()[:2] for row in rows] == [["first", "3.00"], ["broken", "failed"], ["last", "1.00"]]
    assert "RuntimeError: the gateway is away" in rows[1]
    kept = json.loads(file.read_text())["benchmarks"]
    assert (kept["first"][0]["ratio"], kept["last"][0]["figure"]) == (2.0, 1.0)
    assert kept["broken"] == [{"name": "broken", "reason": "RuntimeError: the gateway is away"}]


def test_without_a_failure_the_answer_is_zero(file: Path) -> None:
    table = Table("abc", file)
    table.put("first", [_FIRST])
    assert table.print() == 0


def test_what_was_measured_of_the_same_commit_is_taken_up_but_what_failed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = Table("abc", file)
    table.put("first", [_FIRST])
    table.put("broken", [_AWAY])
    again = Table("abc", file)
    again.take_up()
    assert "first" in again and "broken" not in again
    again.put("last", [_LAST])
    assert again.print() == 0
    printed = capsys.readouterr().out
    assert "first" in printed and "last" in printed


@pytest.mark.parametrize(("before", "now"), [("abc", "abd"), ("", "")])
def test_nothing_is_taken_up_of_another_commit_or_a_changed_tree(file: Path, before: str, now: str) -> None:
    Table(before, file).put("first", [_FIRST])
    other = Table(now, file)
    other.take_up()
    assert "first" not in other


def test_the_amount_follows_the_size() -> None:
    assert (Bench().of(1_000, 3), Bench(Size.TINY).of(1_000, 3)) == (1_000, 3)


def test_whoever_is_stopped_while_writing_begins_anew(file: Path) -> None:
    Table("abc", file).put("first", [_FIRST])
    assert list(file.parent.iterdir()) == [file], "written beside it, and put in its place whole"
    file.write_text(file.read_text()[:40])
    again = Table("abc", file)
    again.take_up()
    assert "first" not in again
