"""Whether a template may be used: all nine mandatory items with their blanks, nothing unlawful in any condition, conditions that say
all they must.

《劳动合同法》 Art. 17(1); 《妇女权益保障法》 Art. 44 for the clause on women.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ....platform.documents.glyphs import check_text
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ..law.findings import Finding
from ..law.wording import Passage, check_wording
from .conditions import is_whole
from .fields import dictionary_of, label_of
from .printing import Line, everywhere, lines
from .tree import (
    Annex,
    Block,
    Clause,
    Field,
    Heading,
    Sign,
    Table,
    Text,
    Tree,
    compared,
    everything,
    fields_in,
    flat,
    runs_of,
    tests_of,
)
from .wording import check_annexes, passages_of

_NUMERALS = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("七"), _("八"), _("九"))
_BRACES = re.compile(r"\{\{|\}\}")
_LEAST = 10  # signs of a clause that says something
_PAY = ("pay.monthly_total", "pay.base")
_MANDATORY: tuple[tuple[str, LazyText, tuple[str, ...]], ...] = (
    (
        "LC17-1",
        _("用人单位的名称、住所和法定代表人"),
        ("employer.name", "employer.address", "employer.legal_rep"),
    ),
    (
        "LC17-2",
        _("劳动者的姓名、住址和身份证件号码"),
        ("worker.name", "worker.address", "worker.id_type", "worker.id_number"),
    ),
    ("LC17-3", _("劳动合同期限"), ("contract.start",)),
    ("LC17-4", _("工作内容和工作地点"), ("job.title", "job.duties", "job.location")),
    ("LC17-5", _("工作时间和休息休假"), ("work.system", "work.hours")),
    ("LC17-6", _("劳动报酬"), ("pay.pay_day",)),
    ("LC17-7", _("社会保险"), ("social.place",)),
    (
        "LC17-8",
        _("劳动保护、劳动条件和职业危害防护"),
        ("hazard.kinds", "hazard.consequence", "hazard.measures", "hazard.treatment"),
    ),
    ("LC17-9", _("法律、法规规定的其他事项"), ()),
)
_OF_OTHER_LAWS: tuple[tuple[str, LazyText, LazyText], ...] = (
    ("LC17-9a", _("女职工特殊保护"), _("《妇女权益保障法》第四十四条")),
    ("LC17-9b", _("安全与工伤保险"), _("《安全生产法》第五十二条")),
)
ITEMS: tuple[tuple[str, LazyText], ...] = (
    *((rule, title) for rule, title, _blanks in _MANDATORY),
    *((rule, title) for rule, title, _article in _OF_OTHER_LAWS),
)
"""What a contract must hold, by rule, and what it is called."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding, and the id of the block that it is about; "" for the whole template."""

    block: str
    finding: Finding


def check_template(tree: Tree) -> list[Placed]:
    """Everything that stands in the way of a template, and what is doubtful."""
    return [
        *check_structure(tree),
        *_wording(tree),
        *(Placed("", one) for one in check_annexes(tree, {}, everywhere)),
    ]


def check_structure(tree: Tree) -> list[Placed]:
    """The same without the wording."""
    return [*_mandatory(tree), *_syntax(tree)]


def _wording(tree: Tree) -> Iterator[Placed]:
    for line in lines(tree, everywhere):
        for passage in passages_of(line, {}):
            yield from (Placed(line.block.id, one) for one in _unlawful(passage))


@lru_cache(maxsize=4_096)
def _unlawful(passage: Passage) -> tuple[Finding, ...]:
    """Kept for the next look: while somebody types, all but one of a template's paragraphs are as they were."""
    return tuple(check_wording((passage,)))


def _mandatory(tree: Tree) -> Iterator[Placed]:
    said = _items(tree)
    for number, (rule, title, blanks) in enumerate(_MANDATORY):
        article = _("《劳动合同法》第十七条第一款第{item}项").format(item=_NUMERALS[number])
        block, text, printed = said.get(rule, ("", "", frozenset()))
        if len(text.strip()) < _LEAST:
            remedy = _("请在模板中补上“{title}”条款，或标明它是哪一条。").format(title=title)
            yield _placed(block, rule, article, _("缺少必备条款：{title}。").format(title=title), remedy)
            continue
        wanted = blanks if rule != "LC17-6" or printed & set(_PAY) else (*blanks, "pay.base")
        for blank in wanted:
            if blank not in printed:
                label = label_of(blank)
                message = _("必备条款“{title}”缺少填空：{label}。").format(title=title, label=label)
                yield _placed(
                    block, rule, article, message, _("请在该条款中加入“{label}”。").format(label=label)
                )
    for rule, title, article in _OF_OTHER_LAWS:
        if rule not in said:
            message = _("缺少条款：{title}。").format(title=title)
            yield _placed("", rule, article, message, _("请补上“{title}”条款。").format(title=title))


def _items(tree: Tree) -> dict[str, tuple[str, str, frozenset[str]]]:
    """By mandatory item: the block that is marked as it, its words, and the blanks that it prints. What stands below a heading is
    its; before the first one, what stands from a marked paragraph up to the next."""
    found: dict[str, tuple[str, list[Line]]] = {}
    under: list[Line] = []
    headed = False
    for line in lines(tree, everywhere):
        if isinstance(line.block, Heading):
            under, headed = [], True
        else:
            under.append(line)
        if isinstance(line.block, Heading | Clause) and line.block.item:
            if isinstance(line.block, Clause):
                mine = [line]
                under = under if headed else mine
            else:
                mine = under
            found.setdefault(line.block.item, (line.block.id, mine))
    return {
        item: (
            block,
            "".join(
                run.text for line in mine for cell in line.cells for run in cell if isinstance(run, Text)
            ),
            frozenset(
                run.name for line in mine for cell in line.cells for run in cell if isinstance(run, Field)
            ),
        )
        for item, (block, mine) in found.items()
    }


def _syntax(tree: Tree) -> Iterator[Placed]:
    article, dictionary = _("模板格式"), dictionary_of(tree)
    for block in everything(tree.blocks):
        for problem in check_text(_own_words(block)):
            message = _("「{character}」无法印刷：{reason}").format(
                character=problem.character, reason=problem.reason
            )
            yield _placed(block.id, "GLYPH", _("印刷"), message, _("请改用标准字。"))
        if _BRACES.search(_own_words(block)):
            message = _("文字里有 {{ 或 }}，会照样印出来。")
            yield _placed(block.id, "T3", article, message, _("变量请从列表里插入。"))
        for blank in sorted({*fields_in(block)} - dictionary.names):
            message = _("未知的填空：{blank}。").format(blank=blank)
            yield _placed(block.id, "T2", article, message, _("请使用字段表中的填空。"))
    for block_id, test in tests_of(tree):
        if not is_whole(test, dictionary):
            yield _placed(
                block_id, "T5", article, _("条件没有写完，或者比较的值不对。"), _("请打开条件补全。")
            )
        for blank in sorted({one.field for one in compared(test)} - dictionary.names - {""}):
            message = _("未知的条件：{condition}。").format(condition=blank)
            yield _placed(block_id, "T1", article, message, _("请使用字段表中的条件。"))
    if sum(isinstance(block, Sign) for block in tree.blocks) != 1:
        yield _placed("", "T4", article, _("签署区要有一个，并且只有一个。"), _("请加入或删除签署区。"))
    if not tree.title.strip():
        yield _placed("", "T6", article, _("没有写标题。"), _("请写上标题，例如“劳动合同书”。"))


def _own_words(block: Block) -> str:
    words = "".join(run.text for run in flat(runs_of(block)) if isinstance(run, Text))
    if isinstance(block, Table):
        words += "".join(block.head)
    return words + (
        block.text if isinstance(block, Heading) else block.title if isinstance(block, Annex) else ""
    )


def _placed(block: str, rule: str, article: LazyText, message: LazyText, remedy: LazyText) -> Placed:
    return Placed(block, Finding(rule, article, "error", "template", message, remedy))
