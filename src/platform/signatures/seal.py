"""A company's seals as pictures (SVG, 42 mm): drawn from names as vector outlines, so that no font is needed to show them, or
the cleaned scan of one that the company has."""

import math
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from ..documents.render import font_folder

_RED = "#d0021b"
_RADIUS = 21.0
_SQUARE = 19.0  # mm: with its frame a little over 20, as such seals are


class MissingOutlineError(ValueError):
    """A character of the company's name is in no font: no seal can be drawn with another one in its place."""


class _Outlines:
    em = 1000

    def __init__(self, fallback: Path | None) -> None:
        files = [
            next(font_folder().glob("*Serif*.otf")),
            *(sorted(fallback.glob("*.[ot]tf")) if fallback else ()),
        ]
        self._fonts = [TTFont(file, lazy=True) for file in files]
        self._turn = Lock()

    def of(self, sign: str) -> tuple[str, float]:
        """Path and advance width of a character, 1000 units high."""
        with self._turn:  # fonts are read from their files as they are asked for, by one thread at a time
            return self._read(sign)

    def _read(self, sign: str) -> tuple[str, float]:
        for font in self._fonts:
            if (name := font.getBestCmap().get(ord(sign))) is not None:
                glyphs = font.getGlyphSet()
                scale = self.em / font["head"].unitsPerEm
                pen = SVGPathPen(glyphs, lambda value: f"{round(value)}")
                glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
                return pen.getCommands(), glyphs[name].width * scale
        raise MissingOutlineError(f"U+{ord(sign):04X}")


@lru_cache(maxsize=2)
def _outlines(fallback: Path | None) -> _Outlines:
    return _Outlines(fallback)


@dataclass(frozen=True, slots=True)
class SealLook:
    """What a seal shows: the company's `name` on an arc, `caption` under the star, the registered `serial` along the edge.

    `holder`: the person whose square seal it is (法定代表人名章), instead of all that. `scan`: a PNG shown as it is.
    """

    name: str
    caption: str
    serial: str = ""
    holder: str = ""
    scan: bytes = b""


def seal_picture(look: SealLook, fallback: Path | None = None) -> str:
    """The seal that looks so, as SVG.

    Raises:
        MissingOutlineError: neither our font nor one in the folder `fallback` has a character.
    """
    if look.scan:
        return _scanned(look.scan)
    if look.holder:
        return square_svg(look.holder, fallback)
    return seal_svg(look.name, look.caption, look.serial, fallback)


def _scanned(png: bytes) -> str:
    data = b64encode(png).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42">'
        f'<image x="-21" y="-21" width="42" height="42" href="data:image/png;base64,{data}"/></svg>'
    )


@lru_cache(maxsize=256)
def square_svg(holder: str, fallback: Path | None = None) -> str:
    """The square seal of a person: the name with 印 or 之印, so that it fills its square, read from the right downwards.

    Raises:
        MissingOutlineError: no font has a character.
    """
    name = "".join(sign for sign in holder if sign not in " ·•．.")
    signs = name + {1: "之印", 2: "之印", 3: "印"}.get(len(name), "")
    rows = math.ceil(math.sqrt(len(signs)))
    columns = math.ceil(len(signs) / rows)
    wide, high = _SQUARE / columns, _SQUARE / rows
    drawn = []
    for index, sign in enumerate(signs):
        path, width = _outlines(fallback).of(sign)
        x = _SQUARE / 2 - (index // rows + 0.5) * wide
        y = (index % rows + 0.5) * high - _SQUARE / 2
        scale = f"{0.96 * wide / 1000:.5f} {-0.96 * high / 1000:.5f}"
        drawn.append(
            f'<path transform="translate({x:.3f} {y:.3f}) scale({scale}) translate({-width / 2:.1f} {-0.38 * 1000:.0f})" d="{path}"/>'
        )
    side = _SQUARE + 2.4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42" fill="{_RED}">'
        f'<rect x="{-side / 2}" y="{-side / 2}" width="{side}" height="{side}" fill="none" stroke="{_RED}" stroke-width="0.9"/>'
        f"{''.join(drawn)}</svg>"
    )


@lru_cache(maxsize=256)
def seal_svg(name: str, kind: str, serial: str, fallback: Path | None = None) -> str:
    """The round seal of `name`: `kind` (合同专用章; nothing for 公章) under the star, `serial` along the lower edge.

    Raises:
        MissingOutlineError: neither our font nor one in the folder `fallback` has a character.
    """
    outlines = _outlines(fallback)
    parts = [*_arc(outlines, name), *_line(outlines, kind), *_lower(outlines, serial)]
    star = " ".join(f"{x:.3f},{y:.3f}" for x, y in (_star_point(k) for k in range(10)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42" fill="{_RED}">'
        f'<circle r="20.2" fill="none" stroke="{_RED}" stroke-width="1.2"/><polygon points="{star}"/>'
        f"{''.join(parts)}</svg>"
    )


def _star_point(step: int) -> tuple[float, float]:
    radius = 6.2 if step % 2 == 0 else 6.2 * 0.382
    return radius * math.sin(math.pi * step / 5), -radius * math.cos(math.pi * step / 5)


def _arc(outlines: _Outlines, name: str) -> list[str]:
    count = len(name)
    size = 5.4 if count <= 14 else max(3.3, 5.4 * 14 / count)
    radius = _RADIUS - 2.1 - size * 0.95
    span = math.radians(min(236, max(150, count * 17)))
    step = span / max(1, count - 1)
    narrow = min(1.0, radius * step / (size * 0.98)) if count > 1 else 1.0
    scale = size / outlines.em
    drawn = []
    for index, sign in enumerate(name):
        path, width = outlines.of(sign)
        angle = math.degrees(-span / 2 + index * step)
        place = (
            f"rotate({angle:.2f}) translate(0 {-radius:.2f}) scale({scale * narrow:.5f} {-scale * 1.12:.5f})"
        )
        drawn.append(
            f'<path transform="{place} translate({-width / 2:.1f} {0.12 * outlines.em:.1f})" d="{path}"/>'
        )
    return drawn


def _line(outlines: _Outlines, text: str) -> list[str]:
    scale = 3.0 / outlines.em
    glyphs = [outlines.of(sign) for sign in text]
    x = -sum(width for _path, width in glyphs) * scale / 2
    drawn = []
    for path, width in glyphs:
        drawn.append(
            f'<path transform="translate({x:.2f} 11.4) scale({scale:.5f} {-scale:.5f})" d="{path}"/>'
        )
        x += width * scale
    return drawn


def _lower(outlines: _Outlines, serial: str) -> list[str]:
    scale = 1.7 / outlines.em
    drawn = []
    for index, sign in enumerate(serial):
        path, width = outlines.of(sign)
        angle = -(index - (len(serial) - 1) / 2) * 5.6
        place = f"rotate({angle:.2f}) translate(0 {_RADIUS - 2.6:.2f}) scale({scale:.5f} {-scale:.5f})"
        drawn.append(f'<path transform="{place} translate({-width / 2:.1f} 0)" d="{path}"/>')
    return drawn
