"""What ends is started again, with a pause, and given up when it ends again and again."""

import pytest
from huiyin.platform.embedded.supervisor import MOST, Part, PartLostError, Supervisor


class Fragile:
    """A part that ends whenever it is told, or never starts."""

    def __init__(self, name: str, log: list[str], *, starts: bool = True) -> None:
        self.part = Part(name, lambda: self.up, self._start)
        self.up, self._log, self._starts = True, log, starts

    def _start(self) -> None:
        self._log.append(self.part.name)
        if not self._starts:
            raise RuntimeError("no room")
        self.up = True


class Watch:
    """Two parts, the clock of the test, and what was started and said."""

    def __init__(self, *, starts: bool = True) -> None:
        self.now, self.started, self.said = 100.0, list[str](), list[str]()
        self.database = Fragile("database", self.started, starts=starts)
        self.web = Fragile("web server", self.started)
        self.supervisor = Supervisor(
            [self.database.part, self.web.part], self.said.append, seconds=lambda: self.now
        )

    def look(self, *, after: float) -> None:
        self.now += after
        self.supervisor.look()


def test_what_runs_is_left_alone() -> None:
    watch = Watch()
    watch.look(after=1)
    assert (watch.started, watch.said) == ([], [])


def test_what_has_ended_is_started_again_and_said_first_what_others_need() -> None:
    watch = Watch()
    watch.web.up = watch.database.up = False
    watch.look(after=1)
    assert watch.started == ["database", "web server"]
    assert watch.said == [
        "the database has ended, starting it again",
        "the web server has ended, starting it again",
    ]


def test_there_is_a_pause_before_the_next_time() -> None:
    watch = Watch()
    for after, starts in ((0, 1), (0.3, 1), (0.3, 1), (0.5, 2)):
        watch.web.up = False
        watch.look(after=after)
        assert len(watch.started) == starts


def test_what_ends_again_and_again_is_given_up() -> None:
    watch = Watch()
    for _time in range(MOST):
        watch.web.up = False
        watch.look(after=5)
    watch.web.up = False
    with pytest.raises(PartLostError, match="web server"):
        watch.look(after=5)
    assert len(watch.started) == MOST


def test_what_ends_now_and_then_is_started_for_ever() -> None:
    watch = Watch()
    for _time in range(100):
        watch.web.up = False
        watch.look(after=20)
    assert len(watch.started) == 100


def test_what_does_not_start_is_tried_again_holds_up_no_other_and_is_given_up() -> None:
    watch = Watch(starts=False)
    watch.database.up = watch.web.up = False
    watch.look(after=1)
    assert watch.web.up
    assert "the database does not start: no room" in watch.said
    for _time in range(MOST - 1):
        watch.look(after=1)
    with pytest.raises(PartLostError, match="database"):
        watch.look(after=1)
