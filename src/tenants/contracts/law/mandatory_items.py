"""Which clause of a contract from elsewhere may be which of the nine items of 《劳动合同法》 Art. 17, paragraph 1.

Proposals and nothing more: that a clause speaks of social insurance does not say that it grants any. A person confirms
each, or says which clause it is.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _

ITEMS: dict[int, LazyText] = {
    1: _("用人单位的名称、住所和法定代表人或者主要负责人"),
    2: _("劳动者的姓名、住址和居民身份证或者其他有效身份证件号码"),
    3: _("劳动合同期限"),
    4: _("工作内容和工作地点"),
    5: _("工作时间和休息休假"),
    6: _("劳动报酬"),
    7: _("社会保险"),
    8: _("劳动保护、劳动条件和职业危害防护"),
    9: _("法律、法规规定应当纳入劳动合同的其他事项"),
}
"""The words of the statute."""

_WORDS = {
    1: r"(?:甲方|用人单位|公司|单位|企业)(?:\([^)]{1,10}\))?(?:的)?(?:基本(?:情况|信息)|名称|全称|住所|注册地址)|法定代表人|主要负责人|统一社会信用代码",
    2: r"(?:乙方|劳动者|员工|职工|雇员)(?:\([^)]{1,10}\))?(?:的)?(?:基本(?:情况|信息)|姓名|住址|户籍地址|现住址)|居民身份证|身份证(?:件)?号码?|有效身份证件|证件(?:类型|种类|名称)?(?:及|和|、)?号码|护照号码",
    3: r"合同期限|合同的?期间|(?:无)?固定期限|以?完成一定工作任务为期限|合同(?:自|从).{0,24}(?:起|至).{0,16}(?:止|终止)|试用期(?:自|为|从|包含)",
    4: r"工作内容|工作地点|工作岗位|岗位(?:名称|职责|说明书)|工作职责|主要职责|从事.{0,12}(?:岗位|工作)",
    5: r"工作时间|休息休假|工时(?:制度|工作制|制)|(?:标准|综合计算|不定时)工(?:时|作制)|年休假|法定(?:节)?假日|每日工作|每周工作|休息日",
    6: r"劳动报酬|薪酬|(?:月|基本|岗位|绩效|计件|试用期)工资|底薪|年薪|工资(?:标准|支付|发放|构成|待遇)|发薪日?|提成",
    7: r"社会保险|社保|(?:养老|医疗|失业|工伤|生育)保险|五险(?:一金)?",
    8: r"劳动保护|劳动条件|职业病?(?:危害|防护|健康|病防治)|劳动安全卫生|安全(?:生产|操作)|劳动防护用品",
    9: r"女职工(?:特殊|劳动)?(?:劳动)?(?:权益)?(?:保护|期间)|未成年工|(?:三|四)期(?:内)?女职工|性骚扰|法律、?法规规定.{0,12}其他事项|(?:法律|国家).{0,6}规定.{0,6}应当纳入",
}
_PATTERNS = {item: re.compile(words) for item, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class ImportedClause:
    """A clause as it came: `key` is the caller's, `title` may be empty, `text` is all of it."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemProposal:
    """That a clause may be an item (1 to 9), and the words it rests on; `by_title`: some of them stand in its title."""

    item: int
    key: str
    words: tuple[str, ...]
    by_title: bool


def propose_items(clauses: Sequence[ImportedClause]) -> dict[int, tuple[ItemProposal, ...]]:
    """For each of the nine items the clauses that may be it, the likeliest first; none where nothing speaks of it.

    A title says more than any number of words in the text; then the more different words the likelier, then the order of
    the document.
    """
    found: dict[int, tuple[ItemProposal, ...]] = {}
    for item, pattern in _PATTERNS.items():
        proposals = [made for clause in clauses if (made := _proposal(item, pattern, clause)) is not None]
        found[item] = tuple(sorted(proposals, key=lambda one: (not one.by_title, -len(one.words))))
    return found


def _proposal(item: int, pattern: re.Pattern[str], clause: ImportedClause) -> ItemProposal | None:
    in_title = pattern.findall(_folded(clause.title))
    words = dict.fromkeys((*in_title, *pattern.findall(_folded(clause.text))))
    return ItemProposal(item, clause.key, tuple(words), bool(in_title)) if words else None


def _folded(text: str) -> str:
    """Without white space, and with one width of signs: a title is often spaced out (劳 动 报 酬), brackets are of either."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
