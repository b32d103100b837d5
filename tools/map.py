"""`./dev map`: the picture of what may import what, in ARCHITECTURE.md, drawn from the contracts in pyproject.toml.

`--check` says whether the page shows what the contracts say.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
_BEGIN, _END = "<!-- imports: made by ./dev map -->\n", "<!-- end of imports -->"


def layers() -> dict[str, list[list[str]]]:
    """Package → its layers from the top down, each with the modules that stand side by side in it."""
    found: dict[str, list[list[str]]] = {}
    for contract in _contracts():
        if contract["type"] == "layers":
            rows = [[one.strip() for one in row.split("|")] for row in contract["layers"]]
            package = contract["containers"][0] if "containers" in contract else "huiyin"
            found[package] = [[one.removeprefix(f"{package}.") for one in row] for row in rows]
    return found


def without_circles() -> list[str]:
    """Packages in which, and in whatever lies in them, siblings import each other in no circle."""
    found = [one["ancestors"] for one in _contracts() if one["type"] == "acyclic_siblings"]
    return [package for packages in found for package in packages]


def picture() -> str:
    """The picture's text."""
    rows = {
        _folder(package): " → ".join(" | ".join(row) for row in inside)
        for package, inside in layers().items()
    }
    rows |= {f"{_folder(package)}/**": "no circle among siblings" for package in without_circles()}
    width = max(map(len, rows))
    lines = [f"{folder:{width}}  {way}" for folder, way in rows.items()]
    return "\n".join(["```", *lines, "```", ""])


def _contracts() -> list[dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return contracts


def _folder(package: str) -> str:
    first, *rest = package.split(".")
    return "/".join(["src" if first == "huiyin" else first, *rest])


def main() -> int:
    """Draw it, or check it."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    drawn = f"{before}{_BEGIN}{picture()}{_END}{after}"
    if "--check" not in sys.argv:
        PAGE.write_text(drawn, "utf-8")
    elif page != drawn:
        print(f"{PAGE.name} does not show the contracts: run ./dev map", file=sys.stderr)
        return 1
    else:
        print(f"{PAGE.name}: true")
    return 0


if __name__ == "__main__":
    sys.exit(main())
