"""Lines and tables put together to a template's blocks: clauses with their numbers taken off, lists, tables, annexes."""

from dataclasses import dataclass, field

from ..numbering import numeral
from ..tree import Annex, Block, Break, Clause, Field, Heading, List, Run, Runs, Sign, Text
from .blanks import Blanks
from .flow import Grid, Item, Line
from .ledger import Ledger, Source, Why
from .lists import STYLES, Numbered, lines_of, style_of, without_idle_breaks
from .numbers import Number, Order
from .outline import (
    Outline,
    annex_title,
    is_head,
    number_of,
    signing_runs,
    split_title,
    without_brackets,
)
from .pieces import GAP, Gap, Made, NewPage, Piece, cut, text_of
from .runs import joined
from .tables import table_blocks


@dataclass(slots=True)
class _Open:
    """The annex that is being put together, or the contract itself; `title` None."""

    id: str = ""
    title: str | None = None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Builder:
    """Puts blocks together; `renumbered`: clauses that are called otherwise now."""

    ledger: Ledger
    blanks: Blanks
    outline: Outline
    top: list[Block] = field(default_factory=list)
    renumbered: set[str] = field(default_factory=set)
    _annex: _Open | None = None
    _ids: int = 0
    _heading: int = 0
    _item: int = 0
    _level: tuple[Order, int] | None = None
    _asks: bool = False
    _listed: list[Numbered] = field(default_factory=list)

    def build(self, items: list[Item]) -> tuple[Block, ...]:
        """The blocks of these items, with exactly one place to sign."""
        signing = self.outline.signing
        inside = {at for run in signing_runs(items, 0, len(items)) for at in range(*run)}
        for at, item in enumerate(items):
            if at == self.outline.title:
                continue
            if at in self.outline.annexes:
                self._begin_annex(item)
            elif signing is not None and signing[0] <= at < signing[1]:
                self._sign(item, first=at == signing[0])
            elif self._annex is not None and at in inside:
                self._sign(item, first=False)
            else:
                self._one(item)
        self._end_annex()
        if signing is None:
            before = next((at for at, one in enumerate(self.top) if isinstance(one, Annex)), len(self.top))
            self.top.insert(before, Sign(self._id()))
        return tuple(without_idle_breaks(self.top))

    def _one(self, item: Item) -> None:
        if isinstance(item, NewPage):
            self._flush()
            self._add(Break(self._id()))
        elif isinstance(item, Grid):
            self._flush()
            self._grid(item)
        elif is_head(item, self.outline.heads):
            self._head(item)
        else:
            self._line(item)

    def _head(self, line: Line) -> None:
        self._flush()
        self._heading, self._item, self._level, self._asks = self._heading + 1, 0, None, False
        pieces = self._without_number(line, f"第{numeral(self._heading)}条", self._heading)
        title, set_off, rest = split_title(pieces)
        self.ledger.take(line.at, set_off)
        self.ledger.put(line.at, title)
        self.blanks.begin(title or text_of(pieces))
        self._add(Heading(self._id(), title))
        if rest:
            self._clause(line.at, rest, numbered=False)

    def _without_number(self, line: Line, now: str, expected: int) -> tuple[Piece, ...]:
        """A line's words without its number; said where ours is another."""
        found = number_of(line)
        if found is None:
            return line.pieces
        number, signs = found
        same = number.values[-1:] == (expected,)
        if len(number.values) > 1:
            same = same and number.values[-2] == self._heading
        if number.order is Order.ARTICLE and not now.startswith("第"):
            same = False
        if not same:
            self.ledger.note(
                Why.RENUMBERED, f"{number.text} → {now}", line.at, line.text[:20].replace(GAP, "__")
            )
            self.renumbered.add("".join(number.text.split()).rstrip("、：:.．"))
        return self._bare(Numbered(line, number, signs))

    def _line(self, line: Line) -> None:
        found = number_of(line)
        if found is None:
            self._flush()
            self._clause(line.at, line.pieces, numbered=False)
            return
        one = Numbered(line, *found)
        goes_on = bool(self._listed) and self._listed[-1].number.level == one.number.level
        if goes_on or self._begins_list(one.number):
            if not goes_on:
                self._flush()
            self._listed.append(one)
        elif self._heading and self._level in (None, one.number.level):
            self._flush()
            self._level, self._item = one.number.level, self._item + 1
            pieces = self._without_number(line, f"{self._heading}.{self._item}", self._item)
            self._clause(line.at, pieces, numbered=True)
        else:
            self._flush()
            self._typed(one)

    def _begins_list(self, number: Number) -> bool:
        """Behind a colon, below a numbered paragraph, and where there is no clause, what is counted is a list."""
        if number.order not in STYLES:
            return False
        below = self._asks if self._level is None else self._level != number.level
        return number.order is Order.BULLET or not self._heading or below

    def _typed(self, one: Numbered) -> None:
        """A line that we would count otherwise keeps its number as words."""
        pieces = one.line.pieces if one.signs else (Made(f"{one.number.text} "), *one.line.pieces)
        self._clause(one.line.at, pieces, numbered=False)

    def _flush(self) -> None:
        """End the list that is being put together: those that are counted from one, and by nothing else."""
        listed, self._listed = self._listed, []
        if not listed:
            return
        self._asks = False
        style = style_of(listed)
        if style is None:
            for one in listed:
                self._typed(one)
        else:
            items = tuple(self.runs(one.line.at, self._bare(one)) for one in listed)
            self._add(List(self._id(), style, items))

    def _bare(self, numbered: Numbered) -> tuple[Piece, ...]:
        """A line's words without the number that is typed before them."""
        pieces, signs = numbered.line.pieces, numbered.signs
        if not signs or not isinstance(pieces[0], str):
            return pieces
        self.ledger.take(numbered.line.at, pieces[0][:signs])
        return cut(pieces, signs)

    def _clause(self, at: Source, pieces: tuple[Piece, ...], *, numbered: bool) -> None:
        self._asks = text_of(pieces).rstrip().endswith(("：", ":"))
        self._add(Clause(self._id(), self.runs(at, pieces), numbered))

    def runs(self, at: Source, pieces: tuple[Piece, ...], before: str = "") -> Runs:
        """Words and gaps as a template has them, noted."""
        made: list[Run] = []
        whole = text_of(pieces)
        seen = 0
        for piece in pieces:
            if isinstance(piece, Gap):
                self.ledger.take(at, piece.said)
                made.append(Field(self.blanks.add(piece, at, before + whole[:seen], whole[seen + 1 :])))
                seen += 1
                continue
            if isinstance(piece, Made):
                self.ledger.make(piece)
            else:
                self.ledger.put(at, piece)
                self.blanks.read(piece)
            made.append(Text(str(piece)))
            seen += len(piece)
        return joined(tuple(made))

    def _grid(self, grid: Grid) -> None:
        for block in table_blocks(grid, self.runs, self._id):
            self._add(block)

    def _sign(self, item: Item, *, first: bool) -> None:
        if first:
            self._end_annex()
            self._flush()
            self._add(Sign(self._id()))
        for line in lines_of(item):
            words = "".join(
                piece.said if isinstance(piece, Gap) else piece
                for piece in line.pieces
                if not isinstance(piece, Made)
            )
            self.ledger.leave(Why.SIGNATURE, words, line.at)

    def _begin_annex(self, item: Item) -> None:
        self._end_annex()
        found = annex_title(item) if isinstance(item, Line) else None
        if found is None or not isinstance(item, Line):
            return
        number, pieces = found
        title, brackets = without_brackets(pieces)
        words = "".join(one for one in pieces if isinstance(one, str))
        self.ledger.take(item.at, number + brackets)
        self.ledger.put(item.at, words[1:-1] if brackets else words)
        for gap in pieces:
            if isinstance(gap, Gap):  # a heading has no fields
                self.ledger.take(item.at, gap.said)
                self.ledger.make(gap.signs)
        self._annex = _Open(self._id(), title)
        self._heading = self._item = 0
        self._level = None
        self.blanks.begin(title)

    def _end_annex(self) -> None:
        self._flush()
        if self._annex is not None:
            done, self._annex = self._annex, None
            blocks = tuple(without_idle_breaks(done.blocks))
            self.top.append(Annex(done.id, done.title or "", blocks))

    def _add(self, block: Block) -> None:
        (self.top if self._annex is None else self._annex.blocks).append(block)

    def _id(self) -> str:
        self._ids += 1
        return f"b{self._ids}"
