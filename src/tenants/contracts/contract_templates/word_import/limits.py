"""What a template can hold: fields that are too many stay signs, paragraphs that are too long are parted at a sentence."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from ..errors import WordTooLongError
from ..tree import (
    CONTAINERS,
    MOST_TEXT,
    Block,
    Clause,
    Field,
    List,
    Run,
    Runs,
    Table,
    Text,
    Tree,
    TreeError,
    decode,
    encode,
)
from .runs import joined

_MOST_RUNS = 200
_ENDS = re.compile(r"[。；;！!？?]")


def with_signs(blocks: tuple[Block, ...], signs: Mapping[str, str]) -> tuple[Block, ...]:
    """The same with these fields as the signs that they were drawn with."""
    return tuple(_with_signs(one, signs) for one in blocks) if signs else blocks


def _with_signs(block: Block, signs: Mapping[str, str]) -> Block:
    def swapped(runs: Runs) -> Runs:
        found: tuple[Run, ...] = tuple(
            Text(signs[run.name]) if isinstance(run, Field) and run.name in signs else run for run in runs
        )
        return joined(found)

    match block:
        case Clause():
            return msgspec.structs.replace(block, runs=swapped(block.runs))
        case List():
            return msgspec.structs.replace(block, items=tuple(swapped(one) for one in block.items))
        case Table():
            rows = tuple(tuple(swapped(cell) for cell in row) for row in block.rows)
            return msgspec.structs.replace(block, rows=rows)
    if isinstance(block, CONTAINERS):
        return msgspec.structs.replace(block, blocks=with_signs(block.blocks, signs))
    return block


def parted(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same with paragraphs that are too long as several; the first has the number."""
    return tuple(part for block in blocks for part in _parts(block))


def _parts(block: Block) -> Iterator[Block]:
    if isinstance(block, CONTAINERS):
        yield msgspec.structs.replace(block, blocks=parted(block.blocks))
    elif isinstance(block, Clause):
        for number, runs in enumerate(_pages(block.runs)):
            if number == 0:
                yield msgspec.structs.replace(block, runs=runs)
            else:
                yield Clause(f"{block.id}p{number}", runs, numbered=False)
    else:
        yield block


def _pages(runs: Runs) -> Iterator[Runs]:
    page: list[Run] = []
    room = MOST_TEXT
    for run in _short(runs):
        size = len(run.text) if isinstance(run, Text) else 0
        if page and (size > room or len(page) >= _MOST_RUNS):
            yield joined(tuple(page))
            page, room = [], MOST_TEXT
        page.append(run)
        room -= size
    yield joined(tuple(page))


def _short(runs: Runs) -> Iterator[Run]:
    """The runs, each no longer than a block, parted behind a sentence."""
    for run in runs:
        text = run.text if isinstance(run, Text) else ""
        while len(text) > MOST_TEXT:
            ends = [found.end() for found in _ENDS.finditer(text, 0, MOST_TEXT)]
            at = ends[-1] if ends else MOST_TEXT
            yield Text(text[:at])
            text = text[at:]
        if text or not isinstance(run, Text):
            yield Text(text) if isinstance(run, Text) else run


def require_fitting(tree: Tree) -> None:
    """See that a template can be kept.

    Raises:
        WordTooLongError: it has too many blocks, or is too large.
    """
    try:
        decode(encode(tree))
    except TreeError as problem:
        raise WordTooLongError from problem
