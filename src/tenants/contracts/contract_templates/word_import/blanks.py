"""The gaps of a file as fields of the template's own, and which of the product's fields each may be."""

import re
from dataclasses import dataclass, field

from .....platform.ids import new_code
from ..fields import KNOWN, OWN
from ..tree import MOST_FIELDS, OwnField
from .ledger import Source
from .pieces import GAP, Gap
from .products import Side, product_of

_LONGEST_LABEL, _AROUND, _FAR = 20, 40, 200
_BEFORE = re.compile(r"[，。；,;！!？?\n]")
_SIGNS = re.compile(rf"[\s（）()【】\[\]《》〈〉“”\"'「」『』〔〕<>：:_＿{GAP}]|^[、./．·•\-—]+")
_PARTY = re.compile("(甲方|用人单位)|(乙方|劳动者|员工)")


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap that became a field: the words around it, and the product's field that it may be, "" for none."""

    field: OwnField
    before: str
    after: str
    proposal: str
    signs: str
    at: Source


@dataclass(slots=True)
class Blanks:
    """The fields while a document is gone through; `side`: of whom it speaks, `title`: the heading above, `last`: what was
    proposed for the blank before."""

    found: dict[str, Blank] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    side: Side = Side.NOBODY
    title: str = ""
    last: str = ""

    def begin(self, title: str) -> None:
        """A clause begins."""
        self.title = title
        self.side = Side.NOBODY
        self.read(title)

    def read(self, words: str) -> None:
        """Words go by: the party that was named last is spoken of."""
        for one in _PARTY.finditer(words):
            self.side = Side.EMPLOYER if one[1] else Side.WORKER

    def add(self, gap: Gap, at: Source, before: str, after: str) -> str:
        """The name of the field that a gap becomes; the same merge field again is the same field."""
        if gap.merge and gap.name in KNOWN:
            return gap.name  # a file of ours comes back
        before, after = before[-_FAR:], after[:_FAR]
        if gap.merge and gap.name in self.merged:
            return self.merged[gap.name]
        name = OWN + new_code(8)
        label = self._label(gap, before)
        made = OwnField(name, label, gap.kind, required=True, choices=gap.choices)
        proposal = "" if gap.choices else product_of(gap.name or label, before, after, self.side, self.title)
        if not proposal and re.search(r"大写[）)：:]*$", before.rstrip()):
            proposal = _IN_WORDS.get(self.last, "")
        self.last = proposal
        shown = before.replace(GAP, "__")[-_AROUND:], after.replace(GAP, "__")[:_AROUND]
        self.found[name] = Blank(made, *shown, proposal, gap.signs, at)
        if gap.merge:
            self.merged[gap.name] = name
        return name

    def _label(self, gap: Gap, before: str) -> str:
        words = gap.name or _BEFORE.split(before)[-1].rpartition(GAP)[2]
        return _SIGNS.sub("", words)[-_LONGEST_LABEL:] or f"空 {len(self.found) + 1}"

    def kept(self) -> tuple[tuple[OwnField, ...], tuple[Blank, ...]]:
        """As many fields as a template may have, those that the product knows first; and what is too many."""
        ranked = sorted(self.found.values(), key=lambda one: not one.proposal)
        chosen = {one.field.name for one in ranked[:MOST_FIELDS]}
        fields = tuple(one.field for one in self.found.values() if one.field.name in chosen)
        return fields, tuple(one for one in self.found.values() if one.field.name not in chosen)


_IN_WORDS = {"pay.base": "pay.base_cn", "probation.wage": "probation.wage_cn"}
