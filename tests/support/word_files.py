"""Word files as text: small words for its XML, and the zip around them."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word" '
    'xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
)


def text(words: str, kind: str = "t") -> str:
    return f'<w:{kind} xml:space="preserve">{escape(words)}</w:{kind}>'


def run(words: str = "", look: str = "", inside: str = "") -> str:
    """A run of these words; `look`: its properties, `inside`: what else stands in it."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{text(words) if words else ''}{inside}</w:r>"


def paragraph(*inside: str, style: str = "", properties: str = "") -> str:
    """A paragraph; what does not begin as an element is words."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    content = "".join(one if one.startswith("<") else run(one) for one in inside)
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content}</w:p>"


def item(words: str, num: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(
        words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    )


def cell(*blocks: str, properties: str = "") -> str:
    content = "".join(one if one.startswith("<") else paragraph(one) for one in blocks)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or paragraph()}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    content = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def table(*rows: str, columns: int) -> str:
    grid = '<w:gridCol w:w="1000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def control(inside: str, properties: str = "<w:text/>", name: str = "", tag: str = "") -> str:
    """A content control around whatever it is."""
    said = f"<w:alias w:val={quoteattr(name)}/>" * bool(name) + f"<w:tag w:val={quoteattr(tag)}/>" * bool(tag)
    return f"<w:sdt><w:sdtPr>{said}{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def character(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def field(instruction: str, result: str, inside: str = "") -> str:
    """A field written out in runs."""
    code = f"<w:r>{text(instruction, 'instrText')}</w:r>"
    return character("begin", inside) + code + character("separate") + result + character("end")


def simple_field(instruction: str, result: str) -> str:
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{result}</w:fldSimple>"


def revision(kind: str, inside: str, author: str = "张人事", number: int = 1) -> str:
    when = "2026-05-20T09:30:00Z"
    return f'<w:{kind} w:id="{number}" w:author="{author}" w:date="{when}">{inside}</w:{kind}>'


def deleted(words: str) -> str:
    return revision("del", f"<w:r>{text(words, 'delText')}</w:r>")


def drawn_box(*blocks: str) -> str:
    """A text box as DrawingML has it."""
    return (
        '<w:drawing><wp:anchor><wp:positionH relativeFrom="column"><wp:posOffset>114300</wp:posOffset></wp:positionH>'
        '<wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent>'
        f"{''.join(blocks)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def old_box(*blocks: str) -> str:
    """A text box as VML has it."""
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{''.join(blocks)}</w:txbxContent></v:textbox></v:shape></w:pict>"


def either(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def level(at: int, number_format: str, printed: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f"<w:lvlText w:val={quoteattr(printed)}/></w:lvl>"
    )


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def part(tag: str, inside: str, prolog: str = "", attributes: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{prolog}<w:{tag} {SPACES} {attributes}>{inside}</w:{tag}>'


STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="heading {one}"/><w:basedOn w:val="a"/>'
        f'<w:pPr><w:outlineLvl w:val="{one - 1}"/></w:pPr></w:style>'
        for one in (1, 2, 3)
    ),
)


def relation(number: str, kind: str, target: str, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'


def relations(*inside: str) -> str:
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{"".join(inside)}</Relationships>'


def package(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    links: str = "",
    *,
    main: str = f"{_WML}.document.main+xml",
    prolog: str = "",
    attributes: str = "",
    overwrite: Mapping[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """The parts of a document. `parts`: others below `word/` by the ending of their names, without it: each is related to
    the main text under its name (`header1` as `rIdheader1`); `links`: further relations of the main text."""
    others = {"styles": STYLES, **(parts or {})}
    kinds = {name: name.rstrip("0123456789") for name in others}
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WML}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    named = "".join(relation(f"rId{name}", kind, f"{name}.xml") for name, kind in kinds.items())
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": relations(relation("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(named, links),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>", prolog, attributes),
        **{f"word/{name}.xml": content for name, content in others.items()},
        **(overwrite or {}),
    }


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(
    body: str, parts: Mapping[str, str | bytes] | None = None, links: str = "", attributes: str = ""
) -> bytes:
    """A document of this body; see `package`."""
    return packed(package(body, parts, links, attributes=attributes))
