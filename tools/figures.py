"""`./dev figures [--against REV] [--times] [--json]`: what can be counted in this tree, beside an earlier one."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .borders import crossings
from .syntax import Code

ROOT = Path(__file__).resolve().parents[1]
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"}
_LINES = {".py", ".html", ".css", ".js", ".mjs", ".sql", ".xml", ".typ"}
_MOST_LINES = 400
_UNIT, _INTEGRATION = "tests/unit/tenants/test_law.py", "tests/integration/test_departments.py"
Figures = dict[str, float]
"""By what they count, in the order of the table."""


def main() -> int:
    """Count, and say it."""
    parser = argparse.ArgumentParser(prog="./dev figures", description="What can be counted in this tree.")
    parser.add_argument("--against", metavar="REV", help="that revision too, beside it")
    parser.add_argument("--times", action="store_true", help="how long one test file takes, too")
    parser.add_argument("--unit-file", default=_UNIT, help=f"for --times; else {_UNIT}")
    parser.add_argument("--integration-file", default=_INTEGRATION, help=f"for --times; else {_INTEGRATION}")
    parser.add_argument("--json", action="store_true", help="as JSON instead of a table")
    asked = parser.parse_args()
    files = {"unit": asked.unit_file, "integration": asked.integration_file} if asked.times else {}
    columns: dict[str, Figures] = {}
    if asked.against:
        with _worktree(asked.against) as root:
            columns[asked.against] = count(root) | times(root, files)
    columns["here"] = count(ROOT) | times(ROOT, files)
    print(json.dumps(columns, indent=1, ensure_ascii=False) if asked.json else table(columns))
    return 0


def count(root: Path) -> Figures:
    """Everything that only reading tells."""
    return _of_tree(root) | _of_code(Code(root))


def times(root: Path, files: dict[str, str]) -> Figures:
    """Seconds of one test file, the first time and again; `files`: by what the table calls them.

    The environment is built before. Where `./dev test` can leave a warm product behind, the second is on that.
    A file that the tree has not is left out.
    """
    found: Figures = {}
    there = {name: file for name, file in files.items() if (root / file).exists()}
    if there:
        _seconds(root, "run", "true")
    keeps = "--keep" in (root / "tools" / "dev.py").read_text("utf-8")
    for name, file in there.items():
        found[f"seconds: {name} file, cold"] = _seconds(root, "test", "-n0", file)
        if keeps:
            _seconds(root, "test", "--keep", "-n0", file)
        found[f"seconds: {name} file, warm"] = _seconds(root, "test", *(["--keep"] * keeps), "-n0", file)
    if there and keeps:
        _seconds(root, "test", "--stop")
    return found


def table(columns: dict[str, Figures]) -> str:
    """One line a figure, one column a tree; what a tree has not is a dash."""
    labels = list(dict.fromkeys(label for figures in columns.values() for label in figures))
    width = max(len(label) for label in labels) + 2
    lines = ["".ljust(width) + "".join(f"{name[:14]:>16}" for name in columns)]
    lines += [
        label.ljust(width) + "".join(f"{_text(figures.get(label)):>16}" for figures in columns.values())
        for label in labels
    ]
    return "\n".join(lines)


def _text(figure: float | None) -> str:
    if figure is None:
        return "–"
    return f"{figure:,.1f}" if isinstance(figure, float) else f"{figure:,}"


def _of_tree(root: Path) -> Figures:
    files = _files(root)
    sizes = {file: (root / file).stat().st_size for file in files}
    pictures = [file for file in files if file.suffix in _PICTURES]
    lines = {
        file: len((root / file).read_text("utf-8").splitlines()) for file in files if file.suffix in _LINES
    }
    folders: Counter[str] = Counter()
    for file, number in lines.items():
        folders[_folder(file)] += number
    long = [file for file, number in lines.items() if number > _MOST_LINES]
    return {
        "files": len(files),
        "bytes": sum(sizes.values()),
        "pictures": len(pictures),
        "bytes of pictures": sum(sizes[file] for file in pictures),
        **{f"lines: {folder}": folders[folder] for folder in sorted(folders)},
        f"files over {_MOST_LINES} lines": len(long),
        "  of them Python": sum(file.suffix == ".py" for file in long),
    }


def _folder(file: Path) -> str:
    """The top folder a file is counted in; in `src` the one below, where there is one."""
    above = file.parent.parts
    return "/".join(above[: 2 if above[:1] == ("src",) else 1]) or "."


def _of_code(code: Code) -> Figures:
    lengths, between_files, between_features = code.lengths(), code.file_circles(), code.feature_circles()
    features, outside = code.foreign_models()
    return {
        "functions": lengths.number,
        "  lines, median": lengths.median,
        "  lines, 90 %": lengths.p90,
        "  lines, longest": lengths.longest,
        "  with more than six parameters": code.many_parameters(),
        "import circles between files": between_files.number,
        "  files in one": between_files.caught,
        "features of src/tenants": len(code.features),
        "  import circles between them": between_features.number,
        "  features in one": between_features.caught,
        "  features in the largest": between_features.largest,
        "imports of another feature's models": features,
        "  from outside src/tenants": outside,
        "imports of what another feature does not offer": crossings(code).total(),
        "`Any` for the vault": code.untyped("vault"),
        "`Any` for the session": code.untyped("session"),
        "copies of AnyRequest": code.assigned("AnyRequest"),
    }


def _files(root: Path) -> list[Path]:
    """What git keeps, and what it would: nothing that is ignored, no links."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    files = sorted(Path(name) for name in listed.split("\0") if name)
    return [file for file in files if (root / file).is_file() and not (root / file).is_symlink()]


@contextmanager
def _worktree(revision: str) -> Iterator[Path]:
    """A revision in a worktree that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="huiyin-figures-") as folder:
        root = Path(folder) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(root), revision)
        try:
            yield root
        finally:
            _git("worktree", "remove", "--force", str(root))


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)


def _seconds(root: Path, *command: str) -> float:
    """How long one of the project's commands takes.

    Raises:
        RuntimeError: it failed; says how it ended.
    """
    began = time.perf_counter()
    arguments: Sequence[str] = [str(root / "dev"), *command]
    done = subprocess.run(arguments, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"./dev {' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
