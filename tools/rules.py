"""Rules of our own that no linter knows. A line may be excused with `# rules: allow NAME – reason`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.untranslated import untranslated, untranslated_markup

ROOT = Path(__file__).resolve().parents[1]
_DATABASE = ("src/platform/db/", "src/platform/embedded/", "migrations/")


def commit(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """One request or job is one transaction: whoever commits in between leaves half-states behind."""
    if path.startswith(_DATABASE):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno, "only platform/db commits"


def engine(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """A connection made elsewhere does not enter the tenant's walls."""
    if path.startswith(_DATABASE):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("create_async_engine", "create_engine"):
            yield node.lineno, "only platform/db makes engines"


def search_path(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Who sets the search path chooses the tenant: that is done in one place."""
    if path.startswith(_DATABASE):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "search_path" in node.value:
            yield node.lineno, "only platform/db sets the search path"


def built_sql(_path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """SQL put together from strings is how injections are made."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"):
            continue
        if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            yield node.lineno, "text() takes a constant"


RULES = (commit, engine, search_path, built_sql, untranslated)


def main() -> int:
    """Check every file of the product."""
    wrong = 0
    for folder in ("src", "migrations"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            source = file.read_text("utf-8")
            lines, path = source.splitlines(), file.relative_to(ROOT).as_posix()
            for rule in RULES:
                for number, message in rule(path, ast.parse(source)):
                    if f"rules: allow {rule.__name__}" not in lines[number - 1]:
                        print(f"{path}:{number}: {rule.__name__}: {message}")
                        wrong += 1
    for said in untranslated_markup(ROOT):
        print(said)
        wrong += 1
    print(f"own rules: {wrong} broken" if wrong else "own rules: kept")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
