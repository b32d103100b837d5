"""What becomes of every character of a Word file: it stands in the template, was taken off on purpose, or is named as left."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .....platform.i18n import LazyText
from .....platform.i18n import lazy as _
from .....platform.word import Unread, WordDocument
from .....platform.word import Why as NotRead
from .....platform.word.tree import (
    Blank,
    Block,
    Code,
    ControlledText,
    Formula,
    Inline,
    Link,
    Paragraph,
    Symbol,
    paragraphs_of,
)
from .....platform.word.tree import Field as WordField
from .....platform.word.tree import Text as WordText
from ..tree import Annex, Heading, Table, Text, Tree, everything, flat, runs_of

FOOTNOTES, ENDNOTES, COMMENTS = "footnotes", "endnotes", "comments"
"""The parts of notes and comments, of which a document does not say what they are called."""
Source = tuple[str, int]
"""A paragraph: its part, and which one of it, from 1."""


class Why(StrEnum):
    """Why something of the file is not in the template, or is otherwise in it."""

    HEADER = "header"
    FOOTER = "footer"
    COMMENT = "comment"
    NOTE = "note"
    HIDDEN = "hidden"
    STRUCK = "struck"
    INVISIBLE = "invisible"
    SYMBOL = "symbol"
    PICTURE = "picture"
    CODE = "code"
    CONTENTS = "contents"
    SIGNATURE = "signature"
    RENUMBERED = "renumbered"
    REFERENCE = "reference"
    BLANKS = "blanks"
    NOT_PLACED = "not_placed"


OTHERWISE = frozenset({Why.RENUMBERED, Why.REFERENCE, Why.BLANKS})
"""It is in the template, and otherwise than in the file."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not in the template, or otherwise; `before`: words that stand before it, or whose it is.

    `of_file`: its words are characters of the file that are nowhere else; if not, they only say what is meant.
    """

    why: Why
    text: str
    at: Source
    before: str = ""
    of_file: bool = True

    @property
    def where(self) -> LazyText:
        """In words."""
        return Unread(NotRead.LEFT_OUT, self.text, *self.at).where


@dataclass(slots=True)
class Ledger:
    """What was done with the characters of each paragraph; `made`: words that the file does not have."""

    left: list[Left] = field(default_factory=list)
    placed: defaultdict[Source, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: defaultdict[Source, list[str]] = field(default_factory=lambda: defaultdict(list))
    made: list[str] = field(default_factory=list)

    def put(self, at: Source, text: str) -> None:
        """It stands in the template."""
        self.placed[at].append(text)

    def take(self, at: Source, text: str) -> None:
        """It was taken off: a number that is counted, the signs that a blank was drawn with."""
        self.taken[at].append(text)

    def make(self, text: str) -> None:
        """It stands in the template, and not in the file."""
        self.made.append(text)

    def leave(self, why: Why, text: str, at: Source, before: str = "") -> None:
        """It is not in the template."""
        if signs(text) or why is Why.PICTURE:
            self.left.append(Left(why, text, at, before))

    def note(self, why: Why, text: str, at: Source, before: str = "") -> None:
        """It is in the template, and otherwise than in the file."""
        self.left.append(Left(why, text, at, before, of_file=False))


def signs(text: str) -> str:
    """What counts of a text: everything but white space."""
    return "".join(text.split())


def said(inlines: Iterable[Inline]) -> str:
    """Every sign of a paragraph, those that are not printed too; without what stands in boxes."""
    return "".join(_said(inlines))


def _said(inlines: Iterable[Inline]) -> Iterator[str]:
    for one in inlines:
        match one:
            case WordText() | Blank() | Code() | Formula():
                yield one.text
            case Symbol():
                yield one.text or chr(one.code)
            case WordField():
                yield from _said(one.code)
                yield from _said(one.result)
            case ControlledText() | Link():
                yield from _said(one.inlines)


def held(document: WordDocument) -> dict[Source, str]:
    """What was read, paragraph by paragraph."""
    found: defaultdict[Source, str] = defaultdict(str)
    for part, blocks in _texts(document):
        for one in paragraphs_of(blocks):
            found[part, one.place] += said(one.inlines)
    return dict(found)


def _texts(document: WordDocument) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield document.main, document.blocks
    for one in document.running:
        yield one.part, one.blocks
    for note in document.notes:
        yield ENDNOTES if note.endnote else FOOTNOTES, note.blocks
    for comment in document.comments:
        yield COMMENTS, comment.blocks


def leave_all(ledger: Ledger, why: Why, paragraphs: Iterable[Paragraph], part: str, before: str = "") -> None:
    """Nothing of these is in the template."""
    for one in paragraphs:
        ledger.leave(why, said(one.inlines), (part, one.place), before)


def words_in(tree: Tree) -> Iterator[str]:
    """The words of a template."""
    yield tree.title
    for block in everything(tree.blocks):
        match block:
            case Heading():
                yield block.text
            case Annex():
                yield block.title
            case Table():
                yield from block.head
        yield from (run.text for run in flat(runs_of(block)) if isinstance(run, Text))


def not_placed(document: WordDocument, ledger: Ledger, tree: Tree) -> list[Left]:
    """The file against what was noted, and that against the template: what is in neither is named, whatever mistake of ours it
    is."""
    accounted: defaultdict[Source, str] = defaultdict(str)
    for texts in (ledger.placed, ledger.taken):
        for at, words in texts.items():
            accounted[at] += "".join(words)
    for one in ledger.left:
        accounted[one.at] += one.text if one.of_file else ""
    found = [
        Left(Why.NOT_PLACED, missing, at)
        for at, text in held(document).items()
        if (missing := _missing(text, accounted[at]))
    ]
    return [*found, *_not_in_tree(ledger.placed, ledger.made, "".join(words_in(tree)))]


def _not_in_tree(placed: Mapping[Source, list[str]], made: Iterable[str], template: str) -> Iterator[Left]:
    spare = Counter(signs(template))
    spare.subtract(Counter(signs("".join(made))))
    for at, words in placed.items():
        missing = ""
        for sign in signs("".join(words)):
            spare[sign] -= 1
            missing += sign if spare[sign] < 0 else ""
        if missing:
            yield Left(Why.NOT_PLACED, missing, at, of_file=False)


def _missing(text: str, there: str) -> str:
    left = Counter(signs(text))
    left.subtract(Counter(signs(there)))
    missing = ""
    for sign in reversed(signs(text)):
        if left[sign] > 0:
            left[sign] -= 1
            missing = sign + missing
    return missing


WORDS: dict[str, LazyText] = {
    Why.HEADER: _("页眉：合同的页眉由系统统一排印"),
    Why.FOOTER: _("页脚：页码和页脚由系统统一排印"),
    Why.COMMENT: _("批注：不印在合同里"),
    Why.NOTE: _("正文里没有标到的注"),
    Why.HIDDEN: _("隐藏文字：Word 里也不打印"),
    Why.STRUCK: _("加了删除线的文字"),
    Why.INVISIBLE: _("看不见的控制字符"),
    Why.SYMBOL: _("符号字体里的字符，不知道对应哪个字"),
    Why.PICTURE: _("图片"),
    Why.CODE: _("域代码：不打印"),
    Why.CONTENTS: _("目录：系统不印目录"),
    Why.SIGNATURE: _("签署栏：签署区由系统统一设置"),
    Why.RENUMBERED: _("编号和系统的编号不一致，已重新编号"),
    Why.REFERENCE: _("提到了改过的编号，请核对"),
    Why.BLANKS: _("填空超过 40 个，留作文字"),
    Why.NOT_PLACED: _("没能放进模板的文字"),
    "removed": _("按您的选择，修订去掉的文字"),
    NotRead.LEFT_OUT: _("没有读取的内容"),
    NotRead.DOUBLED: _("可能重复读取的内容"),
    NotRead.OBJECT: _("嵌入的对象：不读取"),
    NotRead.NUMBERING: _("编号的格式不认识，按数字读取"),
}
"""What is said of each reason."""
