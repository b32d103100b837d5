"""What a benchmark is given and what it answers with."""

import statistics
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import TypeVar

from huiyin.up import Product

from . import serving
from .cell import Cell

_Amount = TypeVar("_Amount")


class Size(Enum):
    """FULL: as much as the figures need to mean something. TINY: as little as shows that it runs."""

    FULL = "full"
    TINY = "tiny"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `ratio` is figure / reference."""

    name: str
    figure: float
    unit: str
    reference: str
    reference_figure: float

    @property
    def ratio(self) -> float:
        return self.figure / self.reference_figure


@dataclass(frozen=True, slots=True)
class Failure:
    """The line of a benchmark that gave no figures, with the reason."""

    name: str
    reason: str


class Bench:
    """What a benchmark is given: how much to do, what else to measure, and the product to do it on.

    `product`: one that runs already, for all benchmarks; without it each starts one of its own, so that none measures
    what another left behind. `against`: "django-tenants" or "".
    """

    def __init__(self, size: Size = Size.FULL, *, against: str = "", product: Product | None = None) -> None:
        self.size, self.against = size, against
        self._given = product
        self._cell: Cell | None = None
        self._open = ExitStack()

    def __enter__(self) -> "Bench":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def of(self, full: _Amount, tiny: _Amount) -> _Amount:
        """The amount of this size."""
        return full if self.size is Size.FULL else tiny

    @contextmanager
    def product(self) -> Iterator[Product]:
        """The product to measure."""
        if self._given is not None:
            yield self._given
        else:
            with serving.product() as own:
                yield own

    def cell(self) -> Cell:
        """A product with many tenants, made once for all benchmarks that want one."""
        if self._cell is None:
            product = self._open.enter_context(self.product())
            self._cell = Cell.build(product, tenants=self.of(1_000, 3), cold=self.of(50, 1))
        return self._cell


Benchmark = Callable[[Bench], list[Figure]]


def measure(
    benchmarks: dict[str, Benchmark], bench: Bench
) -> Iterator[tuple[str, Sequence[Figure | Failure]]]:
    """Run one after the other; one that fails has that for its only line, and stops no other."""
    for name, benchmark in benchmarks.items():
        print(f"{name} …", flush=True)
        try:
            yield name, benchmark(bench)
        except Exception as problem:
            traceback.print_exc()
            yield name, [Failure(name, _reason(problem))]


def _reason(problem: BaseException) -> str:
    """The first line of what was said; of several at once, of the first."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return f"{type(problem).__name__}: {str(problem).strip().partition(chr(10))[0]}"


def median_ms(work: Callable[[], object], times: int, *, warm: bool = True) -> float:
    """The median of several runs in milliseconds; `warm`: after one that does not count."""
    return _median(work, times, warm, time.perf_counter)


def median_cpu_ms(work: Callable[[], object], times: int, *, warm: bool = True) -> float:
    """The same of the time that this process kept a core busy: nobody else on the machine makes it longer."""
    return _median(work, times, warm, time.process_time)


def _median(work: Callable[[], object], times: int, warm: bool, now: Callable[[], float]) -> float:
    if warm:
        work()
    spent = []
    for _run in range(times):
        began = now()
        work()
        spent.append((now() - began) * 1000)
    return statistics.median(spent)


def part(waited: Sequence[float], share: float) -> float:
    """What that share of the measurements stays below: 0.99 is p99."""
    return sorted(waited)[min(len(waited) - 1, int(share * len(waited)))]


def spread(waited: Sequence[float]) -> str:
    """Half, nearly all and all of them, in words."""
    return f"p50 {part(waited, 0.5):.0f} ms, p99 {part(waited, 0.99):.0f} ms, most {max(waited):.0f} ms"
