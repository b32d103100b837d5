"""What a template says, with or without values, as the law reads it; and whether the annexes it names are there."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from ....platform.crypto.keyed import sha256_hex
from ....platform.i18n import lazy as _
from ....platform.i18n import mark
from ..law.findings import Finding
from ..law.wording import TEMPLATE, Passage
from .numbering import count
from .printing import Holds, Line, lines
from .tree import Annex, Clause, Field, Table, Text, Tree

# An annex that is named by its title, or by its number.
_NAMED = re.compile(
    r"附件(?:《(?P<title>[^》]+)》|[(]?(?P<number>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)]?(?![0-9一二三四五六七八九十日天分个次周月年小份]))"  # rules: allow untranslated – data
)
_UNKNOWN = "〇"  # rules: allow untranslated – stands for a value in what is read


def passages(tree: Tree, values: Mapping[str, str], holds: Holds) -> list[Passage]:
    """A template as it is read, line by line: its own words, and in their places the values."""
    title = Passage(mark("全文"), ((TEMPLATE, tree.title),))
    return [title, *(passage for line in lines(tree, holds) for passage in passages_of(line, values))]


def passages_of(line: Line, values: Mapping[str, str]) -> Iterator[Passage]:
    """The same of one line: each cell of a table is read by itself."""
    if isinstance(line.block, Table):
        yield from (Passage(line.clause, ((TEMPLATE, words),)) for words in line.block.head)
    for runs in line.cells:
        pieces = tuple(_piece(run, values) for run in runs)
        if line.number and not isinstance(line.block, Clause):
            pieces = ((TEMPLATE, line.number), *pieces)
        yield Passage(line.clause, pieces)


def _piece(run: Text | Field, values: Mapping[str, str]) -> tuple[str, str]:
    return (TEMPLATE, run.text) if isinstance(run, Text) else (run.name, values.get(run.name, _UNKNOWN))


def asked(tree: Tree, holds: Holds) -> list[str]:
    """The blanks that are really printed, in their order."""
    runs = (run for line in lines(tree, holds) for cell in line.cells for run in cell)
    return list(dict.fromkeys(run.name for run in runs if isinstance(run, Field)))


def check_annexes(tree: Tree, values: Mapping[str, str], holds: Holds) -> list[Finding]:
    """A finding for every annex that is named, by the template or by a value, and is not there."""
    titles = [line.block.title for line in lines(tree, holds) if isinstance(line.block, Annex)]
    found = dict[tuple[str, str], Finding]()
    for passage in passages(tree, values, holds):
        whole = sha256_hex("".join(text for _source, text in passage.pieces).encode())
        for source, typed in passage.pieces:
            piece = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
            for named in _NAMED.finditer(piece):
                if named["title"] not in titles and count(named["number"] or "0") not in range(
                    1, len(titles) + 1
                ):
                    found[source, named[0]] = _annex_missing(source, named[0], whole)
    return list(found.values())


def _annex_missing(source: str, name: str, sentence: str) -> Finding:
    return Finding(
        rule="LC17-9",
        article=_("《劳动合同法》第三条、第十六条"),
        level="error",
        field=source,
        message=_("写到了{name}，合同里没有这份附件。").format(name=name),
        remedy=_("请把它的内容写进合同的附件，或删去这一句。"),
        code="ANNEX_MISSING",
        wording=True,
        sentence=sentence,
    )
