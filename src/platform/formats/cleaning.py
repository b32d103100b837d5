"""What no text may hold."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Without control characters: the database takes no NUL, sheets and calendars none of the others. Lines and tabs stay."""
    return _CONTROLS.sub("", text)
