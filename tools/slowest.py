"""Which test files take longest: `python -m tools.slowest RESULTS.xml`, made by `./dev test --junitxml=RESULTS.xml`."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

_SHOWN = 15


def main(results: Path) -> None:
    """The folders, then the slowest files."""
    times = list(read(results))
    print("\n".join(table((file.split(".")[1], seconds) for file, seconds in times)))
    print()
    print("\n".join(table(times)[:_SHOWN]))


def read(results: Path) -> Iterator[tuple[str, float]]:
    """Module and seconds of every test, its fixtures with it."""
    for case in ElementTree.parse(results).getroot().iter("testcase"):  # noqa: S314 – pytest has just written it
        place = case.attrib["classname"].split(".")
        name = next((part for part in place if part.startswith("test_")), place[-1])
        yield ".".join(place[: place.index(name) + 1]), float(case.attrib["time"])


def table(times: Iterable[tuple[str, float]]) -> list[str]:
    """A line for each name, the longest first: seconds, tests, name."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for name, seconds in times:
        found[name].append(seconds)
    longest = sorted(found.items(), key=lambda one: -sum(one[1]))
    return [f"{sum(seconds):8.1f} s {len(seconds):5} {name}" for name, seconds in longest]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
