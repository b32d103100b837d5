"""A paragraph of a Word file as what a template can have of it: words, and gaps to be filled in."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .....platform.word.tree import (
    Blank,
    Break,
    Code,
    Control,
    ControlKind,
    ControlledText,
    Field,
    Formula,
    Inline,
    Link,
    Mark,
    Paragraph,
    Picture,
    Symbol,
    Text,
)
from .ledger import Ledger, Source, Why, said

GAP = "\ufffc"
"""Stands for a gap where words are looked through."""
_LINE = "______"
_ONE_LINE = re.compile(r"[^\S\u3000]")
# One date that is drawn as three blanks, or as nothing but spaces: 2026 年   月   日.
_DATE = re.compile(rf"(?:20 ?)?(?:{GAP}\s*|(?<!\s)\s{{2,}})年(?:\s*{GAP}\s*|\s+)月(?:\s*{GAP}\s*|\s+)日")


GapKind = Literal["text", "date", "choice"]


class Made(str):
    """Words that the file does not have: a number that Word counts, a ticked box."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is to be filled in. `said`: the characters of the file that it stands for; `signs`: what is written where it cannot
    be a field; `name`: what the file calls it; `merge`: the same name is the same gap."""

    said: str
    signs: str = _LINE
    kind: GapKind = "text"
    name: str = ""
    choices: tuple[str, ...] = ()
    merge: bool = False


class NewLine:
    """The line ends here, the paragraph does not."""


class NewPage:
    """What follows begins on a new page."""


Piece = str | Gap
Token = Piece | NewLine | NewPage
_NEW_LINE, _NEW_PAGE = NewLine(), NewPage()


def text_of(pieces: tuple[Piece, ...]) -> str:
    """The words, with a sign for each gap."""
    return "".join(GAP if isinstance(one, Gap) else one.replace(GAP, "\ufffd") for one in pieces)


def tokens_of(paragraph: Paragraph, at: Source, ledger: Ledger) -> Iterator[Token]:
    """What a paragraph holds, without boxes and notes; what is no words is noted as left."""
    yield from _Tokens(at, ledger).of(paragraph.inlines)


@dataclass(frozen=True, slots=True)
class _Tokens:
    at: Source
    ledger: Ledger

    def of(self, inlines: tuple[Inline, ...]) -> Iterator[Token]:
        for one in inlines:
            match one:
                case Text():
                    yield from self._text(one)
                case Blank():
                    yield Gap(one.text, one.text.strip() or _LINE)
                case Formula():
                    yield from self._words(one.text)
                case Symbol():
                    yield from self._symbol(one)
                case Break():
                    yield _NEW_PAGE if one.page else _NEW_LINE
                case Code():
                    self.ledger.leave(Why.CODE, one.text, self.at)
                case Field():
                    yield from self._field(one)
                case ControlledText(control, inside) if control.empty and control.kind in _KINDS:
                    yield gap_of(control, inside)
                case ControlledText() | Link():
                    yield from self.of(one.inlines)
                case Picture():
                    self.ledger.leave(Why.PICTURE, "", self.at, one.name)

    def _text(self, text: Text) -> Iterator[Token]:
        if Mark.HIDDEN in text.marks:
            self.ledger.leave(Why.HIDDEN, text.text, self.at)
        elif Mark.STRUCK in text.marks:
            self.ledger.leave(Why.STRUCK, text.text, self.at)
        else:
            yield from self._words(text.text)

    def _words(self, text: str) -> Iterator[Token]:
        for kind, group in groupby(text, key=_kind):
            if kind == "line":
                yield from (_NEW_LINE for _sign in group)
            elif kind == "invisible":
                held = "".join(group)
                points = " ".join(f"U+{ord(sign):04X}" for sign in held)
                self.ledger.leave(Why.INVISIBLE, held, self.at, points)
            else:
                yield _ONE_LINE.sub(" ", "".join(group))

    def _symbol(self, symbol: Symbol) -> Iterator[Token]:
        if symbol.text:
            yield from self._words(symbol.text)
        else:
            code = f"{symbol.font} {symbol.code:X}"
            self.ledger.leave(Why.SYMBOL, chr(symbol.code), self.at, code)

    def _field(self, field: Field) -> Iterator[Token]:
        control, code = field.control, said(field.code)
        printed = Paragraph(field.result, 0).text
        if field.kind == "MERGEFIELD":
            yield Gap(code + said(field.result), printed.strip() or _LINE, name=field.name, merge=True)
        elif field.kind == "TOC":
            self.ledger.leave(Why.CONTENTS, code + said(field.result), self.at)
        elif control is not None and control.kind is ControlKind.CHECK_BOX:
            self.ledger.take(self.at, code)
            yield Made("☑" if control.checked else "□")
            yield from self.of(field.result)
        elif control is not None and (control.choices or not printed.strip()):
            made = gap_of(control, field.result)
            yield Gap(code + made.said, made.signs, made.kind, field.name, made.choices)
        else:
            self.ledger.leave(Why.CODE, code, self.at)
            yield from self.of(field.result)


_KINDS: dict[ControlKind, GapKind] = {
    ControlKind.TEXT: "text",
    ControlKind.RICH_TEXT: "text",
    ControlKind.DROPDOWN: "choice",
    ControlKind.COMBO_BOX: "choice",
    ControlKind.DATE: "date",
}


def is_gap(control: Control) -> bool:
    """Whether somebody is to write there, and has not."""
    return control.empty and control.kind in _KINDS


def gap_of(control: Control, inlines: tuple[Inline, ...]) -> Gap:
    """The gap that a control is; its hint is no words of the contract."""
    choices = tuple(dict.fromkeys(one[:200] for one in control.choices if one.strip()))[:30]
    kind = _KINDS.get(control.kind, "text")
    if kind == "choice" and choices:
        return Gap(said(inlines), kind=kind, name=control.name, choices=choices)
    return Gap(said(inlines), kind="text" if kind == "choice" else kind, name=control.name)


def _kind(sign: str) -> str:
    if sign in "\n\r\v\f":
        return "line"
    return "invisible" if unicodedata.category(sign) in ("Cf", "Cc") and not sign.isspace() else "words"


def with_dates(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same with a date, drawn as three blanks, as one gap."""
    whole = text_of(pieces)
    atoms: list[str | Gap] = []
    for one in pieces:
        atoms += [one] if isinstance(one, Gap) else [type(one)(sign) for sign in one]
    made: list[Piece] = []
    end = 0
    for found in _DATE.finditer(whole):
        inside = atoms[found.start() : found.end()]
        if any(isinstance(one, Gap) and one.merge for one in inside):
            continue
        made += atoms[end : found.start()]
        text = "".join(one.said if isinstance(one, Gap) else one for one in inside)
        made.append(Gap(text, "____年__月__日", "date"))
        end = found.end()
    return together([*made, *atoms[end:]]) if made else pieces


def together(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Words that stand side by side in one piece, empty ones gone; made ones stay apart."""
    found: list[Piece] = []
    for one in pieces:
        last = found[-1] if found else None
        if isinstance(one, str) and isinstance(last, str) and isinstance(one, Made) == isinstance(last, Made):
            found[-1] = type(last)(last + one)
        elif one != "":
            found.append(one)
    return tuple(found)


def trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Without space before the first word and behind the last."""
    found = list(pieces)
    while found and isinstance(found[0], str):
        found[0] = type(found[0])(found[0].lstrip())
        if found[0]:
            break
        del found[0]
    while found and isinstance(found[-1], str):
        found[-1] = type(found[-1])(found[-1].rstrip())
        if found[-1]:
            break
        del found[-1]
    return tuple(found)


def cut(pieces: tuple[Piece, ...], signs: int) -> tuple[Piece, ...]:
    """Without the first so many signs of the words that it begins with."""
    first, *others = pieces
    return trimmed(together([first[signs:] if isinstance(first, str) else first, *others]))
