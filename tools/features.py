"""`./dev features [WORD]`: where each feature is: its folders, addresses, tables, events, permissions and jobs."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huiyin import front, hr_console, portal
from huiyin.app import DEPENDENCIES
from huiyin.platform.db import SharedBase, TenantBase
from huiyin.tenants import loading  # noqa: F401 – every table
from huiyin.tenants.features import features
from litestar import Litestar

ROOT = Path(__file__).resolve().parents[1]
# Where the parts of a feature lie, below its wing; the portal and the base domain have no wings.
_PARTS = ("src/tenants", "src/hr_console", "src/hr_console/templates", "src/jobs")
_FACES = ("src/portal", "src/portal/templates", "src/front", "src/front/templates")


@dataclass(slots=True)
class Entry:
    """One feature, `wing.feature`, and what belongs to it."""

    name: str
    folders: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """As it is printed."""
        yield self.name
        declared = features().get(self.name)
        parts: dict[str, list[str]] = {
            "folders": self.folders,
            "addresses": self.addresses,
            "tables": self.tables,
            "events": [event.value for event in declared.events or ()] if declared else [],
            "permissions": [one.value for one in declared.permissions or ()] if declared else [],
            "jobs": [job.name for job in declared.jobs] if declared else [],
        }
        yield from (f"  {label:12} {', '.join(values)}" for label, values in parts.items() if values)


def index() -> list[Entry]:
    """Every feature, by name."""
    entries = {name: Entry(name) for name in sorted({*_names(), "audit"})}
    for entry in entries.values():
        entry.folders = list(_folders(entry.name))
    for module, address in _addresses():
        if (name := _owner(module, entries)) is not None:
            entries[name].addresses.append(address)
    for base in (TenantBase, SharedBase):
        for mapper in base.registry.mappers:
            if (name := _owner(mapper.class_.__module__, entries)) is not None:
                entries[name].tables.append(str(mapper.local_table))
    for entry in entries.values():
        entry.addresses = _beginnings(entry.addresses)
        entry.tables.sort()
    return list(entries.values())


def _names() -> Iterator[str]:
    for part in ("src/tenants", "src/hr_console"):
        for folder in (ROOT / part).glob("*/*/__init__.py"):
            yield f"{folder.parts[-3]}.{folder.parts[-2]}"
    named = {folder.parent.name for folder in (ROOT / "src/tenants").glob("*/*/__init__.py")}
    for face in ("portal", "front"):
        for folder in (ROOT / "src" / face).glob("*/__init__.py"):
            if folder.parent.name not in named:
                yield f"{face}.{folder.parent.name}"


def _folders(name: str) -> Iterator[str]:
    wing, _, feature = name.rpartition(".")
    faces = [face for face in _FACES if wing not in ("portal", "front") or face.startswith(f"src/{wing}")]
    places = [
        *(f"{part}/{name.replace('.', '/')}" for part in _PARTS),
        *(f"{face}/{feature}" for face in faces),
        f"src/jobs/{wing}/{feature}.py",
    ]
    yield from (place for place in places if (ROOT / place).exists())


def _addresses() -> Iterator[tuple[str, str]]:
    handlers = [*front.HANDLERS, *portal.HANDLERS, *hr_console.HANDLERS]
    for route in Litestar(handlers, dependencies=DEPENDENCIES, openapi_config=None).routes:
        for handler in getattr(route, "route_handlers", ()):
            yield handler.fn.__module__, route.path_format


def _owner(module: str, entries: dict[str, Entry]) -> str | None:
    """The feature that a module lies in: by its wing and name, or in a face without wings by its name alone."""
    face, *parts = module.split(".")[1:]
    for name in (".".join(parts[:2]), f"{face}.{parts[0]}", parts[0]):
        if name in entries:
            return name
    return next((name for name in entries if name.rpartition(".")[2] == parts[0]), None)


def _beginnings(addresses: list[str]) -> list[str]:
    """Addresses without those that lie under another one."""
    kept: list[str] = []
    for address in sorted(set(addresses)):
        if not any(address.startswith(f"{above}/") for above in kept):
            kept.append(address)
    return kept


def main(words: list[str]) -> int:
    """Print the index, or what of it has one of the words in it."""
    for entry in index():
        text = "\n".join(entry.lines())
        if not words or any(word in text for word in words):
            print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
