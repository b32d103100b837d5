"""Reading in tests: a document that needs no decision, and what is printed in it."""

from collections.abc import Iterable

from huiyin.platform.word import View, WordDocument
from huiyin.platform.word.reader import read_word
from huiyin.platform.word.tree import Block, Table, paragraphs_of


def read(data: bytes, view: View | None = None) -> WordDocument:
    """The document; a test that reads an undecided one says how."""
    found = read_word(data, view)
    assert isinstance(found, WordDocument)
    return found


def lines(blocks: tuple[Block, ...]) -> list[str]:
    """Number and words of each paragraph that has any."""
    found = (" ".join(filter(None, (one.number, one.text))) for one in paragraphs_of(blocks))
    return [line for line in found if line]


def tables(blocks: Iterable[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]
