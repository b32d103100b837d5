"""A .docx as its parts: what it says of itself is looked at before it is unpacked, and what is no plain document is refused."""

import posixpath
import re
import zipfile
from dataclasses import dataclass

from ..formats.archives import ArchiveError, open_archive
from .counting import count
from .errors import Refusal, WordRefusedError
from .kinds import refuse_other_kinds
from .markup import parse

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000
_PIECE = 1 << 20
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what Word writes and reads
_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}
_OTHERS = {"spreadsheetml": "Excel", "presentationml": "PowerPoint", "visio": "Visio"}
_ACTIVE = re.compile(r"macroenabled|vbaproject|vbadata|activex", re.IGNORECASE)
_HARMLESS_LINK = re.compile(r"https?:|mailto:|tel:|#", re.IGNORECASE)
# The template that every new document is made from: Word seldom, WPS often writes where it lies on the author's machine.
_NORMAL = re.compile(r"(file:///[a-z]:[\\/]([^?#]*[\\/])?)?Normal\.dotm?", re.IGNORECASE)
_FOREIGN_TEXT = {"aFChunk", "subDocument"}


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to under an id: `kind` is the last word of its type, `target` a part, or an address if `external`."""

    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a document by their names, all unpacked; `main` is the one that the text stands in."""

    parts: dict[str, bytes]
    types: dict[str, str]
    relations: dict[str, dict[str, Relation]]
    main: str

    def related(self, part: str, kind: str) -> str | None:
        """The part that another refers to as this kind, if it is there."""
        found = (one.target for one in self.relations.get(part, {}).values() if one.kind == kind)
        return next((target for target in found if target in self.parts), None)


def open_package(data: bytes) -> Package:
    """The parts of a .docx.

    Raises:
        WordRefusedError: too large, packed or not; no .docx; encrypted, with macros, with anything from outside, with a
            DTD; damaged, or with names of parts that lead elsewhere.
    """
    if len(data) > MOST_BYTES:
        raise WordRefusedError(Refusal.TOO_LARGE)
    refuse_other_kinds(data)
    parts = _unpacked(data)
    for name in parts:
        if _ACTIVE.search(name):
            raise WordRefusedError(Refusal.MACROS, name)
    types = _types(parts)
    relations = {_source(name): _relations(parts, name) for name in parts if name.endswith(".rels")}
    main = _main(parts, types, relations)
    _refuse_what_is_active(types, relations)
    return Package(parts, types, relations, main)


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        archive = open_archive(data, most_bytes=MOST_UNPACKED)
    except ArchiveError as refused:
        raise WordRefusedError(
            Refusal.DAMAGED if refused.damaged else Refusal.UNPACKS_TOO_LARGE, "zip"
        ) from refused
    with archive:
        _look_at_entries(archive.infolist())
        parts: dict[str, bytes] = {}
        left = MOST_UNPACKED
        for entry in archive.infolist():
            if not entry.is_dir():
                parts[entry.filename] = _read(archive, entry, left)
                left -= len(parts[entry.filename])
    return parts


def _look_at_entries(entries: list[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & 0x1:
            raise WordRefusedError(Refusal.ENCRYPTED)
        if entry.compress_type not in _PACKED:
            raise WordRefusedError(Refusal.DAMAGED, name)
        unsafe = name.startswith("/") or re.search(r"[\\\x00-\x1f]|^[A-Za-z]:", name)
        # The system's own letter case decides elsewhere which of two is seen; Word takes neither.
        if unsafe or ".." in name.split("/") or name.casefold() in names:
            raise WordRefusedError(Refusal.UNSAFE_PATH, name)
        names.add(name.casefold())


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """What an entry unpacks to, counted as it comes: the size it declares may be a lie."""
    found = bytearray()
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                found += piece
                if len(found) > most:
                    raise WordRefusedError(Refusal.UNPACKS_TOO_LARGE)
    except WordRefusedError:
        raise
    except MemoryError:
        raise
    except Exception as problem:  # zipfile and zlib raise what they like
        raise WordRefusedError(Refusal.DAMAGED, entry.filename) from problem
    return bytes(found)


def _types(parts: dict[str, bytes]) -> dict[str, str]:
    """The type of each part, in lower-case letters."""
    listed = parts.get("[Content_Types].xml")
    if listed is None:
        raise WordRefusedError(Refusal.OTHER_FORMAT, "mimetype" if "mimetype" in parts else "zip")
    count(listed, "[Content_Types].xml")
    endings: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in parse(listed, "[Content_Types].xml"):
        said = one.get("ContentType", "").lower()
        if "Extension" in one.attrib:
            endings[one.get("Extension", "").casefold()] = said
        else:
            names[one.get("PartName", "").removeprefix("/").casefold()] = said
    return {
        name: names.get(name.casefold(), endings.get(name.rpartition(".")[2].casefold(), ""))
        for name in parts
    }


def _source(name: str) -> str:
    """The part whose relations stand in `name`: "" for those of the whole file."""
    folder, _, file = name.rpartition("/")
    above = folder.rpartition("_rels")[0]
    return above + file.removesuffix(".rels")


def _relations(parts: dict[str, bytes], name: str) -> dict[str, Relation]:
    count(parts[name], name)
    folder = posixpath.dirname(_source(name))
    by_letters = {part.casefold(): part for part in parts}
    found: dict[str, Relation] = {}
    for one in parse(parts[name], name):
        kind = one.get("Type", "").rpartition("/")[2]
        target = one.get("Target", "")
        external = one.get("TargetMode", "").lower() == "external"
        if not external:
            target = _inside(folder, target)
            target = by_letters.get(target.casefold(), target)
        found[one.get("Id", "")] = Relation(kind, target, external)
    return found


def _inside(folder: str, target: str) -> str:
    """The part's name that a target leads to."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target) or "\\" in target or target.startswith("//"):
        raise WordRefusedError(Refusal.UNSAFE_PATH, target)
    path = target.partition("#")[0]
    joined = posixpath.normpath(path if path.startswith("/") else posixpath.join("/", folder, path))
    steps = [*folder.split("/"), *path.split("/")] if not path.startswith("/") else path.split("/")
    depth = 0
    for step in steps:
        depth += -1 if step == ".." else step not in ("", ".")
        if depth < 0:
            raise WordRefusedError(Refusal.UNSAFE_PATH, target)
    return joined.removeprefix("/")


def _main(parts: dict[str, bytes], types: dict[str, str], relations: dict[str, dict[str, Relation]]) -> str:
    begun = [one.target for one in relations.get("", {}).values() if one.kind == "officeDocument"]
    main = next((target for target in begun if target in parts), None)
    if main is None:
        raise WordRefusedError(Refusal.OTHER_FORMAT, "zip")
    if _ACTIVE.search(types[main]):
        raise WordRefusedError(Refusal.MACROS, types[main].rpartition(".")[2])
    if types[main] not in _MAIN_TYPES:
        known = next((program for word, program in _OTHERS.items() if word in types[main]), main)
        raise WordRefusedError(Refusal.OTHER_FORMAT, known)
    return main


def _refuse_what_is_active(types: dict[str, str], relations: dict[str, dict[str, Relation]]) -> None:
    for name, said in types.items():
        if _ACTIVE.search(said):
            raise WordRefusedError(Refusal.MACROS, name)
    for one in (one for referred in relations.values() for one in referred.values()):
        if _ACTIVE.search(one.kind) or one.kind == "control":
            raise WordRefusedError(Refusal.MACROS, one.kind)
        if one.kind in _FOREIGN_TEXT:
            raise WordRefusedError(Refusal.OTHER_FILE_INSIDE, one.target)
        if one.external and not _is_harmless(one):
            raise WordRefusedError(Refusal.EXTERNAL, f"{one.kind} {one.target}")


def _is_harmless(relation: Relation) -> bool:
    """Whether what lies outside is only named: an address that somebody may click on, the author's own Normal template."""
    if relation.kind == "attachedTemplate":
        return _NORMAL.fullmatch(relation.target) is not None
    return relation.kind == "hyperlink" and _HARMLESS_LINK.match(relation.target) is not None
