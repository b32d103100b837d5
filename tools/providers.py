"""A provider is a folder that can be deleted: nothing outside `platform/providers` knows one by its name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1] / "src"
_PORTS = ("sms", "im", "identity", "person_check", "esign_platform")
_HOME = "src/platform/providers/"
# Where a name is right, and why.
_ALLOWED = {
    "src/platform/embedded/": "starts the fakes of providers, for development and tests",
}
_NAME = re.compile(
    "|".join(
        sorted(
            folder.name
            for port in _PORTS
            for folder in (_ROOT / "platform" / "providers" / port).iterdir()
            if (folder / "__init__.py").exists()
        )
    ),
    re.IGNORECASE,
)


def provider_name(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Whoever names a provider has to be changed when it comes or goes: ask the registry of its port."""
    if not path.startswith("src/") or path.startswith((_HOME, *_ALLOWED)):
        return
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) not in docs and (found := _NAME.search(_said(node))) is not None:
            yield getattr(node, "lineno", 1), f"names the provider {found[0]}"


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.ImportFrom):
        return " ".join([node.module or "", *(name.name for name in node.names)])
    if isinstance(node, ast.Import):
        return " ".join(name.name for name in node.names)
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def provider_names_in_markup(root: Path) -> Iterator[str]:
    """The same for templates."""
    for file in sorted((root / "src").rglob("*.html")):
        path = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            if not path.startswith((_HOME, *_ALLOWED)) and (found := _NAME.search(line)) is not None:
                yield f"{path}:{number}: provider_name: names the provider {found[0]}"
