"""How a contract is counted: clauses and their items, and the annexes. Numbers are counted and never typed: what a condition
dropped leaves no gap.
"""

import re

HEADING = re.compile(r"##\s*(第[一二三四五六七八九十]+条)")
NUMBERED = re.compile(r"([0-9]+(?:\.[0-9]+)+)\s*")
ANNEX = re.compile(r"#\s*附件\s*(.+)")
_DIGITS = "一二三四五六七八九"


def annexes(text: str) -> tuple[str, ...]:
    """The titles of a template's annexes, in their order."""
    return tuple(hit[1] for line in text.splitlines() if (hit := ANNEX.match(line.strip())) is not None)


def numbered(text: str) -> str:
    """The clauses counted anew: what a condition dropped leaves no gap, and what was typed as a number is not looked at."""
    clause = item = 0
    lines = []
    for line in map(str.strip, text.splitlines()):
        if ANNEX.match(line) is not None:
            clause = 0  # what an annex numbers is its own matter
        if (heading := HEADING.match(line)) is not None:
            clause, item = clause + 1, 0
            line = f"## 第{numeral(clause)}条{line[heading.end() :]}"
        elif clause and (typed := NUMBERED.match(line)) is not None:
            item += 1
            line = f"{clause}.{item} {line[typed.end() :]}"
        lines.append(line)
    return "\n".join(lines)


def numeral(number: int) -> str:
    """A number up to ninety-nine as clauses and annexes are counted."""
    tens, ones = divmod(number, 10)
    return (
        (_DIGITS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones - 1] if ones else "")
    )


def count(word: str) -> int:
    """The number that `numeral` makes such a word of, or that stands there in digits; 0 where it is none."""
    if word.isdecimal():
        return int(word)
    return next((number for number in range(1, 100) if numeral(number) == word), 0)
