"""What is handed in as a scan: read in a process of its own, beside the file that was printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.keyed import sha256_hex
from ....platform.db.release import release_unchanged
from ....platform.documents.scans import join_pages, page_count
from ....platform.files import FileReader, Limits

MOST_FILES = 60
MOST_BYTES = 30_000_000
"""Of all files of a scan together; a page that a telephone has photographed has two to five million."""
_LIMITS = Limits(seconds=30, memory=1_000_000_000)


@dataclass(frozen=True, slots=True)
class Scan:
    """One PDF of everything handed in; `expected`: how many pages were printed, `sources`: the SHA-256 of each file."""

    pdf: bytes
    pages: int
    expected: int
    sources: tuple[str, ...]


async def read_scan(
    session: AsyncSession, files: FileReader, handed_in: Sequence[bytes], original: bytes
) -> Scan:
    """Join what was handed in, in its order; `original` is the file that was printed.

    Raises:
        NoPagesError, TooManyPagesError: one of the files is no scan.
        FileRefusedError: reading failed, or there is no turn for it.
        UnfinishedChangeError: the session has changed something.
    """
    await release_unchanged(session)
    return await files.run(_LIMITS, join, tuple(handed_in), original)


def join(handed_in: Sequence[bytes], original: bytes) -> Scan:
    """What the process does."""
    made = join_pages(handed_in)
    return Scan(made.pdf, made.pages, page_count(original), tuple(map(sha256_hex, handed_in)))
