"""Looking at a document page by page, in processes with a deadline: a page that cannot be drawn costs nobody else theirs."""

import asyncio
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import ClassVar, ParamSpec, TypeVar

from ..errors import DomainError
from ..i18n import lazy as _
from .blocks import Document, Letterhead
from .layout import Layout
from .pictures import layout_of, page_picture
from .pool import DocumentTimeoutError, RenderPool
from .render import Preview, render_preview

P = ParamSpec("P")
R = TypeVar("R")
_SECONDS = 10.0  # for one page; it takes thirty milliseconds
_PATIENCE = 25.0  # with those who are before it


class PagesBusyError(DomainError):
    """The page was not drawn in time: too many are asked for just now, or it took too long."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "pages_busy"
    text = _("页面图片暂时没有生成出来，请过几秒再试。")
    retry_after: ClassVar[int] = 5


class Pages:
    """Draws pages of our own documents. No transaction is open meanwhile: whoever asks has released its session."""

    def __init__(self, pool: RenderPool, *, patience: float = _PATIENCE) -> None:
        self._pool = pool
        self._patience = patience

    async def layout(self, pdf: bytes, field: str) -> Layout:
        """How many pages there are, and where a field is.

        Raises:
            PagesBusyError: not in time.
        """
        return await self._run(layout_of, pdf, field)

    async def picture(self, pdf: bytes, number: int, width: int) -> bytes:
        """One page as PNG.

        Raises:
            IndexError: there is no such page.
            PagesBusyError: not in time.
        """
        return await self._run(page_picture, pdf, number, width)

    async def preview(
        self, document: Document, ppi: float, fallback: Path | None, letterhead: Letterhead
    ) -> Preview:
        """A document that is being written, page by page.

        Raises:
            DocumentTooLargeError: over 200 kB of JSON.
            PagesBusyError: not in time.
        """
        return await self._run(render_preview, document, ppi, fallback, letterhead)

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            async with asyncio.timeout(self._patience):
                return await self._pool.run(_SECONDS, work, *args, **kwargs)
        except (TimeoutError, DocumentTimeoutError, BrokenProcessPool) as problem:
            raise PagesBusyError from problem

    def close(self) -> None:
        """End the processes."""
        self._pool.close()
