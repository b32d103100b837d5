"""A tenant's style sheet: a handful of variables over our own."""

from functools import lru_cache

from ..colours import palette
from ..crypto.keyed import sha256_hex

_SHEET = """\
:root {{ --accent: {p.accent}; --accent-weak: {p.weak}; --accent-ink: {p.ink}; --on-accent: #fff; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --accent: {p.dark_accent}; --accent-weak: {p.dark_weak}; --accent-ink: {p.dark_ink}; --on-accent: {p.dark_on_accent}; }}
}}
.hero {{ background: {p.accent}; }}
"""


@lru_cache(maxsize=2_000)
def sheet(accent: str) -> str:
    """The style sheet of a colour."""
    return _SHEET.format(p=palette(accent))


@lru_cache(maxsize=2_000)
def sheet_name(accent: str) -> str:
    """Its name: another content is another name, so that it may be kept for ever."""
    return f"{accent[1:]}-{sha256_hex(sheet(accent).encode())[:16]}"
