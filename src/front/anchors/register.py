"""What was published, read from the store once for all who ask: it is written once a day and never changed."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from ...platform import clock
from ...platform.errors import NotFoundError
from ...platform.providers.storage.port import ObjectStore
from ...platform.verify.publication import FOLDER, Publication, PublishedRoot, published_among

_FRESH = timedelta(minutes=1)
_KEPT = 64


class Register:
    """The published roots. A list is a minute old at most; what stands in one is kept while it is asked for."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._roots: Sequence[PublishedRoot] = ()
        self._read_at: datetime | None = None
        self._days: OrderedDict[str, Publication] = OrderedDict()

    async def roots(self) -> Sequence[PublishedRoot]:
        """Every root, the newest first.

        Raises:
            StoreAwayError: the store does not answer.
        """
        now = clock.now()
        if self._read_at is None or not self._read_at <= now < self._read_at + _FRESH:
            self._roots = published_among(await self._store.keys(f"{FOLDER}/"))
            self._read_at = now
        return self._roots

    async def of(self, day: str) -> Publication:
        """What was stamped on a day, named as 2026-11-29.

        Raises:
            NotFoundError: nothing was.
            StoreAwayError: the store does not answer.
        """
        root = next((one for one in await self.roots() if str(one.day) == day), None)
        if root is None:
            raise NotFoundError
        if root.key not in self._days:
            # The first that was written counts, whatever somebody has put over it.
            self._days[root.key] = Publication.from_bytes(await self._store.original(root.key))
        self._days.move_to_end(root.key)
        if len(self._days) > _KEPT:
            self._days.popitem(last=False)
        return self._days[root.key]
