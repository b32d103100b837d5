"""A font made here: one box for each character asked for."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def box_font(file: Path, characters: str) -> None:
    """Write a TrueType font that has `characters` and nothing else."""
    names = {ord(sign): f"u{ord(sign):X}" for sign in characters}
    glyphs = [".notdef", *names.values()]
    pen = TTGlyphPen(None)
    for move, point in zip((pen.moveTo, pen.lineTo, pen.lineTo, pen.lineTo), _CORNERS, strict=True):
        move(point)
    pen.closePath()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 80)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names_of_font = {"familyName": "Huiyin Test Boxes", "styleName": "Regular", "psName": "HuiyinTestBoxes"}
    builder.setupNameTable(names_of_font)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    file.parent.mkdir(parents=True, exist_ok=True)
    builder.save(file)


_CORNERS = ((80, -40), (80, 800), (920, 800), (920, -40))
