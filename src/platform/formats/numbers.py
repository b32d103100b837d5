"""Numbers in addresses and in fields that a page itself fills: a place in a list, a version, how many rows."""

_MOST_DIGITS = 9
_LAST_PAGE = 100_000


def whole_number(text: str) -> int | None:
    """What the digits say; None where there is anything else, or more digits than any count here has."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def page_number(text: str) -> int:
    """Which page of a list an address asks for, from 1; the first where it says nothing that can be read."""
    return max(1, min(whole_number(text) or 1, _LAST_PAGE))
