"""`docs/rights.md`: every right as a row, made from the code. `--check` says whether the page is true."""

import sys
from collections.abc import Iterator
from pathlib import Path

from huiyin.app import DEPENDENCIES
from huiyin.hr_console import HANDLERS
from huiyin.hr_console.actor import Needs
from huiyin.platform.features import Permission
from huiyin.tenants.access.roles.built_in import BUILT_IN
from huiyin.tenants.features import permissions
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

PAGE = Path(__file__).resolve().parents[1] / "docs" / "rights.md"
_REACH = {"scoped": "职位（可限部门）", "own": "分配给自己的", "tenant": "整个企业"}
_HEAD = """# Rights

Made from the code by `./dev rights`; `./dev check` fails when it is not up to date.

A role is a set of permissions, given to a person for the whole tenant or for a department's subtree. Who lacks a
permission, or asks for something outside its reach, gets the same answer as for what does not exist.

"""


def routes() -> Iterator[tuple[str, str, tuple[Permission, ...] | None]]:
    """Every address of the console with its method and the permissions of which one is needed; None: nobody is asked."""
    for route in Litestar(HANDLERS, dependencies=DEPENDENCIES, openapi_config=None).routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler):
                continue
            provider = handler.resolve_dependencies().get("staff")
            needed = provider.dependency if provider is not None else None
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                yield route.path, method, needed.permissions if isinstance(needed, Needs) else None


def page() -> str:
    """The page's text."""
    reached: dict[Permission, list[str]] = {permission: [] for permission in permissions().values()}
    signed_in: list[str] = []
    for path, method, needed in sorted(routes()):
        for permission in needed or ():
            reached[permission].append(f"`{method} {path}`")
        if needed == ():
            signed_in.append(f"`{method} {path}`")
    lines = [
        _HEAD,
        "| permission | 名称 | allows | reach | built-in roles | addresses |",
        "|---|---|---|---|---|---|",
    ]
    for permission, addresses in reached.items():
        meaning = permission.meaning
        roles = "、".join(str(role.name) for role in BUILT_IN.values() if permission in role.permissions)
        where = "<br>".join(addresses)
        cells = (f"`{permission.value}`", meaning.label, meaning.allows, _REACH[meaning.reach], roles, where)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    if signed_in:
        lines.append(f"\nOpen to everybody who is signed in: {', '.join(signed_in)}.")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text("utf-8") == text:
            print("docs/rights.md: true")
            return 0
        print("docs/rights.md is not what the code says: run ./dev rights", file=sys.stderr)
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
