"""`./dev new-feature` in a copy of the tree: what it makes passes the checks, and touches nearly nothing that was there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Beside its own folders: the events that the chain keeps and the table of rights; the catalogue has its translations.
_TOUCHED = {
    "docs/rights.md",
    "tests/unit/audit_events.txt",
    "src/platform/i18n/locale/en/LC_MESSAGES/messages.po",
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree without what git ignores, apart from styles and scripts as they were built."""
    copy = tmp_path_factory.mktemp("copy")
    left_out = shutil.ignore_patterns("__pycache__", "screens", ".*_cache")
    for name in ("src", "migrations", "tools", "tests", "benchmarks", "docs", ".typing"):
        shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=left_out)
    for file in ("pyproject.toml", "babel.cfg", ".gitignore", "ARCHITECTURE.md"):
        shutil.copy(ROOT / file, copy / file)
    return copy


@pytest.fixture(scope="module")
def run(copy: Path) -> Run:
    """A command in the copy, which imports the copy."""
    bin_ = Path(sys.executable).parent
    env = os.environ | {
        "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join((str(copy / ".typing"), str(copy))),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def start(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True)

    return start


@pytest.fixture(scope="module")
def made(copy: Path, run: Run) -> set[str]:
    """The files of the copy that are new, or not as they were."""
    done = run(sys.executable, "-m", "tools.new_feature", "people", "site_visits", "到访登记")
    assert done.returncode == 0, done.stderr
    files = (
        file
        for file in copy.rglob("*")
        if file.is_file() and not {"__pycache__", ".ruff_cache"} & set(file.parts)
    )
    return {
        path.as_posix()
        for path in (file.relative_to(copy) for file in files)
        if not (ROOT / path).exists() or (ROOT / path).read_bytes() != (copy / path).read_bytes()
    }


def test_two_files_outside_its_own_folders(made: set[str], copy: Path) -> None:
    own = {path for path in made if "site_visits" in path or path == "src/jobs/people/__init__.py"}
    assert made - own == _TOUCHED
    assert (copy / "src/tenants/people/site_visits/feature.py").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("lint-imports",),
        (sys.executable, "-m", "tools.rules"),
        (sys.executable, "-m", "tools.borders"),
        (sys.executable, "-m", "tools.addresses"),
        (sys.executable, "-m", "tools.texts", "--check"),
        (sys.executable, "-m", "tools.rights", "--check"),
        (sys.executable, "-m", "tools.map", "--check"),
        (
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "-p",
            "no:cacheprovider",
            "tests/unit/test_features.py",
        ),
    ],
    ids=lambda command: " ".join(command[1:3]) if command[0] == sys.executable else " ".join(command[:2]),
)
def test_what_it_makes_passes_the_checks(made: set[str], run: Run, command: tuple[str, ...]) -> None:
    assert made
    done = run(*command)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("people",), "NAME"),
        (("sales", "notes"), "WING is one of"),
        (("people", "Notes"), "plural in small letters"),
        (("people", "employees"), "there is a feature"),
    ],
)
def test_what_it_refuses(run: Run, arguments: tuple[str, ...], why: str) -> None:
    done = run(sys.executable, "-m", "tools.new_feature", *arguments)
    assert done.returncode == 2 and why in done.stderr
