"""Contrast by WCAG 2.2, and a whole palette from one colour."""

import colorsys
import re
from dataclasses import dataclass

from .formats import FormatError
from .i18n import gettext as _

AA = 4.5
OURS = "#0f766e"
PAPER, DARK_PAPER = "#ffffff", "#182326"
_FORM = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that can be read on each other; `dark_…` for dark mode. `ink` and `weak` are text and its background."""

    accent: str
    weak: str
    ink: str
    dark_accent: str
    dark_weak: str
    dark_ink: str
    dark_on_accent: str


def parse_colour(text: str) -> str:
    """A colour as #rrggbb.

    Raises:
        FormatError: COLOUR (form) or CONTRAST (white text on it, or it on white, cannot be read well).
    """
    colour = text.strip().lower()
    colour = colour if colour.startswith("#") else "#" + colour
    if not _FORM.fullmatch(colour):
        raise FormatError("COLOUR", _("请填写形如 #0f766e 的颜色。"))
    if (found := contrast(colour, PAPER)) < AA:
        near = _until(colour, PAPER, darker=True)
        message = _("这个颜色与白色的对比度只有 {found:.1f}，至少要 4.5 才看得清。相近可用的颜色：{near}。")
        raise FormatError("CONTRAST", message.format(found=found, near=near))
    return colour


def palette(accent: str) -> Palette:
    """Everything a theme needs, from a colour that `parse_colour` took; empty is our own."""
    accent = accent or OURS
    weak, dark_weak = _mix(accent, PAPER, 0.1), _mix(accent, DARK_PAPER, 0.25)
    dark_accent = _until(_until(accent, DARK_PAPER, darker=False), "#06131a", darker=False)
    return Palette(
        accent=accent,
        weak=weak,
        ink=_until(accent, weak, darker=True),
        dark_accent=dark_accent,
        dark_weak=dark_weak,
        dark_ink=_until(dark_accent, dark_weak, darker=False),
        dark_on_accent="#06131a",
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _until(colour: str, background: str, *, darker: bool) -> str:
    """The colour, made darker or lighter step by step until it can be read on the background."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    while contrast(colour, background) < AA:
        light = max(0.0, light - 0.01) if darker else min(1.0, light + 0.01)
        colour = _hex(colorsys.hls_to_rgb(hue, light, saturation))
    return colour


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return _hex((red, green, blue))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
