"""Which tables a statement written by hand touches: enough of SQL's grammar for the statements of this product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|[a-z_][a-z0-9_$]*(?:\.[a-z_][a-z0-9_$]*)?|[(),;]", re.I | re.S
)
_COMMON = re.compile(r"\b([a-z_]\w*)\s*(?:\([^()]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(", re.I)
_CLAUSES = frozenset({"select", "update", "delete"})
_ENDS_LIST = frozenset(
    {"where", "group", "order", "limit", "having", "returning", "set", "union", "select", "for", "window"}
)
_LOCKS = frozenset({"key", "for", "do"})  # FOR UPDATE, FOR NO KEY UPDATE, ON CONFLICT DO UPDATE name no table


@dataclass(frozen=True, slots=True)
class Touched:
    """Tables by name; those with a schema before them carry it."""

    reads: frozenset[str]
    writes: frozenset[str]


@dataclass(slots=True)
class _Level:
    """What has been met between these parentheses: a clause that a FROM belongs to, and whether a list of tables is open."""

    clause: bool = False
    listing: bool = False


def tables_in(sql: str) -> Touched:
    """The tables named after FROM, JOIN and USING, and those after INTO, UPDATE and DELETE FROM.

    Left out: what WITH names, functions, PostgreSQL's own catalogue.
    """
    common = {name.lower() for name in _COMMON.findall(sql)}
    words = [word.lower() for word in _TOKEN.findall(sql) if not word.startswith(("'", "--", "/*"))]
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for writes, name in _named(words):
        if name not in common and not name.startswith(("pg_", "information_schema")):
            found[writes].add(name)
    return Touched(frozenset(found[False]), frozenset(found[True]))


def _named(words: list[str]) -> Iterator[tuple[bool, str]]:
    """Each table with whether it is written."""
    levels = [_Level()]
    for at, word in enumerate(words):
        level, before = levels[-1], words[at - 1] if at else ""
        if word == "(":
            levels.append(_Level())
        elif word == ")" and len(levels) > 1:
            levels.pop()
        elif word == ";":
            levels[-1] = _Level()
        elif word == "into":
            yield from _name(words, at + 1, writes=True)
        elif word == "update" and before not in _LOCKS:
            level.clause = True
            yield from _name(words, at + 1, writes=True)
        elif word == "from" and level.clause and before != "distinct":
            level.listing = before != "delete"
            yield from _name(words, at + 1, writes=before == "delete")
        elif word in ("join", "using") or (word == "," and level.listing):
            yield from _name(words, at + 1, writes=False)
        elif word in _ENDS_LIST:
            level.listing = False
        level.clause = level.clause or word in _CLAUSES


def _name(words: list[str], at: int, *, writes: bool) -> Iterator[tuple[bool, str]]:
    while at < len(words) and words[at] in ("only", "lateral"):
        at += 1
    name = words[at] if at < len(words) else "("
    called = words[at + 1 : at + 2] == ["("] and not writes
    if name[0] not in "(),;" and not called:
        yield writes, name
