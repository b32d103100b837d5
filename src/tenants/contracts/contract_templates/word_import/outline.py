"""How a document is built: what its title is, what its clauses' headings are, where both sign, where annexes begin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .flow import Grid, Item, Line
from .numbers import Number, Order, counted, number_at
from .pieces import GAP, Gap, Made, NewPage, Piece, cut, trimmed

_SHORT, _LONGEST_TITLE, _MOST_TITLE = 30, 60, 100
_SENTENCE = re.compile(rf"[。；;！!？?，,{GAP}]")
_LED = re.compile(rf"([^：:。；;，,\s{GAP}]{{1,20}})\s*[：:]\s*(?=\S)")
_SPACED = re.compile(rf"([^：:。；;，,{GAP}]{{1,20}}?)(?:\u3000| {{2,}})\s*(?=\S)")
_BRACKETED = re.compile(rf"[【［\[]([^】］\]{GAP}]{{1,20}})[】］\]]\s*")
_CALLED_CONTRACT = re.compile("合同|协议|书")
_ANNEX = re.compile(
    r"附\s*件\s*([一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})?\s*(?:[：:、.．—-]|\s|$|(?=[《（(]))\s*(?![的中所与是等均及为])"
)
_LONGEST_ANNEX = 40
_PARTY_A, _PARTY_B = re.compile("甲方|用人单位"), re.compile("乙方|劳动者|员工|职工")
_SIGNED = re.compile("盖章|公章|签章|签名|签字|捺印|手印|签署")
_SIGNING_WORDS = re.compile(
    "(?:甲方|乙方|用人单位|劳动者|员工|职工|盖章|公章|签章|签名|签字|捺印|手印|指纹|按|法定代表人|主要负责人|授权|委托|代理人|"
    "代表|负责人|签订|签署|订立|日期|时间|地点|年|月|日|名称|姓名|本人|单位|公司|电子|合同专用章|专用章|或者|或|的|及|并|处|"
    "联系|地址|住址|住所|电话|身份证|号码|邮编|以下无正文|本页无正文|此页无正文|为?签署页|[0-9])+"
)
_MARKS = re.compile(rf"[\s{GAP}_＿：:、，,（）()/／.。]")


@dataclass(frozen=True, slots=True)
class Outline:
    """`heads`: the manner in which headings are counted, "style" for Word's own, "" for none; `signing`: the items in which both
    sign, from and up to; `annexes`: the items that begin one."""

    title: int | None
    heads: Order | str
    signing: tuple[int, int] | None
    annexes: frozenset[int]


def number_of(line: Line) -> tuple[Number, int] | None:
    """A line's number, and how much of its words it takes: nothing where Word counts it."""
    if line.plain:
        return None
    if (number := counted(line.number, bullet=line.bullet)) is not None:
        return number, 0
    first = line.pieces[0] if line.pieces else None
    if not isinstance(first, str) or isinstance(first, Made):
        return None
    return number_at(first)


def outline_of(items: list[Item]) -> Outline:
    """What can be said of a document before anything is made of it."""
    lines = [one for one in items if isinstance(one, Line) and not one.plain]
    heads = _heads(lines)
    first = next((at for at, one in enumerate(items) if is_head(one, heads)), len(items))
    begun = _annexes(items, len(items))
    end = min(begun, default=len(items))
    signing = _signing(items, first if first < len(items) else 0, end)
    annexes = _annexes(items, len(items) if signing is None else signing[1])
    return Outline(_title(items, first, heads), heads, signing, annexes)


def is_head(item: Item, heads: Order | str) -> bool:
    """Whether a clause begins with this line."""
    if not isinstance(item, Line) or item.plain or not heads:
        return False
    if heads == "style":
        return item.heading in (1, 2)
    found = number_of(item)
    return found is not None and found[0].order == heads


def _heads(lines: list[Line]) -> Order | str:
    """第N条, unless these are sentences below titles that are counted otherwise (一、劳动合同期限, 第一章 总则)."""
    by_order: dict[Order, list[Line]] = {}
    for line in lines:
        found = number_of(line)
        if found is not None:
            by_order.setdefault(found[0].order, []).append(line)
    articles = by_order.get(Order.ARTICLE, [])
    if articles:
        titled = sum(bool(_titled(one)) for one in articles)
        for order in (Order.CHAPTER, Order.CN):
            above = [one for one in by_order.get(order, []) if _titled(one)]
            if (
                len(above) > 2
                and 3 * titled < len(articles)
                and lines.index(above[0]) < lines.index(articles[0])
            ):
                return order
        return Order.ARTICLE
    if len(by_order.get(Order.CHAPTER, [])) > 1:
        return Order.CHAPTER
    if sum(one.heading in (1, 2) for one in lines) > 1:
        return "style"
    for order, fewest in ((Order.CN, 2), (Order.DIGIT, 3)):
        if len(by_order.get(order, [])) >= fewest:
            return order
    return "style" if any(one.heading in (1, 2) for one in lines) else ""


def _titled(line: Line) -> str:
    found = number_of(line)
    return split_title(cut(line.pieces, found[1]) if found is not None else line.pieces)[0]


def split_title(pieces: tuple[Piece, ...]) -> tuple[str, str, tuple[Piece, ...]]:
    """A heading's title, the signs that set it off, and what follows of its clause; no title where it is a sentence."""
    if not pieces or isinstance(pieces[0], Gap | Made):
        return "", "", pieces
    first = pieces[0]
    if len(pieces) == 1 and len(first) <= _SHORT and not _SENTENCE.search(first.rstrip("：:")):
        title = first.rstrip("：:").strip()
        return title, first[len(first.rstrip("：:")) :], ()
    for pattern in (_BRACKETED, _LED, _SPACED):
        if (found := pattern.match(first)) is not None:
            rest = cut(pieces, found.end())
            if rest or len(pieces) > 1:
                return found[1].strip(), found[0].replace(found[1], "", 1), rest
    return "", "", pieces


def _title(items: list[Item], first: int, heads: Order | str) -> int | None:
    """What says of itself that it is one, or is called a contract, or is the first line; all before the first clause."""
    lines = [
        (at, one) for at, one in enumerate(items[: first + 1]) if isinstance(one, Line) and not one.plain
    ]
    for at, line in lines:
        if line.heading == 0 and len(line.text) <= _MOST_TITLE:
            return at
    if heads != "style" or len(lines) > 1:  # else it is the only line, and a heading by its style
        lines = [(at, line) for at, line in lines if at < first]
    short = [
        (at, line) for at, line in lines if _is_short(line, _SHORT) and _CALLED_CONTRACT.search(line.text)
    ]
    found = next((at for at, line in short if line.bold), short[0][0] if short else None)
    if found is None and lines and lines[0][0] == 0 and _is_short(lines[0][1], _LONGEST_TITLE):
        return 0 if first > 0 else None
    return found


def _is_short(line: Line, most: int) -> bool:
    text = "".join(line.text.split())
    return len(text) <= most and not re.search(rf"[。；;：:{GAP}]", text) and number_of(line) is None


def annex_title(line: Line) -> tuple[str, tuple[Piece, ...]] | None:
    """What an annex's heading begins with (附件一：), and the rest; None where it is none."""
    first = line.pieces[0] if line.pieces else None
    if (
        line.plain
        or not isinstance(first, str)
        or len(line.text) > _LONGEST_ANNEX
        or re.search("[。；，]", line.text)
    ):
        return None
    found = _ANNEX.match(first)
    return None if found is None else (found[0].strip(), cut(line.pieces, found.end()))


def _annexes(items: list[Item], signed: int) -> frozenset[int]:
    """Annexes begin on a page of their own, or under one of Word's headings, or behind the signatures; a list of them is none."""
    named = {at for at, one in enumerate(items) if isinstance(one, Line) and annex_title(one) is not None}
    found: set[int] = set()
    for at in sorted(named):
        line = items[at]
        own_page = at > 0 and isinstance(items[at - 1], NewPage)
        styled = isinstance(line, Line) and line.heading is not None
        listed = at + 1 in named or (at - 1 in named and at - 1 not in found)
        if own_page or styled or ((at >= signed or found) and not listed):
            found.add(at)
    return frozenset(found)


def signing_runs(items: list[Item], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places in which both sides sign: from, and up to."""
    at = start
    while at < end:
        stop = at
        while stop < end and is_signing(items[stop]):
            stop += 1
        first = at
        while first < stop and not re.search(
            r"甲方|乙方|用人单位|劳动者|盖章|签|无正文", _words(items[first])
        ):
            first += 1
        whole = "".join(_words(one) for one in items[first:stop])
        if _PARTY_A.search(whole) and _PARTY_B.search(whole) and _SIGNED.search(whole):
            yield first, stop
        at = max(stop, at + 1)


def _signing(items: list[Item], start: int, end: int) -> tuple[int, int] | None:
    # At the beginning of a contract both sides are named in much the same words.
    found = [run for run in signing_runs(items, start, end) if run[0] > 0]
    return found[-1] if found else None


def is_signing(item: Item) -> bool:
    """Whether nothing stands there but what is said where somebody signs."""
    return (
        isinstance(item, Line | Grid) and _SIGNING_WORDS.fullmatch(_MARKS.sub("", _words(item))) is not None
    )


def _words(item: Item) -> str:
    return item.text if isinstance(item, Line | Grid) else ""


def without_brackets(pieces: tuple[Piece, ...]) -> tuple[str, str]:
    """A title, and the brackets 《》 around it that are taken off."""
    text = "".join(one if isinstance(one, str) else one.signs for one in trimmed(pieces))
    found = re.fullmatch(r"《([^《》]+)》", text)
    return (found[1], "《》") if found is not None else (text, "")
