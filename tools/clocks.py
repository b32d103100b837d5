"""The whole suite at every moment of tests/support/clocks.py, one after the other, and a table of how it went."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.support.clocks import CLOCKS


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. `code` is pytest's; a run that broke off has none of the numbers."""

    clock: str
    code: int
    passed: int
    failed: int
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` at each moment; 0 where all of them passed."""
    outcomes = [_run(clock, arguments) for clock in CLOCKS]
    print(f"\n{'clock':<12} {'passed':>7} {'failed':>7} {'seconds':>8}")
    for one in outcomes:
        print(f"{one.clock:<12} {one.passed:>7} {one.failed:>7} {one.seconds:>8.0f}")
    return 1 if any(one.code for one in outcomes) else 0


def _run(clock: str, arguments: Sequence[str]) -> Outcome:
    print(f"\n--- {clock}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.xml"
        command = [sys.executable, "-m", "pytest", *arguments, f"--clock={clock}", f"--junitxml={results}"]
        code = subprocess.run(command, env=os.environ, check=False).returncode
        passed, failed = _count(results) if results.exists() else (0, 0)
    return Outcome(clock, code, passed, failed, time.monotonic() - began)


def _count(results: Path) -> tuple[int, int]:
    """How many passed, and how many failed or broke."""
    (suite,) = ElementTree.parse(results).getroot().iter("testsuite")  # noqa: S314 – pytest has just written it
    total, failures, errors, skipped = (
        int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")
    )
    return total - failures - errors - skipped, failures + errors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
