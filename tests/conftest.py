"""The moment at which the suite and the product live: the hour and the day on which it runs change nothing.

Imported for every unit test: nothing here loads the product, which tests/product.py does.
"""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext

import hypothesis
import pytest
from huiyin.platform import clock

from tests.support import snapshot
from tests.support.clocks import CLOCKS, PLAIN, SYSTEM

# Few tests, minutes each, many on products of their own: begun last, one core would wait for the other. The longest first,
# as far as they were measured (docs/tests.md).
_LONGEST = (
    "functional/test_kills.py",
    "functional/test_bucket_faults.py",
    "browser/test_dead_ends.py",
    "functional/test_clock_jumps.py",
    "functional/test_parts.py",
    "functional/test_benchmarks.py",
    "browser/test_offline_page.py",
    "functional/test_alone.py",
    "functional/test_cells.py",
    "functional/test_full_disk.py",
)

# The same examples in every run, from no memory of earlier ones: what passes here passes everywhere.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--clock", choices=(*CLOCKS, SYSTEM), default=PLAIN, help="the moment at which the suite runs"
    )
    parser.addoption(
        "--keep", action="store_true", help="leave PostgreSQL and the object store running for the next run"
    )
    parser.addoption(
        "--odd", type=int, default=150, help="how many odd requests tests/attack makes of each of four seeds"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Move the clock of this process and of all that it starts, before anything asks for the time."""
    name = config.getoption("clock")
    if hasattr(config, "workerinput"):
        return  # has the variable from the process that started it: one moment for all
    os.environ.pop(clock.OFFSET_VARIABLE, None)
    if config.getoption("keep") and (name == SYSTEM or config.getoption("numprocesses")):
        raise pytest.UsageError(
            "--keep is for one process at a moment of the suite's: neither -n nor --clock system"
        )
    if name != SYSTEM:
        begin = snapshot.moment(name) if config.getoption("keep") else CLOCKS[name]
        ahead = begin - clock.system_now()
        os.environ[clock.OFFSET_VARIABLE] = str(
            int(ahead.total_seconds())
        )  # an object lock ends at a whole second
    clock.offset.cache_clear()


def pytest_report_header(config: pytest.Config) -> str:
    return f"clock: {config.getoption('clock')}, {clock.now().astimezone(clock.BEIJING):%Y-%m-%d %H:%M} in Beijing"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, then those of the most tests; xdist hands them out in this order."""
    number = Counter(item.path for item in items)
    place = {file: at for at, file in enumerate(_LONGEST)}

    def rank(item: pytest.Item) -> tuple[int, int]:
        return place.get("/".join(item.path.parts[-2:]), len(place)), -number[item.path]

    items.sort(key=rank)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: they need not be looked through for garbage."""
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked `any_clock` runs once at each of the moments."""
    if metafunc.definition.get_closest_marker("any_clock"):
        metafunc.parametrize("held_clock", CLOCKS, indirect=True)


@pytest.fixture(autouse=True)
def held_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where a test is marked `any_clock`, our clock stands at one of the moments; those of processes and of the database
    go on at the suite's."""
    name = getattr(request, "param", None)
    with clock.use(CLOCKS[name]) if name else nullcontext():
        yield
