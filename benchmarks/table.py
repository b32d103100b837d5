"""The one table that benchmarks end in. It is kept as they go: whoever is stopped half-way goes on where they were."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from .harness import Failure, Figure

TREE = Path(__file__).resolve().parents[1]
FOLDER = TREE / ".huiyin"
Line = Figure | Failure


def revision(tree: Path = TREE) -> str:
    """The commit of this tree; nothing where it is changed: nobody would know what was measured."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tree, capture_output=True, text=True, check=True).stdout

    return "" if git("status", "--porcelain").strip() else git("rev-parse", "HEAD").strip()


class Table:
    """The lines of each benchmark, by its name; `of`: what was measured, a commit and how, or nothing."""

    def __init__(self, of: str, file: Path) -> None:
        self._of, self._file = of, file
        self._lines: dict[str, Sequence[Line]] = {}

    def take_up(self) -> None:
        """Take over what was measured of the very same, but what failed."""
        if not self._of or not self._file.exists():
            return
        try:
            kept = json.loads(self._file.read_text("utf-8"))
        except ValueError:  # of somebody who was stopped while writing it
            return
        if kept["of"] == self._of:
            for name, lines in kept["benchmarks"].items():
                if all("reason" not in line for line in lines):
                    self._lines[name] = [_read(line) for line in lines]

    def __contains__(self, name: str) -> bool:
        return name in self._lines

    def put(self, name: str, lines: Sequence[Line]) -> None:
        """Keep what a benchmark gave."""
        self._lines[name] = lines
        self._file.parent.mkdir(exist_ok=True)
        benchmarks = {each: [_as_json(line) for line in lines] for each, lines in self._lines.items()}
        kept = {"of": self._of, "benchmarks": benchmarks}
        whole = self._file.with_suffix(".new")  # whoever is stopped now loses this line and no other
        whole.write_text(json.dumps(kept, indent=1, ensure_ascii=False), "utf-8")
        whole.replace(self._file)

    def print(self) -> int:
        """Print it; 1, a command's answer, when one failed."""
        print(f"\n{'name':<22}{'figure':>12}  {'unit':<8}{'reference':>12}  {'ratio':>7}  of")
        lines = [line for each in self._lines.values() for line in each]
        for line in lines:
            if isinstance(line, Failure):
                print(f"{line.name:<22}{'failed':>12}  {line.reason[:100]}")
            else:
                print(
                    f"{line.name:<22}{line.figure:>12.2f}  {line.unit:<8}{line.reference_figure:>12.2f}  "
                    f"{line.ratio:>7.2f}  {line.reference}"
                )
        return int(any(isinstance(line, Failure) for line in lines))


def _as_json(line: Line) -> dict[str, object]:
    return asdict(line) | ({"ratio": line.ratio} if isinstance(line, Figure) else {})


def _read(line: dict[str, object]) -> Figure:
    return Figure(**{name: value for name, value in line.items() if name != "ratio"})  # type: ignore[arg-type]
