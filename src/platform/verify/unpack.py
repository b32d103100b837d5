"""Taking a bundle out of its zip, also out of one that somebody packed anew: that proves nothing and spoils nothing."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

MANIFEST = "manifest.json"
EPOCH = (2020, 1, 1, 0, 0, 0)
"""The date of every file in a bundle as it was made: the same parts give the same bytes."""
_MOST_FILES, _MOST_BYTES = 200, 100_000_000  # unpacked: a small zip can hold a huge file
# How `pack` writes what a zip has around its files (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16): only the names differ, the sums,
# the lengths and the places. The date is EPOCH.
_BEFORE, _LISTED, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s2B5H3L5H2L"), struct.Struct("<4s4H2LH")
_DATE, _OWN_ACCESS = (2020 - 1980) << 9 | 1 << 5 | 1, 0o600 << 16
_LEFT_BEHIND = (".DS_Store", "Thumbs.db", "desktop.ini")


def unpack(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The files of a zip by name, and whether somebody packed it anew.

    Raises:
        ValueError, and whatever a damaged zip makes the library raise: it cannot be read.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = [item for item in archive.infolist() if not item.is_dir()]
        names = {item.filename for item in items}
        if len(items) > _MOST_FILES or sum(item.file_size for item in items) > _MOST_BYTES:
            raise ValueError("文件过多或过大")
        if len(names) != len(items):
            raise ValueError("有重名的文件")
        anew = data != _as_packed(data, archive.infolist())
        files = {item.filename: archive.read(item) for item in items}
    return files, ["压缩包被重新打包过：不影响其中的文件"] if anew else []


def _as_packed(data: bytes, items: Sequence[zipfile.ZipInfo]) -> bytes:
    """The zip as we would have packed these very pieces: where it is another, somebody else packed it, or changed what stands
    around its files."""
    files, listed = bytearray(), bytearray()
    for item in items:
        name, place = item.filename.encode(), len(files)
        facts = (0, item.compress_type, 0, _DATE, item.CRC, item.compress_size, item.file_size, len(name), 0)
        start = place + _BEFORE.size + len(name)
        files += _BEFORE.pack(b"PK\3\4", 20, *facts) + name + data[start : start + item.compress_size]
        listed += _LISTED.pack(b"PK\1\2", 20, 3, 20, *facts, 0, 0, 0, _OWN_ACCESS, place) + name
    end = _END.pack(b"PK\5\6", 0, 0, len(items), len(items), len(listed), len(files), 0)
    return bytes(files + listed + end)


def sort_out(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The bundle's own files: without the folder somebody put around them, and what a computer leaves in folders."""
    left = [name for name in files if _is_left_behind(name)]
    said = [f"压缩包里多了电脑自动加入的 {name}：与存证无关，未予理会" for name in left]
    own = {name: data for name, data in files.items() if name not in left}
    outer = _outer(own)
    if outer:
        said.append(f"存证包外面多了一层文件夹 {outer}：不影响其中的文件")
    return {name.removeprefix(outer): data for name, data in own.items()}, said


def _is_left_behind(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last in _LEFT_BEHIND or last.startswith("._")


def _outer(files: Mapping[str, bytes]) -> str:
    """The folder that every file lies in, with its slash; empty where there is none."""
    manifests = [name for name in files if name.endswith(f"/{MANIFEST}")]
    if MANIFEST in files or len(manifests) != 1:
        return ""
    outer = manifests[0].removesuffix(MANIFEST)
    return outer if all(name.startswith(outer) for name in files) else ""
