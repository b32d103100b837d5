"""What can be counted in the Python code of a tree, by its syntax alone: any revision's, without importing it."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_PACKAGE = "huiyin"
_STANDARD = ("models", "service", "queries", "errors")
_MOST_PARAMETERS = 6
_Function = ast.FunctionDef | ast.AsyncFunctionDef
Name = tuple[str, ...]
"""A module's name in its parts, below `src`; a package has its folder's."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of functions, in lines with their signature, without their decorators."""

    number: int
    median: int
    p90: int
    longest: int


@dataclass(frozen=True, slots=True)
class Circles:
    """Groups in which everybody imports everybody else, over however many steps; `caught`: how many are in one."""

    number: int
    caught: int
    largest: int


class Code:
    """The modules of `src` below `root`."""

    def __init__(self, root: Path) -> None:
        source = root / "src"
        self.modules: dict[Name, ast.Module] = {}
        self._packages: set[Name] = set()
        for file in sorted(source.rglob("*.py")):
            name = file.relative_to(source).with_suffix("").parts
            if name[-1] == "__init__":
                name = name[:-1]
                self._packages.add(name)
            self.modules[name] = ast.parse(file.read_text("utf-8"))

    def lengths(self) -> Lengths:
        """How long functions are."""
        found = sorted((node.end_lineno or node.lineno) - node.lineno + 1 for node in self._functions)
        if not found:
            return Lengths(0, 0, 0, 0)
        return Lengths(len(found), int(statistics.median(found)), found[len(found) * 9 // 10], found[-1])

    def many_parameters(self) -> int:
        """How many functions take more than six parameters, `self` and `cls` not counted."""
        return sum(len(_parameters(node)) > _MOST_PARAMETERS for node in self._functions)

    def untyped(self, name: str) -> int:
        """How many parameters and attributes of this name have `Any` in their annotation."""
        places = [each for node in self._functions for each in _parameters(node) if each.arg == name]
        annotations = [place.annotation for place in places]
        annotations += [
            node.annotation
            for node in self._nodes
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).split(".")[-1] == name
        ]
        return sum(item is not None and _says_any(item) for item in annotations)

    def assigned(self, name: str) -> int:
        """How many modules define this name at their top."""
        return sum(name in _top_names(module) for module in self.modules.values())

    def file_circles(self) -> Circles:
        """Between modules."""
        return _circles(self.imports)

    def feature_circles(self) -> Circles:
        """Between features of `src/tenants`."""
        return _circles(self._feature_imports)

    def foreign_models(self) -> tuple[int, int]:
        """How often `models` of a feature are imported from another feature, and from outside `src/tenants`.

        A file that imports them counts once for each feature it takes them from.
        """
        inside = outside = 0
        for importer, imported in self.imports.items():
            mine = self.feature_of(importer)
            taken = {self.feature_of(name) for name in imported if self._is_models(name)} - {mine}
            if mine is not None:
                inside += len(taken)
            elif importer[:1] != ("tenants",):
                outside += len(taken)
        return inside, outside

    @cached_property
    def features(self) -> frozenset[Name]:
        """The folders of features: in `src/tenants`, or one deeper, in a wing that holds nothing but features."""
        inside = {name for name in self._packages if name[0:1] == ("tenants",)}
        return frozenset(name for name in inside if len(name) == (3 if self._is_wing(name[:2]) else 2))

    @cached_property
    def imports(self) -> dict[Name, set[Name]]:
        """Which modules of ours each module imports, wherever in the file it says so."""
        return {name: {module for module, _local in self.names_from(name)} - {name} for name in self.modules}

    def names_from(self, importer: Name) -> Iterator[tuple[Name, str]]:
        """What a module imports of ours: the module that it is in, and what the importer calls it; "": a whole module."""
        for name, local in self._imported(importer):
            module = self._known(name)
            yield module, "" if module == name else local

    @cached_property
    def _feature_imports(self) -> dict[Name, set[Name]]:
        found: dict[Name, set[Name]] = {feature: set() for feature in self.features}
        for importer, imported in self.imports.items():
            mine = self.feature_of(importer)
            if mine is not None:
                theirs = {self.feature_of(name) for name in imported} - {mine}
                found[mine] |= {feature for feature in theirs if feature is not None}
        return found

    def _is_wing(self, name: Name) -> bool:
        """A folder of packages only, none of which has the name of a part of a feature."""
        below = [each for each in self.modules if len(each) == len(name) + 1 and each[: len(name)] == name]
        return bool(below) and all(each in self._packages and each[-1] not in _STANDARD for each in below)

    def feature_of(self, name: Name) -> Name | None:
        """The feature that a module belongs to; None: to none."""
        return next((name[:length] for length in (2, 3) if name[:length] in self.features), None)

    def _is_models(self, name: Name) -> bool:
        feature = self.feature_of(name)
        return feature is not None and name[len(feature) : len(feature) + 1] == ("models",)

    def _imported(self, importer: Name) -> Iterator[tuple[Name, str]]:
        """Each name of ours in full, and what it is called in the importer."""
        for node in ast.walk(self.modules[importer]):
            if isinstance(node, ast.Import):
                yield from ((_ours(each.name), each.asname or "") for each in node.names if _ours(each.name))
            elif isinstance(node, ast.ImportFrom):
                base = self._base(importer, node)
                if base is not None:
                    yield from (((*base, each.name), each.asname or each.name) for each in node.names)

    def _base(self, importer: Name, node: ast.ImportFrom) -> Name | None:
        """What stands after `from`, in full; None: not ours."""
        if node.level == 0:
            return _ours(node.module or "") or (() if node.module == _PACKAGE else None)
        up = node.level - (importer in self._packages)
        here = importer[: len(importer) - up] if up else importer
        return (*here, *(node.module.split(".") if node.module else ()))

    def _known(self, name: Name) -> Name:
        """The module that a name is, or is in."""
        while name and name not in self.modules:
            name = name[:-1]
        return name

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [node for module in self.modules.values() for node in ast.walk(module)]

    @cached_property
    def _functions(self) -> list[_Function]:
        return [node for node in self._nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _ours(name: str) -> Name:
    first, *rest = name.split(".")
    return tuple(rest) if first == _PACKAGE else ()


def _parameters(node: _Function) -> list[ast.arg]:
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return [each for each in every if each is not None and each.arg not in ("self", "cls")]


def _says_any(annotation: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))


def _top_names(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in module.body:
        targets: Iterable[ast.expr] = ()
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = (node.target,)
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _circles(graph: dict[Name, set[Name]]) -> Circles:
    """The strongly connected groups of more than one, by whom each can reach."""
    reach = {name: _reachable(graph, name) for name in graph}
    groups = {frozenset(other for other in reach[name] if name in reach.get(other, ())) for name in graph} - {
        frozenset()
    }
    sizes = [len(group) for group in groups]
    return Circles(len(sizes), sum(sizes), max(sizes, default=0))


def _reachable(graph: dict[Name, set[Name]], start: Name) -> set[Name]:
    found: set[Name] = set()
    waiting = [start]
    while waiting:
        new = graph.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
