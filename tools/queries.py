"""Statements written by hand, held against the walls: what one person may see is laid on entities, not on them.

Each stands in a `HotQuery` that says which tables it touches, and for walled ones whose rows it leaves to be seen.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from huiyin.platform.db.tables import tables_in

ROOT = Path(__file__).resolve().parents[1]
_FACES = ("portal", "hr_console", "front")
_STATEMENT = re.compile(r"\s*(?:select|insert|update|delete|with)\b", re.IGNORECASE)


def walled_tables() -> dict[str, bool]:
    """Every table of a tenant, and whether one person sees only some of its rows."""
    from huiyin.platform.db import TenantBase
    from huiyin.platform.db.scoping import Unscoped
    from huiyin.tenants import loading  # noqa: F401 – every table there is

    return {
        str(mapper.class_.__tablename__): not isinstance(mapper.class_.__scope__, Unscoped)
        for mapper in TenantBase.registry.mappers
    }


def unwalled(root: Path, tables: Mapping[str, bool]) -> Iterator[str]:
    """What is wrong with the statements in the modules below `root`; `tables`: those of a tenant, true for walled ones."""
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root).as_posix()
        for line, said in _in_module(path, ast.parse(file.read_text("utf-8")), tables):
            yield f"{path}:{line}: {said}"


def _in_module(path: str, tree: ast.Module, tables: Mapping[str, bool]) -> Iterator[tuple[int, str]]:
    declared = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "HotQuery"
    ]
    for query in declared:
        for said in _in_query(path, tree, query, tables):
            yield query.lineno, said
    told = {id(part) for query in declared for part in ast.walk(query)}
    told |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr) or id(node) in told:
            continue
        text = _text(node)
        if text is None or not _STATEMENT.match(text):
            continue
        touched = tables_in(text)
        if named := sorted((touched.reads | touched.writes) & tables.keys()):
            yield node.lineno, f"a statement on {', '.join(named)}: only a HotQuery says whose rows are seen"


def _in_query(path: str, tree: ast.Module, query: ast.Call, tables: Mapping[str, bool]) -> Iterator[str]:
    text = _text(query.args[0]) if query.args else None
    if text is None:
        yield "a HotQuery takes a constant"
        return
    touched, given = tables_in(text), {word.arg: word.value for word in query.keywords}
    for name, found in (("reads", touched.reads), ("writes", touched.writes)):
        if (said := set(ast.literal_eval(given[name])) if name in given else set()) != found:
            yield f"{name} are {sorted(found)}, not {sorted(said)}"
    walled = sorted(name for name in touched.reads | touched.writes if tables.get(name))
    kind = _kind(tree, given.get("walls"))
    if walled and kind is None:
        yield f"says not whose rows of {', '.join(walled)} it leaves to be seen"
    if kind == "OffPages" and path.startswith(_FACES):
        yield "a page's own statement is not off the pages"


def _kind(tree: ast.Module, walls: ast.expr | None) -> str | None:
    """The name of what `walls` is made of, where it is a name of the module too."""
    if isinstance(walls, ast.Name):
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == walls.id:
                return _kind(tree, node.value)
    return ast.unparse(walls.func).rpartition(".")[2] if isinstance(walls, ast.Call) else None


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "x" for part in node.values)
    return None


def main() -> int:
    """Check the product."""
    wrong = list(unwalled(ROOT / "src", walled_tables()))
    print("\n".join(wrong) or "statements by hand: each says what it touches and how it is walled")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
