"""Numbered lines that are put together, and what of a document stands between clauses."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ..tree import MOST_TEXT, Annex, Block, Break
from .flow import Grid, Item, Line
from .numbers import Number, Order

_MOST = 100
Style = Literal["cn", "round", "digit", "dash"]
STYLES: MappingProxyType[Order, Style] = MappingProxyType(
    {Order.CN: "cn", Order.ROUND: "round", Order.DIGIT: "digit", Order.BULLET: "dash"}
)
"""The manners in which a template counts a list."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line with its number, and how many of its signs that takes: none where Word counts it."""

    line: Line
    number: Number
    signs: int


def style_of(listed: list[Numbered]) -> Style | None:
    """How a template counts these lines; None where it would count them otherwise, or has no room for them in one list."""
    order = listed[0].number.order
    values = [one.number.values for one in listed]
    if order is not Order.BULLET and (
        len(listed) < 2 or values != [(at,) for at in range(1, len(listed) + 1)]
    ):
        return None
    size = sum(len(one.line.text) for one in listed)
    pieces = max(len(one.line.pieces) for one in listed)
    fits = size <= MOST_TEXT // 2 and pieces <= _MOST and len(listed) <= _MOST
    return STYLES.get(order) if fits else None


def lines_of(item: Item) -> list[Line]:
    """The lines of an item, of a table those of its cells."""
    if isinstance(item, Line):
        return [item]
    if isinstance(item, Grid):
        return [line for row in item.rows for cell in row.values() for line in cell]
    return []


def without_idle_breaks(blocks: list[Block]) -> list[Block]:
    """Without new pages at the beginning and the end, one behind the other, or where an annex begins one by itself."""
    found: list[Block] = []
    for block in blocks:
        if found and isinstance(found[-1], Break) and isinstance(block, Break | Annex):
            del found[-1]
        if found or not isinstance(block, Break):
            found.append(block)
    while found and isinstance(found[-1], Break):
        del found[-1]
    return found
