"""Files as answers."""

from urllib.parse import quote

from litestar import Response

from ..formats.cleaning import one_line

_NOT_QUOTED = str.maketrans('"\\', "''")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(data: bytes, name: str, media_type: str, *, inline: bool = False) -> Response[bytes]:
    """A file to keep, or to look at; the name may be Chinese (RFC 6266)."""
    how = "inline" if inline else "attachment"
    name = one_line(name)
    ascii_name = name.encode("ascii", "ignore").decode().translate(_NOT_QUOTED).strip() or "file"
    disposition = f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})


def pdf_response(data: bytes, name: str) -> Response[bytes]:
    """A PDF, shown in the browser where it can."""
    return file_response(data, name, "application/pdf", inline=True)
