"""A Word file that was read becomes a draft: its tree, what is not in it, and what somebody is to confirm."""

import re
from dataclasses import dataclass

from .....platform.word import Removed, Unread, WordDocument
from .....platform.word import Why as NotRead
from ..errors import WordTooLongError
from ..tree import Tree
from .blanks import Blank, Blanks
from .builder import Builder
from .flow import Item, Line, read_flow
from .ledger import Ledger, Left, Why, held, not_placed, signs, words_in
from .limits import parted, require_fitting, with_signs
from .outline import Outline, outline_of
from .pieces import Gap, Made
from .sections import items_of

_NO_TITLE = "劳动合同书"
_MOST_CHARACTERS = 100_000  # twice as many as a template has room for
_CALLED = re.compile(r"第\s*[一二三四五六七八九十百0-9]{1,5}\s*条")
_LAW = re.compile(r"(?:法|条例|规定|办法|》)\s*$")


@dataclass(frozen=True, slots=True)
class Imported:
    """A draft's beginning. `left`: what is not in it, or otherwise; `items`: for each item of Art. 17 the blocks that may be it;
    `blanks`: the fields of its own, with the product's that each may be; `characters`: how many the file holds."""

    tree: Tree
    left: tuple[Left, ...]
    unread: tuple[Unread, ...]
    removed: tuple[Removed, ...]
    items: dict[str, tuple[str, ...]]
    blanks: tuple[Blank, ...]
    characters: int
    program: str


def convert(document: WordDocument) -> Imported:
    """The document as a template.

    Raises:
        WordTooLongError: a template has no room for it.
    """
    if document.characters > _MOST_CHARACTERS:
        raise WordTooLongError
    ledger, blanks = Ledger(), Blanks()
    items = read_flow(document, ledger)
    outline = outline_of(items)
    builder = Builder(ledger, blanks, outline)
    title = _title(items, outline, ledger)
    blocks = builder.build(items)
    fields, surplus = blanks.kept()
    blocks = with_signs(blocks, _signs(surplus, ledger))
    tree = Tree(title, parted(blocks), fields)
    require_fitting(tree)
    _note_references(tree, builder.renumbered, ledger, document.main)
    kept = {one.name for one in fields}
    return Imported(
        tree,
        (*not_placed(document, ledger, tree), *ledger.left),
        document.unread,
        document.removed,
        items_of(tree),
        tuple(one for one in blanks.found.values() if one.field.name in kept),
        characters_of(document),
        document.program,
    )


def characters_of(document: WordDocument) -> int:
    """How many characters the file holds, white space aside."""
    unread = (one.text for one in document.unread if one.why is NotRead.LEFT_OUT)
    doubled = sum(len(signs(one.text)) for one in document.unread if one.why is NotRead.DOUBLED)
    texts = (*held(document).values(), *unread, *(one.text for one in document.removed))
    return sum(len(signs(text)) for text in texts) - doubled


def _title(items: list[Item], outline: Outline, ledger: Ledger) -> str:
    line = items[outline.title] if outline.title is not None else None
    if not isinstance(line, Line):
        ledger.make(_NO_TITLE)
        return _NO_TITLE
    for piece in line.pieces:
        if isinstance(piece, Gap):
            ledger.take(line.at, piece.said)
            ledger.make(piece.signs)
        elif isinstance(piece, Made):
            ledger.make(piece)
        else:
            ledger.put(line.at, piece)
    words = "".join(one.signs if isinstance(one, Gap) else one for one in line.pieces)
    spaced = re.fullmatch(r"(?:\S\s+)+\S", words)
    return "".join(words.split()) if spaced else " ".join(words.split())


def _signs(surplus: tuple[Blank, ...], ledger: Ledger) -> dict[str, str]:
    """The signs that stay of blanks that are too many."""
    for one in surplus:
        ledger.make(one.signs)
        ledger.note(Why.BLANKS, one.signs, one.at, one.before)
    return {one.field.name: one.signs for one in surplus}


def _note_references(tree: Tree, renumbered: set[str], ledger: Ledger, main: str) -> None:
    """Words that name a clause by a number that it has no more."""
    if not renumbered:
        return
    for words in words_in(tree):
        for found in _CALLED.finditer(words):
            named = "".join(found[0].split())
            before = words[max(0, found.start() - 20) : found.start()]
            if named in renumbered and not _LAW.search(before):
                ledger.note(Why.REFERENCE, named, (main, 0), before)
