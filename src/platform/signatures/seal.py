"""A company's seal, drawn from its name: circle, star, name on an arc. Vector outlines, no font needed to show it."""

import math
from functools import lru_cache

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from ..documents.render import font_folder

_RED = "#d0021b"
_RADIUS = 21.0


class _Outlines:
    def __init__(self) -> None:
        font = TTFont(next(font_folder().glob("*Serif*.otf")), lazy=True)
        self._glyphs = font.getGlyphSet()
        self._names = font.getBestCmap()
        self.em: int = font["head"].unitsPerEm

    def of(self, sign: str) -> tuple[str, float]:
        """Path and advance width of a character; a box where the font has none."""
        name = self._names.get(ord(sign)) or self._names[ord("□")]
        pen = SVGPathPen(self._glyphs, lambda value: f"{round(value)}")
        self._glyphs[name].draw(pen)
        return pen.getCommands(), self._glyphs[name].width


@lru_cache(maxsize=1)
def _outlines() -> _Outlines:
    return _Outlines()


@lru_cache(maxsize=256)
def seal_svg(name: str, kind: str, serial: str) -> str:
    """The seal of `name`: `kind` (合同专用章) under the star, `serial` along the lower edge."""
    parts = [*_arc(name), *_line(kind), *_lower(serial)]
    star = " ".join(f"{x:.3f},{y:.3f}" for x, y in (_star_point(k) for k in range(10)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-21 -21 42 42" fill="{_RED}">'
        f'<circle r="20.2" fill="none" stroke="{_RED}" stroke-width="1.2"/><polygon points="{star}"/>'
        f"{''.join(parts)}</svg>"
    )


def _star_point(step: int) -> tuple[float, float]:
    radius = 6.2 if step % 2 == 0 else 6.2 * 0.382
    return radius * math.sin(math.pi * step / 5), -radius * math.cos(math.pi * step / 5)


def _arc(name: str) -> list[str]:
    outlines = _outlines()
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
        place = f"rotate({angle:.2f}) translate(0 {-radius:.2f}) scale({scale * narrow:.5f} {-scale * 1.12:.5f})"
        drawn.append(
            f'<path transform="{place} translate({-width / 2:.1f} {0.12 * outlines.em:.1f})" d="{path}"/>'
        )
    return drawn


def _line(text: str) -> list[str]:
    outlines = _outlines()
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


def _lower(serial: str) -> list[str]:
    outlines = _outlines()
    scale = 1.7 / outlines.em
    drawn = []
    for index, sign in enumerate(serial):
        path, width = outlines.of(sign)
        angle = -(index - (len(serial) - 1) / 2) * 5.6
        place = f"rotate({angle:.2f}) translate(0 {_RADIUS - 2.6:.2f}) scale({scale:.5f} {-scale:.5f})"
        drawn.append(
            f'<path transform="{place} translate({-width / 2:.1f} 0)" d="{path}"/>'
        )
    return drawn
