"""What no text may hold, and what no line may."""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800\u034f\ufe0f"  # letters and marks that show nothing


def cleaned(text: str) -> str:
    """Without control characters: the database takes no NUL, sheets and calendars none of the others. Lines and tabs stay."""
    return _CONTROLS.sub("", text)


def is_blank(text: str) -> bool:
    """Whether there is nothing in it that could be seen: spaces, marks of direction, characters of no width."""
    return all(unicodedata.category(sign) in _UNSEEN or sign in _FILLERS for sign in text)


# Whatever some reader takes for the end of a line (a mail's header, a calendar, a file's name), and the C1 controls.
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]+")


def is_line(text: str) -> bool:
    """Whether it is one line without control characters, as everything is that ends in a header or a file's name."""
    return _BREAKS.search(text) is None


def one_line(text: str) -> str:
    """The text on one line: a space for what would end it, and for tabs."""
    return _BREAKS.sub(" ", text.replace("\t", " ")).strip()
