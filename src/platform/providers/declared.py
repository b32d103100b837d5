"""Providers declare themselves: each is a folder below its port, found by being there and gone when it is deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar, Protocol, TypeVar

from ..errors import DomainError
from ..i18n import LazyText
from ..i18n import lazy as _

NOTHING = LazyText("")


@dataclass(frozen=True, slots=True)
class AccountField:
    """What a tenant types to be known to a provider, beside its secret.

    `kind` is the form's: `text`, `number` (digits only, `wrong` is said of others) or `url`.
    """

    name: str
    label: LazyText | str
    hint: LazyText | str = ""
    kind: str = "text"
    wrong: LazyText = NOTHING
    attrs: Mapping[str, str] | None = None


class UnknownProviderError(DomainError):
    """Nobody here speaks to a provider of this kind: it was never known, or its folder is gone."""

    status: ClassVar[int] = 404
    code: ClassVar[str] = "unknown_provider"
    text = _("本系统不支持这个服务商，请改用其他服务商。")


class Declared(Protocol):
    """`kind` is how rows name it; `place`: where it stands in lists."""

    @property
    def kind(self) -> str: ...

    @property
    def place(self) -> int: ...


T = TypeVar("T", bound=Declared)


def discover(port: str, declaration: type[T]) -> dict[str, T]:
    """What the folders of a port (its package's name) declare, by kind."""
    folders = [found.name for found in iter_modules(import_module(port).__path__) if found.ispkg]
    declared = [
        value
        for name in folders
        for value in vars(import_module(f"{port}.{name}")).values()
        if isinstance(value, declaration)
    ]
    return {one.kind: one for one in sorted(declared, key=lambda one: one.place)}


def chosen(declared: Mapping[str, T], kind: str) -> T:
    """The provider of a kind, and never another.

    Raises:
        UnknownProviderError: there is none.
    """
    try:
        return declared[kind]
    except KeyError:
        raise UnknownProviderError from None
