"""Templates: Markdown with clause anchors, blanks and conditions; checked when saved, merged into blocks."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ....platform.crypto.keyed import sha256_hex
from ....platform.documents.blocks import Annex, Block, Filled, Heading, Paragraph, Plain, Run, SignArea
from ....platform.i18n import LazyText, mark
from ....platform.i18n import lazy as _
from .fields import CONDITIONS, KNOWN, OF_THE_PARTIES, OTHERS, TERM_FIELDS
from .law.findings import Finding
from .law.wording import TEMPLATE, Passage, check_wording
from .numbering import ANNEX, HEADING, NUMBERED, annexes, count, numbered, numeral

_ANCHOR = re.compile(r"<!--clause:([A-Za-z0-9-]+)-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLANK = re.compile(r"\{\{([a-z_]+(?:\.[a-z_]+)?)\}\}")
_CONDITION = re.compile(r"\{\{#if ([a-z_.]+)\}\}(.*?)\{\{/if\}\}", re.DOTALL)
# "，共{{probation.months}}个月" falls with its number: the two dates before it say all.
_MONTHS = re.compile(
    r"[，,、]?(?:共计?|为期|期限为?|计)?\{\{probation\.months\}\}个月"  # rules: allow untranslated – data
)
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
# An annex that is named by its title, or by its number.
_NAMED = re.compile(
    r"附件(?:《(?P<title>[^》]+)》|[(]?(?P<number>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[)]?(?![0-9一二三四五六七八九十日天分个次周月年小份]))"  # rules: allow untranslated – data
)
_LABEL = re.compile(r"〔必备·17\([0-9]\)〕")  # rules: allow untranslated – the first templates' own marks
_UNKNOWN = "〇"  # rules: allow untranslated – stands for a value in what is read
_PAY = ("pay.monthly_total", "pay.base")
# The template's own words: these lines are set in the sign area and the page's head.
_SET_ELSEWHERE = ("甲方（电子印章）", "合同编号：", "签署日期：")  # rules: allow untranslated – data
_NUMERALS = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("七"), _("八"), _("九"))


def label_of(blank: str) -> LazyText:
    """What a blank is called."""
    return LazyText(
        TERM_FIELDS[blank].label
        if blank in TERM_FIELDS
        else OF_THE_PARTIES.get(blank) or OTHERS.get(blank, blank)
    )


class MissingValueError(ValueError):
    """A blank has no value; `field` is its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.label = label_of(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Facts:
    """What fills a template: values by blank, and which conditions hold."""

    values: Mapping[str, str]
    conditions: frozenset[str]


def template_hash(body: str) -> str:
    """SHA-256 of a template's text."""
    return hashlib.sha256(body.encode()).hexdigest()


def blanks(body: str) -> frozenset[str]:
    """The names a template asks for: its blanks, and what its conditions look at."""
    return frozenset(_BLANK.findall(body)) | {name for name, _text in _CONDITION.findall(body)}


def clauses(body: str) -> dict[str, str]:
    """Clause id → its text, from its anchor to the next heading's; sub-clauses stay inside their clause too."""
    parts = _ANCHOR.split(body)
    found: dict[str, str] = {}
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        found[name] = text
        parent = re.fullmatch(r"(LC17-[0-9])[a-z]", name)
        if parent is not None and parent[1] in found:
            found[parent[1]] += text
    return found


def check_template(body: str) -> list[Finding]:
    """Whether a template may be used: all nine mandatory items with their blanks, no unlawful wording in any condition.

    《劳动合同法》 Art. 17(1); 《妇女权益保障法》 Art. 44 for the clause on women.
    """
    return [*check_structure(body), *check_wording(passages(body, {})), *check_annexes(body, {})]


def check_structure(body: str) -> list[Finding]:
    """The same without the wording."""
    return [*_mandatory(body), *_syntax(body)]


def passages(body: str, values: Mapping[str, str], conditions: frozenset[str] | None = None) -> list[Passage]:
    """A template as it is read, line by line: its own words, and in their places the values. `conditions`: None for all."""
    if conditions is None:
        text = _CONDITION.sub(lambda hit: hit[2], body)
    else:
        text = numbered(printed(body, Facts(values, conditions)))
    found, clause = [], mark("全文")
    for line in text.splitlines():
        if (anchor := _ANCHOR.search(line)) is not None:
            clause = anchor[1]
        elif (heading := HEADING.match(line)) is not None:
            clause = heading[1]
        elif (annex := ANNEX.match(line)) is not None:
            clause = f"附件《{annex[1]}》"  # rules: allow untranslated – as the contract has it
        words = _COMMENT.sub("", line).strip().lstrip("# ")
        typed = NUMBERED.match(words)
        own = words if typed is None else words[typed.end() :]
        found.append(Passage(clause if typed is None else typed[1], tuple(_pieces(own, values))))
    return found


def _pieces(line: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for index, piece in enumerate(_BLANK.split(line)):
        if index % 2 == 0:
            yield TEMPLATE, piece
        else:
            yield piece, values.get(piece, _UNKNOWN)


def check_annexes(
    body: str, values: Mapping[str, str], conditions: frozenset[str] | None = None
) -> list[Finding]:
    """A finding for every annex that is named, by the template or by a value, and is not there; `conditions`: None for all."""
    text = body if conditions is None else printed(body, Facts(values, conditions))
    titles, found = annexes(text), dict[tuple[str, str], Finding]()
    for passage in passages(body, values, conditions):
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


def _mandatory(body: str) -> list[Finding]:
    found = []
    present = clauses(body)
    for number, (rule, title, blanks) in enumerate(_MANDATORY):
        article = _("《劳动合同法》第十七条第一款第{item}项").format(item=_NUMERALS[number])
        text = present.get(rule)
        if text is None or len(_COMMENT.sub("", text).strip()) < 10:
            message = _("缺少必备条款：{title}。").format(title=title)
            found.append(
                Finding(
                    rule,
                    article,
                    "error",
                    "template",
                    message,
                    _("请在模板中补上“{title}”条款。").format(title=title),
                )
            )
            continue
        wanted = (
            blanks
            if rule != "LC17-6" or any(f"{{{{{pay}}}}}" in text for pay in _PAY)
            else (*blanks, "pay.base")
        )
        for blank in wanted:
            if f"{{{{{blank}}}}}" not in text:
                message = _("必备条款“{title}”缺少填空：{label}。").format(title=title, label=label_of(blank))
                found.append(
                    Finding(
                        rule,
                        article,
                        "error",
                        "template",
                        message,
                        _("请在该条款中加入 {blank}。").format(blank=f"{{{{{blank}}}}}"),
                    )
                )
    for rule, title, article in (
        ("LC17-9a", _("女职工特殊保护"), _("《妇女权益保障法》第四十四条")),
        ("LC17-9b", _("安全与工伤保险"), _("《安全生产法》第五十二条")),
    ):
        if rule not in present:
            message = _("缺少条款：{title}。").format(title=title)
            found.append(
                Finding(
                    rule,
                    article,
                    "error",
                    "template",
                    message,
                    _("请补上“{title}”条款。").format(title=title),
                )
            )
    return found


def _syntax(body: str) -> list[Finding]:
    found = []
    article = _("模板格式")
    for condition, _text in _CONDITION.findall(body):
        if condition not in CONDITIONS:
            message = _("未知的条件：{condition}。").format(condition=condition)
            found.append(
                Finding(
                    "T1",
                    article,
                    "error",
                    "template",
                    message,
                    _("请使用字段表中的条件。"),
                )
            )
    bare = _CONDITION.sub(lambda hit: hit[2], body)
    for blank in sorted(set(_BLANK.findall(bare)) - KNOWN):
        message = _("未知的填空：{blank}。").format(blank=blank)
        found.append(Finding("T2", article, "error", "template", message, _("请使用字段表中的填空。")))
    if re.search(r"\{\{|\}\}", _BLANK.sub("", bare)):
        found.append(
            Finding(
                "T3",
                article,
                "error",
                "template",
                _("有未配对的 {{ 或 }}。"),
                _("请检查填空和条件的写法。"),
            )
        )
    return found


def printed(body: str, facts: Facts) -> str:
    """The template without the clauses whose condition does not hold, and without a number of months that is none."""
    text = _CONDITION.sub(lambda hit: hit[2] if hit[1] in facts.conditions else "", body)
    return text if facts.values.get("probation.months") else _MONTHS.sub("", text)


def asked(body: str, conditions: frozenset[str]) -> list[str]:
    """The blanks that are really printed where these conditions hold, in their order."""
    return list(dict.fromkeys(_BLANK.findall(printed(body, Facts({}, conditions)))))


def merge(body: str, facts: Facts) -> tuple[str, tuple[Block, ...]]:
    """Title and blocks of a template filled with facts. Values are data: nothing in them is interpreted.

    Raises:
        MissingValueError: a blank that is not inside a dropped condition has no value.
    """
    text = numbered(_LABEL.sub("", printed(body, facts)))
    lines = [line.strip() for line in _COMMENT.sub("", text).splitlines()]
    headings = [
        f"附件{numeral(number)} {name}"  # rules: allow untranslated – goes into the contract
        for number, name in enumerate(annexes(text), 1)
    ]
    listed = "；".join(headings)  # rules: allow untranslated – goes into the contract
    values = {**facts.values, "attachment.list": listed}
    sign_area = SignArea(facts.values["employer.name"], facts.values["worker.name"])
    title, blocks, left = "", list[Block](), iter(headings)
    for line in filter(None, lines):
        if ANNEX.match(line) is not None:
            blocks.append(Annex(next(left)))
        elif line.startswith("# "):
            title = line[2:]
        elif line.startswith("## "):
            blocks.append(Heading(line[3:]))
        elif "{{sign." in line and sign_area not in blocks:
            blocks.append(sign_area)
        elif "{{sign." not in line and not line.startswith(
            _SET_ELSEWHERE
        ):  # set in sign area and page's head
            blocks.extend(Paragraph(runs) for runs in _paragraphs(line, values))
    return title, tuple(blocks if sign_area in blocks else [*blocks, sign_area])


def _paragraphs(line: str, values: Mapping[str, str]) -> Iterator[tuple[Run, ...]]:
    """A line, filled; of one that is nothing but a blank, each line of its value is a paragraph."""
    alone = _BLANK.fullmatch(line)
    if alone is None or "\n" not in values.get(alone[1], ""):
        yield _runs(line, values)
    else:
        yield from ((Filled(part),) for part in values[alone[1]].splitlines() if part.strip())


def _runs(line: str, values: Mapping[str, str]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for index, piece in enumerate(_BLANK.split(line)):
        if index % 2 == 0:
            if piece:
                runs.append(Plain(piece))
        elif not values.get(piece, "").strip():
            raise MissingValueError(piece)
        else:
            runs.append(Filled(values[piece]))
    return tuple(runs)
