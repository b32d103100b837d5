"""What conditions and blocks of a template say, in words for people."""

from collections.abc import Iterable
from types import MappingProxyType

from ....platform.i18n import LazyText, gettext
from ....platform.i18n import lazy as _
from .fields import Dictionary
from .numbering import listed
from .tree import (
    Annex,
    Block,
    Break,
    Clause,
    Condition,
    Field,
    Heading,
    List,
    OwnField,
    Run,
    Sign,
    Table,
    Test,
    Text,
    When,
)

_HOW: MappingProxyType[str, LazyText] = MappingProxyType(
    {
        "equal": _("{field}是{values}"),
        "unequal": _("{field}不是{values}"),
        "one_of": _("{field}是{values}之一"),
        "greater": _("{field}大于{values}"),
        "less": _("{field}小于{values}"),
        "empty": _("没有填{field}"),
        "filled": _("填了{field}"),
    }
)


def in_words(test: Test, dictionary: Dictionary) -> str:
    """A condition, for the reader."""
    if test.how in ("all", "any"):
        between = gettext("，并且") if test.how == "all" else gettext("，或者")
        return between.join(_part(part, dictionary) for part in test.tests)
    values = gettext("、").join(f"“{gettext(value)}”" for value in test.values)
    return str(_HOW[test.how].format(field=dictionary.label(test.field), values=values))


def _part(test: Test, dictionary: Dictionary) -> str:
    inside = in_words(test, dictionary)
    return gettext("（{condition}）").format(condition=inside) if test.how in ("all", "any") else inside


KINDS: MappingProxyType[str, LazyText] = MappingProxyType(
    {
        "text": _("一行文字"),
        "lines": _("多行文字"),
        "date": _("日期"),
        "money": _("金额"),
        "percent": _("百分比"),
        "number": _("整数"),
        "choice": _("选择"),
        "region": _("地区"),
        "person": _("人名"),
        "rows": _("表格的行"),
    }
)
"""The kinds of fields, and what they are called."""


def field_in_words(own: OwnField) -> str:
    """A blank of the template's own."""
    said = [own.label, str(KINDS[own.kind]), gettext("必填") if own.required else gettext("选填")]
    said += [one for one in (own.hint, gettext("、").join(own.choices or own.columns)) if one]
    return gettext("变量：{field}").format(field=" · ".join(said))


def block_in_words(block: Block, dictionary: Dictionary) -> str:
    """A block without those in it and without its number, its blanks by their names."""
    match block:
        case Heading():
            return block.text
        case Clause():
            return _runs(block.runs, dictionary)
        case List():
            return "\n".join(
                listed(block.style, at) + _runs(item, dictionary) for at, item in enumerate(block.items, 1)
            )
        case Table():
            rows = [block.head, *([_runs(cell, dictionary) for cell in row] for row in block.rows)]
            return "\n".join(" | ".join(row) for row in rows)
        case Condition():
            return str(_("条件：{condition}").format(condition=in_words(block.test, dictionary)))
        case Annex():
            return str(_("附件：{title}").format(title=block.title))
        case Break():
            return gettext("另起一页")
        case Sign():
            return gettext("签署区：甲方盖章，乙方签名")


def _runs(runs: Iterable[Run], dictionary: Dictionary) -> str:
    return "".join(_run(run, dictionary) for run in runs)


def _run(run: Run, dictionary: Dictionary) -> str:
    match run:
        case Text():
            return run.text
        case Field():
            return f"〔{dictionary.label(run.name)}〕"  # rules: allow untranslated – brackets
        case When():
            return f"［{in_words(run.test, dictionary)}：{_runs(run.runs, dictionary)}］"  # rules: allow untranslated – brackets
