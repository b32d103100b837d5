"""How a contract is counted: clauses and their items, lists and annexes. Numbers are counted and never typed: what a condition
dropped leaves no gap.
"""

import re

HEADING = re.compile(r"##\s*(第[一二三四五六七八九十]+条)")
NUMBERED = re.compile(r"([0-9]+(?:\.[0-9]+)+)\s*")
ANNEX = re.compile(r"#\s*附件\s*(.+)")
_DIGITS = "一二三四五六七八九"


def numeral(number: int) -> str:
    """A number up to ninety-nine as clauses and annexes are counted; in digits beyond."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return (
        (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")
    )


def count(word: str) -> int:
    """The number that `numeral` makes such a word of, or that stands there in digits; 0 where it is none."""
    if word.isdecimal():
        return int(word)
    return next((number for number in range(1, 100) if numeral(number) == word), 0)


def listed(style: str, number: int) -> str:
    """What stands before the items of a list."""
    if style == "cn":
        return f"{numeral(number)}、"
    if style == "round":
        return f"（{numeral(number)}）"
    return f"{number}. " if style == "digit" else "— "
