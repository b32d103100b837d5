"""Files that are no .docx, known by how they begin: each is refused by its name, so that its owner knows what to do."""

from ..i18n import LazyText
from ..i18n import lazy as _
from .errors import Refusal, WordRefusedError

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_EMPTY = _("空文件")
_BEGINNINGS: tuple[tuple[bytes, str | LazyText], ...] = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version", _("网页存档 MHTML")),
    (b"<html", "HTML"),
    (b"<!doctype html", "HTML"),
    (b"<?xml", "XML"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)


def refuse_other_kinds(data: bytes) -> None:
    """Nothing, for what begins as a zip does.

    Raises:
        WordRefusedError: for all else.
    """
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(_COMPOUND):
        encrypted = any(name in data for name in _ENCRYPTED)
        raise WordRefusedError(Refusal.ENCRYPTED if encrypted else Refusal.OLD_FORMAT)
    begun = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    known = next((what for begins, what in _BEGINNINGS if begun.startswith(begins.lower())), None)
    raise WordRefusedError(Refusal.OTHER_FORMAT, known or (_("无法识别的格式") if data else _EMPTY))
