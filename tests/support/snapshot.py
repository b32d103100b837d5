"""What `pytest --keep` notes of the database from which each of its runs begins: made of which code, at which moment."""

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tests.support.clocks import CLOCKS

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".huiyin" / "test"
_MAKES_STORES = ("src/platform/embedded",)
_MAKES_TENANTS = ("migrations", "src/demo.py", "src/platform", "src/tenants")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`stores` and `tenants` are digests of the code that made them; `moment` is when it was ready, on the suite's clock.

    A run begins at that moment: nothing in its database is later than now.
    """

    clock: str
    stores: str
    tenants: str
    moment: str

    @classmethod
    def now(cls, clock: str, moment: datetime) -> "Snapshot":
        """As the code is now."""
        return cls(clock, _digest(_MAKES_STORES), _digest(_MAKES_TENANTS), moment.isoformat())

    def same_stores(self, other: "Snapshot") -> bool:
        """Whether PostgreSQL and the object store can go on running."""
        return (self.clock, self.stores) == (other.clock, other.stores)


def read(state: Path = STATE) -> Snapshot | None:
    """The one there is."""
    try:
        return Snapshot(**json.loads(_file(state).read_text("utf-8")))
    except FileNotFoundError:
        return None


def write(snapshot: Snapshot, state: Path = STATE) -> None:
    """Note that it is there."""
    _file(state).write_text(json.dumps(asdict(snapshot)), "utf-8")


def moment(clock: str) -> datetime:
    """When a run begins: where the snapshot was ready, or where the suite always does."""
    there = read()
    return datetime.fromisoformat(there.moment) if there and there.clock == clock else CLOCKS[clock]


def _file(state: Path) -> Path:
    return state / "snapshot.json"


def _digest(places: tuple[str, ...]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for place in places:
        path = ROOT / place
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        for file in files:
            if file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()
