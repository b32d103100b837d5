"""The notation that templates were kept in before they were trees, which contracts of then were made from; the product's own
are written in it.

Lines, `## ` for the heading of a clause, `# 附件 ` for an annex, `{{name}}` for a blank, `{{#if name}}…{{/if}}` for what is
printed at times, `<!--clause:…-->` before what the law wants.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from .numbering import ANNEX, HEADING, NUMBERED
from .tree import (
    Annex,
    Block,
    Clause,
    Condition,
    Field,
    Heading,
    List,
    Run,
    Runs,
    Sign,
    Test,
    Text,
    Tree,
    When,
)

_ANCHOR = re.compile(r"<!--clause:([A-Za-z0-9-]+)-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARK = re.compile(r"\{\{(#if [a-z_.]+|/if|[a-z_]+(?:\.[a-z_]+)?)\}\}")
_LABEL = re.compile(r"〔必备·17\([0-9]\)〕")
# "，共{{probation.months}}个月" falls with its number: the two dates before it say all.
_MONTHS = re.compile(r"([，,、]?(?:共计?|为期|期限为?|计)?\{\{probation\.months\}\}个月)")
_LISTED = re.compile(r"[一二三四五六七八九十]+、")
# These lines are set in the page's head and in the place for signatures.
_SET_ELSEWHERE = ("甲方（电子印章）", "合同编号：", "签署日期：")
_OF_THE_LAW = "LC17-"
_CONDITIONS = MappingProxyType(
    {
        "probation.enabled": Test("filled", "probation.end"),
        "probation.disabled": Test("empty", "probation.end"),
        "probation.months": Test("filled", "probation.months"),
        "work.special_approval_required": Test("unequal", "work.system", ("标准",)),
        "hazard.none": Test("equal", "hazard.exists", ("无",)),
        "hazard.exists": Test("equal", "hazard.exists", ("有",)),
        "noncompete.enabled": Test("filled", "noncompete.role"),
        "training_bond.enabled": Test("filled", "training_bond.cost"),
        "esign.reliable": Test("equal", "esign.reliable", ("是",)),
    }
)


@dataclass(slots=True)
class _Open:
    """A container that lines are read into: the annex or the condition it is of, if any."""

    id: str = ""
    title: str | None = None
    test: Test | None = None
    blocks: list[Block] = field(default_factory=list)

    def closed(self) -> Block:
        blocks = tuple(self.blocks)
        if self.test is not None:
            return Condition(self.id, self.test, blocks)
        return Annex(self.id, self.title or "", blocks)


class _Reader:
    def __init__(self) -> None:
        self.title, self._item, self._count, self._clauses = "", "", 0, False
        self._open = [_Open()]

    def read(self, body: str) -> Tree:
        text = _MONTHS.sub(r"{{#if probation.months}}\1{{/if}}", _LABEL.sub("", body))
        for line in filter(None, (line.strip() for line in text.splitlines())):
            self._line(line)
        while len(self._open) > 1:
            self._close()
        return Tree(self.title, tuple(self._open[0].blocks))

    def _line(self, line: str) -> None:
        if (anchor := _ANCHOR.search(line)) is not None:
            self._item = anchor[1] if anchor[1].startswith(_OF_THE_LAW) else ""
        line = _COMMENT.sub("", line).strip()
        alone = _MARK.fullmatch(line)
        if alone is not None and alone[1].startswith("#if "):
            self._open.append(_Open(self._id(), test=_test(alone[1][4:])))
        elif alone is not None and alone[1] == "/if":
            self._end_condition()
        elif line:
            self._block(line)

    def _block(self, line: str) -> None:
        if (annex := ANNEX.match(line)) is not None:
            self._leave_annex()
            self._clauses = False
            self._open.append(_Open(self._id(), title=annex[1]))
        elif line.startswith("# "):
            self.title = line[2:]
        elif (heading := HEADING.match(line)) is not None:
            self._clauses = True
            self._add(Heading(self._id(), line[heading.end() :].strip(), self._taken_item()))
        elif "{{sign." in line:
            if not any(isinstance(block, Sign) for block in self._open[0].blocks):
                self._open[0].blocks.append(Sign(self._id()))
        elif not line.startswith(_SET_ELSEWHERE):
            self._paragraph(line)

    def _paragraph(self, line: str) -> None:
        typed = NUMBERED.match(line) if self._clauses else None
        listed = _LISTED.match(line)
        before = self._open[-1].blocks[-1] if self._open[-1].blocks else None
        if listed is not None and self._open[-1].title is not None:
            items = before.items if isinstance(before, List) else ()
            if isinstance(before, List):
                self._open[-1].blocks.pop()
            runs = _runs(line[listed.end() :])
            self._add(List(before.id if isinstance(before, List) else self._id(), "cn", (*items, runs)))
        else:
            runs = _runs(line[typed.end() :] if typed is not None else line)
            self._add(Clause(self._id(), runs, typed is not None, self._taken_item()))

    def _leave_annex(self) -> None:
        """Another annex begins: a condition around it began after the one before."""
        around = self._open.pop() if self._open[-1].test is not None else None
        if self._open[-1].title is not None:
            self._close()
        if around is not None:
            self._open.append(around)

    def _taken_item(self) -> str:
        item, self._item = self._item, ""
        return item

    def _add(self, block: Block) -> None:
        self._open[-1].blocks.append(block)

    def _end_condition(self) -> None:
        while self._open[-1].test is None:
            self._close()
        self._close()

    def _close(self) -> None:
        done = self._open.pop().closed()
        self._open[-1].blocks.append(done)

    def _id(self) -> str:
        self._count += 1
        return f"b{self._count}"


def read_markdown(body: str) -> Tree:
    """The template that was written so. What it printed, it prints, but for its visible labels 〔必备·17(n)〕."""
    return _Reader().read(body)


def _test(name: str) -> Test:
    return _CONDITIONS.get(name, Test("filled", name))


def _runs(line: str) -> Runs:
    """The text of a line with its blanks and conditions."""
    pieces = iter(_MARK.split(line))
    return tuple(_until_end(pieces))


def _until_end(pieces: Iterator[str]) -> Iterator[Run]:
    for text in pieces:
        if text:
            yield Text(text)
        mark = next(pieces, None)
        if mark is None or mark == "/if":
            return
        if mark.startswith("#if "):
            yield When(_test(mark[4:]), tuple(_until_end(pieces)))
        else:
            yield Field(mark)
