"""Which characters can be printed: asked when a name is entered, and again before a contract is made."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from ..i18n import gettext as _
from .render import font_folder

_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
_LAYOUT = "\n\t"


@dataclass(frozen=True, slots=True)
class GlyphProblem:
    """A character that cannot go into a contract, why, and what to write instead where that is known."""

    character: str
    reason: str
    codepoint: str = ""
    suggestion: str = ""


@lru_cache
def _cover(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


@lru_cache
def _printable(fallback: Path | None) -> frozenset[int]:
    fonts = [*font_folder().glob("*Serif*.otf"), *(sorted(fallback.glob("*.[ot]tf")) if fallback else ())]
    return frozenset().union(*(_cover(font) for font in fonts))


def check_text(text: str, fallback: Path | None = None) -> list[GlyphProblem]:
    """What in `text` cannot be printed as it stands; the name must equal the identity card, so nothing is replaced.

    Whether a character is known is asked of the fonts: Python's own tables are older than the newest characters.
    """
    checked = (_problem(sign, fallback) for sign in dict.fromkeys(text))
    return [problem for problem in checked if problem is not None]


def printable(text: str, fallback: Path | None = None) -> str:
    """`text` with its code point in place of what cannot be printed: for what others have written, and must be shown."""
    bad = {problem.character for problem in check_text(text, fallback)}
    return "".join(f"(U+{ord(sign):04X})" if sign in bad else sign for sign in text)


def _problem(sign: str, fallback: Path | None) -> GlyphProblem | None:
    code = ord(sign)
    point = f"U+{code:04X}"
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        return GlyphProblem(sign, _("自造字，请改用 GB 18030-2022 的标准字"), point)
    if sign in _LAYOUT:
        return None
    if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return GlyphProblem(sign, _("看不见的控制字符"), point)
    proper = unicodedata.normalize("NFKC", sign)
    # Twelve characters of that block are ordinary ones (﨎 … 﨩): they normalise to themselves.
    if proper != sign and any(low <= code <= high for low, high in _COMPATIBILITY):
        return GlyphProblem(sign, _("兼容字形，请改用「{proper}」").format(proper=proper), point, proper)
    if code not in _printable(fallback):
        return GlyphProblem(sign, _("字库没有这个字（{code}）").format(code=point), point)
    return None
