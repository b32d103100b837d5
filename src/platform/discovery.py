"""Modules found by their place, so that a new one needs no entry in a list."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules(package: str, name: str | None = None) -> Iterator[ModuleType]:
    """Every module below `package`, or every one called `name`, imported; always in the same order, by path."""
    root = import_module(package)
    found = sorted(one.name for one in walk_packages(root.__path__, f"{package}."))
    yield from (import_module(path) for path in found if name in (None, path.rpartition(".")[2]))


def load(package: str) -> None:
    """Import every module below `package`, for what they register when they are imported."""
    for _module in modules(package):
        pass


def own_values(module: ModuleType, kind: type[T]) -> Iterator[T]:
    """What a module binds itself that is of a kind, in the order in which it stands there."""
    yield from (value for value in vars(module).values() if isinstance(value, kind))
