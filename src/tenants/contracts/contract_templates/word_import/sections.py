"""A template in the parts that somebody can mark as one of the nine items of 《劳动合同法》 Art. 17, and which may be which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...law.mandatory_items import ITEMS, ImportedClause, propose_items
from ..numbering import listed, numeral
from ..tree import Annex, Block, Clause, Field, Heading, List, Runs, Table, Text, Tree, everything

_OF_A_PARTY = re.compile(r"\s*(?:甲\s*方|乙\s*方|用人单位|劳动者|员工)")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Section:
    """`key`: the block that is marked; `number`: as it is printed, "" for what stands before the first clause."""

    key: str
    number: str
    title: str
    text: str

    @property
    def shown(self) -> str:
        """What it is called, or begins with."""
        words = self.title or " ".join(self.text.split())
        return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def sections_of(tree: Tree) -> tuple[Section, ...]:
    """The clauses with what stands below them, and before them what is said of each party; annexes are none."""
    found: list[Section] = []
    number = 0
    for block in _outside_annexes(tree.blocks):
        text = _text(block)
        if isinstance(block, Heading):
            number += 1
            found.append(Section(block.id, f"第{numeral(number)}条", block.text, ""))
        elif number == 0 and isinstance(block, Clause) and (not found or _OF_A_PARTY.match(text)):
            found.append(Section(block.id, "", "", text))
        elif found:
            last = found[-1]
            found[-1] = Section(last.key, last.number, last.title, f"{last.text}\n{text}".strip())
    return tuple(found)


def items_of(tree: Tree) -> dict[str, tuple[str, ...]]:
    """For each item the blocks that may be it, the likeliest first, and none of them first for two."""
    clauses = [ImportedClause(one.key, one.title, one.text) for one in sections_of(tree)]
    proposed = propose_items(clauses)
    taken: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for item in sorted(ITEMS, key=lambda one: not any(two.by_title for two in proposed[one])):
        keys = [one.key for one in proposed[item]]
        free = [one for one in keys if one not in taken]
        found[f"LC17-{item}"] = tuple(free)
        taken.update(free[:1])
    return found


def _outside_annexes(blocks: tuple[Block, ...]) -> Iterator[Block]:
    annexed = {
        one.id for block in everything(blocks) if isinstance(block, Annex) for one in everything((block,))
    }
    yield from (block for block in everything(blocks) if block.id not in annexed)


def _text(block: Block) -> str:
    match block:
        case Clause():
            return _words(block.runs)
        case List():
            return "\n".join(listed(block.style, at) + _words(runs) for at, runs in enumerate(block.items, 1))
        case Table():
            return " ".join([*block.head, *(_words(cell) for row in block.rows for cell in row)])
    return ""


def _words(runs: Runs) -> str:
    return "".join(
        run.text if isinstance(run, Text) else "____" if isinstance(run, Field) else _words(run.runs)
        for run in runs
    )
