"""Rules about what functions take: not too much, and nothing that lets a type checker look away."""

import ast
from collections.abc import Iterator

Found = Iterator[tuple[int, str]]

MOST_PARAMETERS = 6
_REQUEST = "src/platform/requests.py"
_TYPED = ("vault", "session")


def parameters(_path: str, tree: ast.AST) -> Found:
    """What travels together belongs together: a function takes at most six things, `self` included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = len(_all(node.args))
            if count > MOST_PARAMETERS:
                yield node.lineno, f"{node.name} takes {count} parameters, at most {MOST_PARAMETERS}"


def untyped(_path: str, tree: ast.AST) -> Found:
    """The vault and the session have types; `Any` would let every call through."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            name, annotation = node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign):
            target = node.target
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            annotation = node.annotation
        else:
            continue
        if name.strip("_") in _TYPED and annotation is not None and _is_any(annotation):
            yield node.lineno, f"{name} has a type"


def any_request(path: str, tree: ast.AST) -> Found:
    """`AnyRequest` is declared once."""
    if path == _REQUEST:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).rpartition(".")[2] == "Request":
            yield node.lineno, "take AnyRequest from platform/requests.py"


def _all(arguments: ast.arguments) -> list[ast.arg]:
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]


def _is_any(annotation: ast.expr) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id == "Any")
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
        for node in ast.walk(annotation)
    )


SIGNATURES = (parameters, untyped, any_request)
