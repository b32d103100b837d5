"""Small files that cost whoever reads them dearly: made here, most in milliseconds, for tests and for `pressure`.

Each is named by what it attacks. `SHEETS` go to the import, `LOGOS` to the brand, `PDFS` to the public check, `SCANS` to contracts on paper, `BUNDLES` to
whoever checks evidence.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[], bytes]

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
</Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_PARTS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
<Relationship Id="rId2" Target="sharedStrings.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>
</Relationships>"""
_BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEADINGS = "".join(
    f'<c r="{column}1" t="inlineStr"><is><t>{word}</t></is></c>'
    for column, word in zip("ABC", ("姓名", "手机号", "应聘岗位"), strict=True)
)


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file, and how it is called where it is handed in."""

    filename: str
    make: Make


def xlsx(rows: str, strings: str = "", prolog: str = "", more: dict[str, str] | None = None) -> bytes:
    """A workbook of one tab with these `<row>`s under known headings, packed as tightly as can be."""
    sheet = f'<?xml version="1.0"?>{prolog}<worksheet {_MAIN}><sheetData><row r="1">{_HEADINGS}</row>{rows}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _PARTS,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst {_MAIN}>{strings}</sst>',
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_row() -> bytes:
    """One row, numbered 10^15: whoever fills the gap before it never ends."""
    return xlsx(f'<row r="{10**15}">{_cell(f"A{10**15}", "李想")}</row>')


def many_strings() -> bytes:
    """Some 20 kB that unpack to 26 MB of two million shared strings."""
    return xlsx("", strings="<si><t/></si>" * 2_000_000)


def unpacked() -> bytes:
    """A dozen entries of four million blanks: 50 kB that want to be 48 MB."""
    return xlsx("", more={f"xl/media/{number}.xml": " " * 4_000_000 for number in range(12)})


def lying_size() -> bytes:
    """An entry that says it holds ten bytes, and unpacks to twenty million."""
    made = bytearray(xlsx("", strings=" " * 20_000_000))
    place = made.rindex(b"PK\x01\x02")  # the last of the directory: the shared strings
    made[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(made)


def repeated_text() -> bytes:
    """One shared string of 32,000 signs, pointed at by 60,000 cells: 2 GB of text."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEF")
        + "</row>"
        for row in range(2, 10_002)
    )
    return xlsx(rows, strings=f"<si><t>{'长' * 32_000}</t></si>")


def entities() -> bytes:
    """A billion laughs: ten entities, each ten times the one before, to the ninth."""
    steps = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
    prolog = f'<!DOCTYPE worksheet [<!ENTITY a0 "哈">{steps}]>'
    return xlsx(f'<row r="2">{_cell("A2", "&a9;")}</row>', prolog=prolog)


def deep_markup() -> bytes:
    """Elements one inside the other, a million deep."""
    return xlsx("<row>" * 1_000_000)


def many_entries() -> bytes:
    """Five thousand parts that say nothing."""
    return xlsx("", more={f"xl/x{number}.xml": "" for number in range(5_000)})


def blank_lines() -> bytes:
    """A CSV of four million blank lines under its headings."""
    return "姓名,手机号,应聘岗位\n".encode() + b"\n" * 4_000_000


def merged_ranges() -> bytes:
    """Forty thousand rows, and thousands of ranges that each reach over all of them."""
    rows = "".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(2, 40_000))
    ranges = '<mergeCell ref="A1:A40000"/>' * 300_000
    return xlsx(rows + f"</sheetData><mergeCells>{ranges}</mergeCells><sheetData>")


SHEETS: dict[str, Bomb] = {
    "far_row": Bomb("far.xlsx", far_row),
    "many_strings": Bomb("strings.xlsx", many_strings),
    "unpacked": Bomb("unpacked.xlsx", unpacked),
    "lying_size": Bomb("lying.xlsx", lying_size),
    "repeated_text": Bomb("repeated.xlsx", repeated_text),
    "entities": Bomb("entities.xlsx", entities),
    "deep_markup": Bomb("deep.xlsx", deep_markup),
    "many_entries": Bomb("entries.xlsx", many_entries),
    "merged_ranges": Bomb("merged.xlsx", merged_ranges),
    "blank_lines": Bomb("blank.csv", blank_lines),
}


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    width: int,
    height: int,
    *,
    depth: int = 8,
    colour: int = 0,
    pixels: bytes | None = None,
    palette: bytes = b"",
) -> bytes:
    """A PNG whose parts are sound by themselves, whatever they say together."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    line = 1 + (width * channels * depth + 7) // 8
    body = bytes(line * height) if pixels is None else pixels
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)),
            _chunk(b"PLTE", palette) if palette else b"",
            _chunk(b"IDAT", zlib.compress(body, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _bad_filter() -> bytes:
    """Every line says it is filtered in a fifth way: there are four, and browsers show it all the same."""
    return png(64, 64, pixels=(b"\x09" + bytes(64)) * 64)


def _inflated() -> bytes:
    """64 × 64 pixels, and behind them a hundred million bytes."""
    return png(64, 64, pixels=bytes(65 * 64 + 100_000_000))


LOGOS: dict[str, Bomb] = {
    "pixels": Bomb("pixels.png", lambda: png(30_000, 30_000, depth=1)),
    "inflated": Bomb("inflated.png", _inflated),
    "no_palette": Bomb("palette.png", lambda: png(64, 64, colour=3)),
    "bad_filter": Bomb("filter.png", _bad_filter),
    "impossible_depth": Bomb("depth.png", lambda: png(64, 64, depth=16, colour=3, palette=bytes(6))),
    "broken_depth": Bomb("depth2.png", lambda: png(64, 64, depth=1, colour=6)),
}


def pdf(*objects: bytes, trailer: bytes = b"", before: bytes = b"") -> bytes:
    """A PDF of these numbered objects, the first its catalogue, with a cross-reference table that is right."""
    out = bytearray(b"%PDF-1.7\n" + before)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(out)


_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/SigFlags 3>>>>"
_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"


def _stream(facts: bytes, body: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (facts, len(body), body)


def _deep_array() -> bytes:
    """Three million brackets."""
    return pdf(_CATALOGUE % b"3 0 R", _PAGES, b"[" * 3_000_000)


def _looped_table() -> bytes:
    """A cross-reference table whose previous one is itself."""
    made = pdf(_CATALOGUE % b"", _PAGES)
    start = made.rindex(b"xref\n0 ")
    return made.replace(b"/Root", b"/Prev %d/Root" % start)


def _looped_fields() -> bytes:
    """A form field that is its own child."""
    return pdf(_CATALOGUE % b"3 0 R", _PAGES, b"<</T(a)/Kids[3 0 R 3 0 R]>>")


def zeros(megabytes: int) -> bytes:
    """So many million zeros, packed by zlib to a thousandth without packing them all: one part over and over."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _part in range(2)]
    return parts[0] + parts[1] * (megabytes // 10 - 1) + packer.flush()


def _inflated_table() -> bytes:
    """A cross-reference stream that unpacks to eight gigabytes."""
    facts = b"/Type/XRef/W[1 4 2]/Index[0 200000000]/Size 200000000/Root 1 0 R/Filter/FlateDecode"
    head = b"%PDF-1.7\n"
    return (
        head + b"9 0 obj\n" + _stream(facts, zeros(8_000)) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def _many_signatures() -> bytes:
    """A hundred thousand signature fields that all point at one signature."""
    value = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<30>>>"
    )
    field = b"<</FT/Sig/T(s%d)/V 3 0 R>>"
    fields = b"".join(field % number for number in range(100_000))
    return pdf(_CATALOGUE % fields, _PAGES, value)


PDFS: dict[str, Bomb] = {
    "deep_array": Bomb("deep.pdf", _deep_array),
    "looped_table": Bomb("loop.pdf", _looped_table),
    "looped_fields": Bomb("fields.pdf", _looped_fields),
    "inflated_table": Bomb("inflated.pdf", _inflated_table),
    "many_signatures": Bomb("signatures.pdf", _many_signatures),
    "open_brackets": Bomb("open.pdf", lambda: b"%PDF-1.7\n" + b"<<" * 4_000_000),
}


def _page(size: bytes, content: bytes = b"") -> bytes:
    """A PDF of one page of this size with this content, which is deflated."""
    packed = zlib.compress(content, 9)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R>>" % size,
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    )


def _many_pages() -> bytes:
    kids = b"3 0 R " * 300_000
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 300000>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def _vast_photograph() -> bytes:
    """A JPEG that says it has four thousand million pixels, and stops."""
    size = struct.pack(">BHHBBBBBBBBBB", 8, 65_500, 65_500, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H5s", 16, b"JFIF\0") + bytes(9)
    return head + b"\xff\xc0" + struct.pack(">H", len(size) + 2) + size


SCANS: dict[str, Bomb] = {
    "vast_page": Bomb("vast.pdf", lambda: _page(b"9000000 9000000", b"0 0 m 9 9 l S")),
    "endless_drawing": Bomb("endless.pdf", lambda: _page(b"600 800", b"0 0 m 600 800 l S\n" * 6_000_000)),
    "many_pages": Bomb("many.pdf", _many_pages),
    "vast_photograph": Bomb("vast.jpg", _vast_photograph),
    "looped_pages": Bomb(
        "loop.pdf",
        lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
    ),
}


def _bundle(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


_MANIFEST = json.dumps({"files": {}, "chain_head": "", "contract_sha256": ""}).encode()

BUNDLES: dict[str, Bomb] = {
    "gigabyte": Bomb("a.zip", lambda: _bundle(manifest__json=_MANIFEST, contract__pdf=bytes(120_000_000))),
    "many_files": Bomb("b.zip", lambda: _bundle(**{f"f{number}": b"" for number in range(5_000)})),
    "deep_manifest": Bomb("c.zip", lambda: _bundle(manifest__json=b"[" * 2_000_000)),
    "deep_events": Bomb(
        "d.zip", lambda: _bundle(manifest__json=_MANIFEST, events__jsonl=b'{"a":' * 1_000_000)
    ),
    "bad_contract": Bomb("e.zip", lambda: _bundle(manifest__json=_MANIFEST, contract__pdf=_deep_array())),
}
