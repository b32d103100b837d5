"""`python -m tools.borders`: a feature uses another through what that one offers. Exceptions are listed in `borders.txt`,
which can only become shorter.

A feature offers its `service`, `queries`, `errors`, `feature`, `states` and `types`, and the modules that its folder names
in `__all__`. A row's class may be imported from `models` as a type, since what the service and the queries hand out must be
called something; who asks the table itself needs an exception.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .syntax import Code, Name

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("borders.txt")
_OFFERED = {"service", "queries", "errors", "feature", "states", "types"}


def crossings(code: Code) -> Counter[str]:
    """Imports of what a feature does not offer: `who imports → module`, and in how many files."""
    found: Counter[str] = Counter()
    for importer in code.modules:
        mine = code.feature_of(importer)
        if mine is not None:
            found.update({f"{_path(mine)} → {_path(module)}" for module in _crossed(code, importer, mine)})
    return found


def differences(found: Counter[str], text: str) -> list[str]:
    """What the list says otherwise, in words."""
    listed = Counter({crossing: int(files) for crossing, _, files in _lines(text)})
    return [
        f"{crossing}: {found[crossing]} files, listed are {listed[crossing]}: "
        + ("use what the feature offers" if found[crossing] > listed[crossing] else "take it off the list")
        for crossing in sorted(found.keys() | listed.keys())
        if found[crossing] != listed[crossing]
    ]


def _crossed(code: Code, importer: Name, mine: Name) -> Iterator[Name]:
    types = _only_types(code.modules[importer])
    for module, local in code.names_from(importer):
        feature = code.feature_of(module)
        if feature is None or feature == mine or module == feature:
            continue
        part = module[len(feature)]
        if part not in _OFFERED | _named(code.modules[feature]) and not (part == "models" and local in types):
            yield (*feature, part)


def _named(folder: ast.Module) -> set[str]:
    """What a folder names in `__all__`."""
    for node in folder.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _only_types(module: ast.Module) -> set[str]:
    """Names that stand in annotations only."""
    types = Counter(name for annotation in _annotations(module) for name in _names(annotation))
    everywhere = Counter(_names(module))
    return {name for name, number in types.items() if number == everywhere[name]}


def _names(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _annotations(module: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(module):
        annotation = node.returns if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
        if isinstance(node, ast.arg | ast.AnnAssign):
            annotation = node.annotation
        if annotation is not None:
            yield annotation


def _path(name: Name) -> str:
    return "/".join(name[1:])


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    return (line.rpartition(" ") for line in text.splitlines())


def main() -> int:
    """Compare the tree with the list; `--list` prints what the list would be."""
    found = crossings(Code(ROOT))
    if "--list" in sys.argv:
        print("\n".join(f"{crossing} {files}" for crossing, files in sorted(found.items())))
        return 0
    wrong = differences(found, LIST.read_text("utf-8"))
    for one in wrong:
        print(one, file=sys.stderr)
    print(f"borders between features: {found.total()} exceptions, {len(wrong)} not as listed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
