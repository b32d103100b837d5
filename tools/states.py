"""The states in `ARCHITECTURE.md`, a line for each table of the code. `--check` says whether the page is true."""

import importlib
import sys
from pathlib import Path

import huiyin
from huiyin.platform.states import StateMachine

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
_BEGIN, _END = "<!-- states: made by ./dev states -->\n", "<!-- end of states -->\n"


def machines() -> list[StateMachine]:
    """Every table of steps of the product, by name: each stands in a `states.py`."""
    src = Path(huiyin.__file__).parent
    found: dict[str, StateMachine] = {}
    for file in src.rglob("states.py"):
        module = importlib.import_module(".".join(("huiyin", *file.relative_to(src).with_suffix("").parts)))
        found |= {one.name: one for one in vars(module).values() if isinstance(one, StateMachine)}
    return [found[name] for name in sorted(found)]


def written(text: str) -> str:
    """The page with the block as the code says it.

    Raises:
        ValueError: the page has no such block.
    """
    before, begin, rest = text.partition(_BEGIN)
    _old, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has no block {_BEGIN.strip()} … {_END.strip()}")
    lines = "".join(f"- {one.name}: `{one}`\n" for one in machines())
    return before + begin + lines + end + after


def main() -> int:
    """Write the block, or check it."""
    there = PAGE.read_text("utf-8")
    text = written(there)
    if "--check" not in sys.argv:
        PAGE.write_text(text, "utf-8")
    elif text != there:
        print("ARCHITECTURE.md: the states are not what the code says: run ./dev states", file=sys.stderr)
        return 1
    else:
        print("ARCHITECTURE.md: the states are true")
    return 0


if __name__ == "__main__":
    sys.exit(main())
