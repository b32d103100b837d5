"""Reading an object whose hash is known: what is handed on is what was put away, or nothing."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from ...crypto.keyed import sha256_hex
from ...errors import DomainError
from ...i18n import lazy as _
from ...logging import get_logger
from .port import ObjectMissingError, ObjectStore, StoreAwayError

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """Where an object lies, and its SHA-256 (hexadecimal). `version`: which of what lies there it is, where that is known."""

    key: str
    sha256: str
    version: str = ""


class ObjectDamagedError(DomainError):
    """The bytes are not those that were put away, and no other copy has them."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "object_damaged"
    text = _("存档的文件与记录的哈希不一致，为了不让错误的文件流出，现在不能提供。平台已记录，请联系管理员。")


async def read_whole(store: ObjectStore, *copies: Copy) -> bytes:
    """The first copy that is as it was put away.

    A damaged or missing copy is named in the log, whoever is served from another one.

    Raises:
        ObjectMissingError: there is none.
        ObjectDamagedError: there is one, and it is not as it was.
        StoreAwayError: the store does not give one, and no other is whole.
    """
    return (await find_whole(store, *copies))[0]


async def find_whole(store: ObjectStore, *copies: Copy) -> tuple[bytes, Copy]:
    """The same, and which copy it was: with its version where it was found by that."""
    damaged, away = False, None
    for copy in copies:
        for way, read in _ways(store, copy):
            try:
                data = await read()
            except ObjectMissingError:
                log.error("object missing", key=copy.key, way=way)
                if way == "version":
                    continue
                break
            except StoreAwayError as problem:  # all of it, or this one object: another copy may be had
                log.error("object not given", key=copy.key, way=way)
                away = problem
                break
            if sha256_hex(data) == copy.sha256:
                return data, copy if way == "version" else replace(copy, version="")
            damaged = True
            log.error("object damaged", key=copy.key, sha256=copy.sha256, way=way)
    if away is not None:
        raise away
    if damaged:
        raise ObjectDamagedError
    raise ObjectMissingError(", ".join(copy.key for copy in copies))


def _ways(store: ObjectStore, copy: Copy) -> Iterator[tuple[str, Callable[[], Awaitable[bytes]]]]:
    """The very version; else what was first written, which a lock keeps; else what lies over it."""
    if copy.version:
        yield "version", partial(store.get, copy.key, copy.version)
    yield "original", partial(store.original, copy.key)
    yield "top", partial(store.get, copy.key)
