"""Zip archives from strangers: looked at before anything is unpacked. A small one can hold a huge one."""

import io
import zipfile

_MOST_ENTRIES = 2_000
# Text packs to a tenth, a sheet painted to its last line to a fiftieth; a bomb to a thousandth.
_MOST_RATIO = 100
_FREE = 20_000_000  # bytes unpacked that may be packed as tightly as one likes


class ArchiveError(ValueError):
    """Not opened: `damaged`, or with more in it than is unpacked here."""

    def __init__(self, damaged: bool) -> None:
        super().__init__("damaged" if damaged else "too much in it")
        self.damaged = damaged


def open_archive(data: bytes, *, most_bytes: int, most_entries: int = _MOST_ENTRIES) -> zipfile.ZipFile:
    """The archive, when what it says of itself is sound; an entry can never unpack to more than it says.

    Raises:
        ArchiveError: damaged; too many entries; too much unpacked, all together or for its size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise ArchiveError(damaged=True) from problem
    items = archive.infolist()
    unpacked = sum(item.file_size for item in items)
    if len(items) > most_entries or unpacked > min(most_bytes, max(_FREE, _MOST_RATIO * len(data))):
        raise ArchiveError(damaged=False)
    return archive
