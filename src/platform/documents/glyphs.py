"""Which characters can be printed: asked when a name is entered, and again before a contract is made."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from ..i18n import gettext as _
from .render import font_folder

_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


@dataclass(frozen=True, slots=True)
class GlyphProblem:
    """A character that cannot go into a contract, and why."""

    character: str
    reason: str


@lru_cache
def _cover(font: Path) -> frozenset[int]:
    return frozenset(TTFont(font, lazy=True).getBestCmap())


def check_text(text: str, fallback: Path | None = None) -> list[GlyphProblem]:
    """What in `text` cannot be printed as it stands; the name must equal the identity card, so nothing is replaced."""
    fonts = [
        *font_folder().glob("*Serif*.otf"),
        *(fallback.glob("*.[ot]tf") if fallback else ()),
    ]
    problems: list[GlyphProblem] = []
    for sign in dict.fromkeys(text):
        code = ord(sign)
        if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
            problems.append(
                GlyphProblem(sign, _("自造字，请改用 GB 18030-2022 的标准字"))
            )
        elif unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in "\n\t":
            problems.append(GlyphProblem(sign, _("看不见的控制字符")))
        elif any(low <= code <= high for low, high in _COMPATIBILITY):
            proper = unicodedata.normalize("NFKC", sign)
            problems.append(
                GlyphProblem(
                    sign, _("兼容字形，请改用「{proper}」").format(proper=proper)
                )
            )
        elif sign not in "\n\t" and not any(code in _cover(font) for font in fonts):
            problems.append(
                GlyphProblem(
                    sign, _("字库没有这个字（U+{code}）").format(code=f"{code:X}")
                )
            )
    return problems
