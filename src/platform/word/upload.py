"""A Word file that a stranger hands in: read in a process of its own (decision 0035)."""

from ..files import FileReader, Limits
from .document import OpenRevisions, WordDocument
from .errors import Refusal, WordRefusedError
from .package import MOST_BYTES
from .reader import read_word
from .tree import View

LIMITS = Limits(seconds=60)
"""A contract of twenty pages takes a twentieth of a second, 450,000 elements three, of a core that nobody else uses."""


async def read_uploaded(
    files: FileReader, data: bytes, view: View | None = None
) -> WordDocument | OpenRevisions:
    """See `read_word`; no transaction may be open meanwhile (`platform/db/release.py`).

    Raises:
        WordRefusedError: why it is not read, in words.
        FileRefusedError: reading failed, took too long or too much, or there is no turn for it.
    """
    if len(data) > MOST_BYTES:
        raise WordRefusedError(Refusal.TOO_LARGE)
    return await files.run(LIMITS, read_word, data, view)
