"""What a document says, read sentence by sentence: who must do what, and whether it is negated.

A ban is found wherever its words stand, unless a lawful reading covers those very words: the employer is forbidden it, nobody
need do it, it is void, or it is the breach that gives the employee a right. What stands elsewhere in the sentence switches
nothing off.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....platform.crypto.keyed import sha256_hex
from ....platform.i18n import lazy as _
from .catalogue.bans import BANS, Ban
from .findings import Finding
from .traditional import SIMPLIFIED
from .vocabulary import expand

TEMPLATE = "template"
_NOISE = re.compile(r"[\s\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad*_·•|~^'\"“”‘’「」『』【】\[\]<>#`]")
_BETWEEN = "-–—./\\"  # 押-金: nothing between two characters
_ENDS = re.compile(r"[。;!?\n]")
_CARRIES_ON = re.compile(r",(?=或|也不|亦不|以及|和其|及其)")
_CONDITION = re.compile(r"(?:如果?|若|凡|倘若?|一旦|除)[^,:]*$")
_GOVERNED = re.compile(expand(r"<neg><fill>$"))
_OUTSIDE = re.compile(r"^[^,:]{0,4}(?:以外|之外|除外)")
_CONDITIONAL = re.compile(r"^[^,:]{0,8}(?:者|(?:的|时|则|就|即),|的不予)")
_VOID = re.compile(
    expand(
        r"^‥10(?:约定|承诺|声明|条款|协议|要求|行为|做法)(?:均|一律|自始|都|也|属于?|依法|因违法而)*"
        r"(?:无效|违法|不(?:具有|发生|产生)‥6效力|不成立)"
        r"|^‥8,(?:该|此|上述|其|这类|前述)(?:类|等)?(?:约定|承诺|声明|条款|协议|行为)(?:均|一律|自始|都|依法|也)*(?:无效|不(?:具有|发生|产生)‥6效力)"
        r"|^‥10(?:不具(?:有|备)?‥6(?:效力|约束力)|(?:一律|均|予以)作废)"
        r"|^‥8的?,?<employer>?仍(?:须|应当?|需)‥4(?:依法|代扣|缴)"
        r"|^‥12,?(?:均|也|亦|都|并)?不(?:影响|免除|减轻)<employer>‥10(?:义务|责任|缴纳|依法)"
        r"|^‥4(?:一类|之类|这类|此类|等)+的?(?:违法|非法|无效|不合法)的?(?:约定|条款|做法|行为|规定|内容)"
    )
)
_RIGHT = re.compile(
    expand(
        r"^‥10(?:的|时),(?:<worker>)?(?:均|都|也|即)*(?:(?:可以?|有权|依法)+‥10(?:解除|拒绝|举报|投诉|(?:要求|请求|主张|申请)(?!分期|延期)|不受|离开|获得)|不受)"
        r"|^‥10(?:的|时),(?:<employer>)?(?:应当?|须|依法|自行|负责|立即|由‥8责令)+(?!‥6(?:离职|期满|终止|工作满))‥8(?:补缴|补足|补办|支付|承担|赔偿|退还|返还|改正)"
        r"|^‥10的,由‥8责令"
    )
)
_CORRECTED = re.compile(
    expand(
        r"(?:核查|排查|检查|严查|查处|整改|识别|清理|纠正|查找|揭露|解释|杜绝|普法)(?:(?!须|应|需|后|交|缴|,|:|<worker>须)[^,:]){0,14}$"
    )
)
_BREACHER = re.compile(expand(r"(?:<employer>|任何(?:人|单位|部门|一方)|招聘人员|中介)"))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that is read as a whole: a line of the template with what fills it, a value, an annex.

    `clause`: what it is called in findings; `pieces`: its words, each with the field they came from, or TEMPLATE.
    """

    clause: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    sources: tuple[str, ...]  # of each sign

    def field(self, start: int, end: int) -> str:
        """Where the words came from: a field whose value has part in them, else the template."""
        return next((source for source in self.sources[start:end] if source != TEMPLATE), TEMPLATE)


def check_wording(passages: Sequence[Passage]) -> list[Finding]:
    """A finding for every ban that a sentence breaks, in the order of the document; a value that is printed twice is found once."""
    found: dict[tuple[str, ...], Finding] = {}
    for passage in passages:
        for sentence in _sentences(passage.pieces):
            for ban in BANS:
                if (hit := _broken(ban, sentence.text)) is not None:
                    finding = _finding(ban, passage.clause, sentence, hit)
                    place = passage.clause if finding.field == TEMPLATE else ""
                    found.setdefault((finding.field, place, finding.code, finding.sentence), finding)
    return list(found.values())


def unlawful(text: str) -> list[str]:
    """The codes of the bans that a text breaks."""
    passage = Passage("", ((TEMPLATE, text),))
    return [ban.code for one in _sentences(passage.pieces) for ban in BANS if _broken(ban, one.text)]


def _finding(ban: Ban, clause: str, sentence: _Sentence, hit: tuple[int, int]) -> Finding:
    start, end = hit
    message = (
        _("条款 {clause} 含有不合法的约定：「{words}」。")
        if ban.level == "error"
        else _("条款 {clause} 的约定可能不合法：「{words}」。")
    )
    said = message.format(clause=_(clause), words=sentence.text[start:end])
    return Finding(
        rule=ban.id,
        article=ban.article,
        level=ban.level,
        field=sentence.field(start, end),
        message=said,
        remedy=ban.remedy,
        code=ban.code,
        wording=True,
        sentence=sha256_hex(sentence.text.encode()),
    )


def _sentences(pieces: Sequence[tuple[str, str]]) -> Iterator[_Sentence]:
    """Normalised: one width, simplified characters, no spaces or signs that only break words up."""
    signs: list[tuple[str, str]] = []
    for source, text in pieces:
        for original in text:
            for sign in unicodedata.normalize("NFKC", original):
                if sign == "\n" or not _NOISE.match(sign):
                    signs.append((SIMPLIFIED.get(sign, sign), source))
    kept = [
        (sign, source)
        for place, (sign, source) in enumerate(signs)
        if not (sign in _BETWEEN and _between_characters(signs, place))
    ]
    whole = _CARRIES_ON.sub("、", "".join(sign for sign, _source in kept))
    start = 0
    for end in [*(found.start() for found in _ENDS.finditer(whole)), len(whole)]:
        if end > start:
            yield _Sentence(whole[start:end], tuple(source for _sign, source in kept[start:end]))
        start = end + 1


def _between_characters(signs: Sequence[tuple[str, str]], place: int) -> bool:
    near = [signs[index][0] for index in (place - 1, place + 1) if 0 <= index < len(signs)]
    return len(near) == 2 and all("\u3400" <= sign <= "\u9fff" for sign in near)


def _broken(ban: Ban, text: str) -> tuple[int, int] | None:
    """Where the ban's words stand with no lawful reading over them."""
    covered: list[tuple[int, int]] | None = None
    for pattern in ban.found:
        for hit in pattern.finditer(text):
            key = hit.span("k") if "k" in pattern.groupindex else hit.span()
            if _excused(text, hit.start(), hit.end()):
                continue
            if covered is None:
                covered = [found.span() for lawful in ban.lawful for found in lawful.finditer(text)]
            if not any(start <= key[0] and key[1] <= end for start, end in covered):
                return hit.span()
    return None


def _excused(text: str, start: int, end: int) -> bool:
    """Whether the words from start to end are forbidden, void, looked for to be put right, or the breach that gives a right."""
    begins = max(text.rfind(sign, 0, start) for sign in ",:") + 1
    before, after = text[begins:start], text[end:]
    if _VOID.match(after):
        return True
    if _RIGHT.match(after) and _BREACHER.search(text[begins:end]):
        return True
    if _CORRECTED.search(before):
        return True
    governed = _GOVERNED.search(before)
    if governed is None or _OUTSIDE.match(after):
        return False
    return not (_CONDITION.search(before[: governed.start()]) or _CONDITIONAL.match(after))
