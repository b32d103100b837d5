"""Running benchmarks, and the one table they end in."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / ".huiyin" / "bench.json"


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


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median of several runs in milliseconds, after one that does not count."""
    work()
    spent = []
    for _run in range(times):
        began = time.perf_counter()
        work()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def report(figures: list[Figure]) -> None:
    """Print the table and write it as JSON."""
    print(f"{'name':<20}{'figure':>12}  {'unit':<8}{'reference':>12}  {'ratio':>7}  of")
    for item in figures:
        print(
            f"{item.name:<20}{item.figure:>12.2f}  {item.unit:<8}{item.reference_figure:>12.2f}  "
            f"{item.ratio:>7.2f}  {item.reference}"
        )
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(json.dumps([asdict(item) | {"ratio": item.ratio} for item in figures], indent=1))
