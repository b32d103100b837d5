"""Processes that read strangers' files: limited, ended, alone, in turn, and back after each death."""

import asyncio
import errno
import multiprocessing.forkserver
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from huiyin.platform.files import (
    FilePool,
    FilesBusyError,
    Limits,
    ReadingTooCostlyError,
    ReadingTooLongError,
    UnreadableError,
)
from huiyin.platform.i18n import current_locale
from huiyin.platform.verify.check import verify_bundle

from tests.support.bombs import BUNDLES
from tests.unit.platform import works

ROOT = Path(__file__).resolve().parents[3]
MOST = Limits(seconds=60)


@pytest.fixture(scope="module")
def pool() -> Iterator[FilePool]:
    FilePool.preload("huiyin.platform.verify.check", "tests.unit.platform.works")
    made = FilePool(2)
    yield made
    made.close()


@pytest.fixture
def pipes(tmp_path: Path) -> list[str]:
    """Named pipes: opening one waits for the other end, so that nobody has to guess how long something takes."""
    made = [str(tmp_path / f"pipe{number}") for number in range(8)]
    for one in made:
        os.mkfifo(one)
    return made


def _gone(process: int) -> bool:
    """Whether a process ends within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        os.sched_yield()
    return False


async def test_a_deadline_really_ends_the_process_and_the_next_file_is_read(
    pool: FilePool, tmp_path: Path
) -> None:
    said = tmp_path / "process"
    began = time.monotonic()
    with pytest.raises(ReadingTooLongError):
        await pool.of("a").run(Limits(seconds=5), works.never_end, str(said))
    assert time.monotonic() - began < 30
    assert _gone(int(said.read_text()))
    assert await pool.of("a").run(MOST, works.word) == "请填写这一项。"


async def test_memory_is_limited_whoever_asks_for_it(pool: FilePool) -> None:
    with pytest.raises(ReadingTooCostlyError):
        await pool.of("a").run(MOST, works.take, MOST.memory)
    tight = Limits(60, 200_000_000)
    assert await pool.of("a").run(MOST, works.take, 200_000_000) == 200_000_000
    assert await pool.of("a").run(tight, works.take_and_hide, 200_000_000) == "MemoryError"
    assert await pool.of("a").run(tight, works.take, 1_000_000) == 1_000_000


async def test_an_answer_too_large_is_not_taken(pool: FilePool) -> None:
    with pytest.raises(ReadingTooCostlyError):
        await pool.of("a").run(MOST, works.large, 160_000_000)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
async def test_a_death_is_an_answer_and_harms_nobody(pool: FilePool, pipes: list[str], number: int) -> None:
    beside = asyncio.create_task(pool.of("b").run(MOST, works.tell_and_wait, pipes[0]))
    with await asyncio.to_thread(open, pipes[0], "w") as words:
        with pytest.raises(UnreadableError):
            await pool.of("a").run(MOST, works.die, number)
        words.write("here still")
    assert await beside == "here still"


async def test_the_server_that_makes_them_may_die_too(pool: FilePool) -> None:
    await pool.of("a").run(MOST, works.word)
    server = multiprocessing.forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    killed = psutil.Process(server)
    killed.kill()
    until = time.monotonic() + 10
    while killed.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        os.sched_yield()
    assert await pool.of("a").run(MOST, works.word)


async def test_each_file_has_a_process_of_its_own(pool: FilePool) -> None:
    seen = [await pool.of("a").run(MOST, works.process) for _file in range(3)]
    assert len(set(seen)) == 3 and os.getpid() not in seen
    assert all(map(_gone, seen))


async def test_words_are_the_readers_and_a_refusal_stays_what_it_is(pool: FilePool) -> None:
    token = current_locale.set("en")
    try:
        assert await pool.of("a").run(MOST, works.word) == "Please fill this in."
        with pytest.raises(works.NotTakenError, match="fill"):
            await pool.of("a").run(MOST, works.refuse)
    finally:
        current_locale.reset(token)


async def test_what_nobody_foresaw_is_logged_without_what_the_file_says(
    pool: FilePool, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableError):
        await pool.of("a").run(MOST, works.fail, "13800000001")
    said = "".join(capsys.readouterr())
    assert "KeyError" in said and "13800000001" not in said


async def test_one_owner_waits_for_oneself_and_nobody_else_does(pool: FilePool, pipes: list[str]) -> None:
    files = [asyncio.create_task(pool.of("a").run(MOST, works.tell_and_wait, pipe)) for pipe in pipes[:5]]
    words = await asyncio.to_thread(open, pipes[0], "w")
    with pytest.raises(FilesBusyError):  # four wait already
        await pool.of("a").run(MOST, works.word)
    assert await pool.of("b").run(MOST, works.word)
    with pytest.raises(OSError) as nobody:
        os.open(pipes[1], os.O_WRONLY | os.O_NONBLOCK)
    assert nobody.value.errno == errno.ENXIO  # the second is not being read
    words.close()
    for pipe in pipes[1:5]:
        (await asyncio.to_thread(open, pipe, "w")).close()
    assert await asyncio.gather(*files) == [""] * 5
    assert pool._turns == {}


async def test_patience_ends(pipes: list[str]) -> None:
    short = FilePool(1, patience=0.2)
    first = asyncio.create_task(short.of("a").run(MOST, works.tell_and_wait, pipes[0]))
    words = await asyncio.to_thread(open, pipes[0], "w")
    for owner in ("a", "b"):
        with pytest.raises(FilesBusyError):
            await short.of(owner).run(MOST, works.word)
    words.close()
    await first
    assert await short.of("b").run(MOST, works.word)
    short.close()


async def test_closing_ends_what_is_read(pipes: list[str]) -> None:
    closed = FilePool(1)
    reading = asyncio.create_task(closed.of("a").run(MOST, works.never_end, pipes[0]))
    said = await asyncio.to_thread(Path(pipes[0]).read_text)
    await asyncio.to_thread(closed.close)
    with pytest.raises(UnreadableError):
        await reading
    assert _gone(int(said))


def test_nothing_outlives_who_asked(pipes: list[str]) -> None:
    program = (
        "import asyncio, sys; from huiyin.platform.files import FilePool, Limits; from tests.unit.platform import works\n"
        "asyncio.run(FilePool().of('a').run(Limits(600), works.tell_and_wait, sys.argv[1]))"
    )
    asking = subprocess.Popen([sys.executable, "-c", program, pipes[0]], cwd=ROOT)
    words = os.open(pipes[0], os.O_WRONLY)  # open at its other end: the process reads
    asking.kill()
    asking.wait()
    until = time.monotonic() + 10
    with pytest.raises(BrokenPipeError):  # nobody reads any more
        while time.monotonic() < until:
            os.write(words, b"x")
    os.close(words)


@pytest.mark.parametrize("name", BUNDLES)
async def test_bundles_that_explode_are_told_as_unreadable(pool: FilePool, name: str) -> None:
    began = time.monotonic()
    report = await pool.of("a").run(Limits(20), verify_bundle, BUNDLES[name].make())
    assert not report.ok
    assert report.problems
    assert time.monotonic() - began < 25
