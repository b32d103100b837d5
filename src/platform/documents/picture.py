"""Whether a picture can be set: asked of the typesetter itself, which reads PNG more strictly than browsers do."""

import json
from functools import lru_cache

import typst

_PAGE = b"""#set document(title: "logo")
#set text(lang: "zh")
#image(bytes(json(bytes(sys.inputs.logo))), format: "png", alt: "logo", height: 12mm)
"""


class PictureUnreadableError(ValueError):
    """The typesetter cannot show it: every document with it would fail."""


@lru_cache
def no_fonts() -> typst.Fonts:
    """None at all: for pages that show a picture and nothing else."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)


def check_picture(png: bytes) -> None:
    """Set a page with nothing else on it, as documents are set.

    Raises:
        PictureUnreadableError: it cannot be decoded, or not be part of a PDF/A.
    """
    given = {"logo": json.dumps(list(png))}  # inputs are texts: the picture goes as a list of its bytes
    try:
        typst.compile(
            _PAGE, sys_inputs=given, font_paths=no_fonts(), timestamp=0, format="pdf", pdf_standards=["a-2a"]
        )
    except typst.TypstError as problem:
        raise PictureUnreadableError(str(problem)) from problem
