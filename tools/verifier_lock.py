"""What the verifier in a bundle needs, pinned with hashes: the part of our lock file that `pyhanko` leads to.

`./dev run python -m tools.verifier_lock` writes it; a test says when it is not up to date.
"""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "platform" / "verify" / "requirements.txt"
_LOCK = ROOT / "requirements" / "dev.txt"
_NEEDED = "pyhanko"


def pins() -> str:
    """The lines of the lock file for pyhanko and all that it needs, in their order."""
    wanted = _closure(_NEEDED, set())
    blocks = re.split(r"\n(?=\S)", _LOCK.read_text("utf-8").strip())
    return "".join(f"{block}\n" for block in blocks if _name(re.split(r"[=\s]", block)[0]) in wanted)


def _closure(package: str, seen: set[str]) -> set[str]:
    seen.add(package)
    try:
        needed = requires(package) or []
    except PackageNotFoundError:  # only for other systems or versions; the lock file has it all the same
        return seen
    for line in needed:
        name = _name(re.split(r"[^\w.-]", line)[0])
        if "extra ==" not in line and name not in seen:
            _closure(name, seen)
    return seen


def _name(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


if __name__ == "__main__":
    TARGET.write_text(pins(), "utf-8")
