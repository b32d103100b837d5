"""Rules of our own that no linter knows. A line may be excused with `# rules: allow NAME – reason`: no excuse without one."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.providers import provider_name, provider_names_in_markup
from tools.signatures import SIGNATURES
from tools.state_writers import state_writer
from tools.times import TIMES
from tools.untranslated import untranslated, untranslated_markup
from tools.walls import WALLS

ROOT = Path(__file__).resolve().parents[1]
_TAKES_SQL = ("text", "HotQuery", "literal_column")
_DATABASE = ("src/platform/db/", "src/platform/embedded/", "migrations/")


def commit(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """One request or job is one transaction: whoever commits in between leaves half-states behind."""
    if path.startswith(_DATABASE):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno, "only platform/db commits"


def built_sql(_path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """SQL put together from strings is how injections are made."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TAKES_SQL
        ):
            continue
        if node.args and not isinstance(node.args[0], ast.Constant):
            yield node.lineno, "text() takes a constant"


RULES = (commit, built_sql, state_writer, *WALLS, *TIMES, *SIGNATURES, untranslated, provider_name)
# Which rules hold where: what only tests the product may go around its walls, but never its clock.
_FOLDERS = {"src": RULES, "migrations": RULES, "tests": TIMES, "tools": TIMES, "benchmarks": TIMES}


def broken(path: str, source: str) -> Iterator[str]:
    """Every rule that a file breaks."""
    lines, tree = source.splitlines(), ast.parse(source)
    for rule in _FOLDERS[path.partition("/")[0]]:
        for number, message in rule(path, tree):
            if not re.search(rf"rules: allow {rule.__name__} – \w", lines[number - 1]):
                yield f"{path}:{number}: {rule.__name__}: {message}"


def main() -> int:
    """Check every file."""
    wrong = 0
    for folder in _FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            source = file.read_text("utf-8")
            path = file.relative_to(ROOT).as_posix()
            for said in broken(path, source):
                print(said)
                wrong += 1
    for said in (*untranslated_markup(ROOT), *provider_names_in_markup(ROOT)):
        print(said)
        wrong += 1
    print(f"own rules: {wrong} broken" if wrong else "own rules: kept")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
