"""A hand-drawn signature: the browser sends whole-number strokes only, the picture is made here.

Time and pressure are not taken: they would be biometric data (《个人信息保护法》 Art. 28).
"""

from dataclasses import dataclass
from itertools import pairwise

from ..errors import DomainError
from ..i18n import LazyText
from ..i18n import lazy as _

_MOST_STROKES, _MOST_POINTS, _FEWEST_POINTS = 80, 6000, 8
_SMALLEST, _FLATTEST, _FARTHEST = 30, 6, 4000
_INK = "#10102a"


class HandwritingError(DomainError):
    """The drawing cannot be a signature."""

    code = "handwriting"
    field = "strokes"

    def __init__(self, text: LazyText) -> None:
        self.text = text


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines of points, moved to the origin; width and height of the whole."""

    lines: list[list[list[int]]]
    width: int
    height: int


def sanitise(given: object) -> Strokes:
    """Check what a browser sent: a list of strokes, each a list of [x, y].

    Raises:
        HandwritingError: empty, too small, too much, or no drawing at all.
    """
    if not isinstance(given, list) or not given:
        raise HandwritingError(_("还没有签名，请在框内手写您的姓名。"))
    if len(given) > _MOST_STROKES:
        raise HandwritingError(_("笔画过多，请重写。"))
    lines = [_stroke(stroke) for stroke in given]
    points = [point for line in lines for point in line]
    if len(points) > _MOST_POINTS:
        raise HandwritingError(_("笔画过多，请重写。"))
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    width = max(x for x, _y in points) - left
    height = max(y for _x, y in points) - top
    if len(points) < _FEWEST_POINTS or max(width, height) < _SMALLEST:
        raise HandwritingError(_("签名过小或过短，请写完整姓名。"))
    if min(width, height) < _FLATTEST:
        raise HandwritingError(_("这是一条直线，请手写您的姓名。"))
    moved = [[[x - left, y - top] for x, y in line] for line in lines]
    return Strokes(moved, width, height)


def _stroke(stroke: object) -> list[tuple[int, int]]:
    if not isinstance(stroke, list) or not stroke:
        raise HandwritingError(_("签名数据无法识别，请重写。"))
    points: list[tuple[int, int]] = []
    for point in stroke:
        if not isinstance(point, list) or len(point) != 2:
            raise HandwritingError(_("签名数据无法识别，请重写。"))
        x, y = point
        if type(x) is not int or type(y) is not int or max(abs(x), abs(y)) > _FARTHEST:
            raise HandwritingError(_("签名数据无法识别，请重写。"))
        if not points or points[-1] != (x, y):
            points.append((x, y))
    return points


def to_svg(strokes: Strokes) -> str:
    """The drawing as smooth lines of one width."""
    pen = max(strokes.width, strokes.height) / 70
    edge = max(strokes.width, strokes.height) * 0.06 + pen
    box = f"{-edge:.1f} {-edge:.1f} {strokes.width + 2 * edge:.1f} {strokes.height + 2 * edge:.1f}"
    paths = "".join(_path(line, pen) for line in strokes.lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" stroke="{_INK}" '
        f'stroke-width="{pen:.1f}" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )


def _path(line: list[list[int]], pen: float) -> str:
    if len(line) == 1:
        return f'<circle cx="{line[0][0]}" cy="{line[0][1]}" r="{pen:.1f}" fill="{_INK}" stroke="none"/>'
    steps = [f"M{line[0][0]} {line[0][1]}"]
    for (x, y), (next_x, next_y) in pairwise(line[1:]):
        steps.append(f"Q{x} {y} {(x + next_x) / 2:.1f} {(y + next_y) / 2:.1f}")
    steps.append(f"L{line[-1][0]} {line[-1][1]}")
    return f'<path d="{"".join(steps)}"/>'
