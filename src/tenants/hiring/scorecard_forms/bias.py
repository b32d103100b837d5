"""Words in an interviewer's notes that may be discrimination: which, why the law minds, and what to do.

The list warns and never forbids: the law forbids deciding by such facts, not every mention (a driver's eyesight is
about the job). Sources: 就业促进法 Art. 3, 26-31; 妇女权益保障法 Art. 43; 个人信息保护法 Art. 28.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _


@dataclass(frozen=True, slots=True)
class Ground:
    """Something nobody may be judged by, with the statute that says so."""

    code: str
    name: LazyText
    law: LazyText
    words: str
    """A regular expression over text without spaces, in the writing of NFKC and lower case."""


_PROVINCES = (
    "河南|河北|山东|山西|陕西|东北|四川|重庆|湖南|湖北|安徽|江西|江苏|浙江|福建|广东|广西|云南|贵州|甘肃|青海|宁夏|"
    "内蒙古?|新疆|西藏|海南|辽宁|吉林|黑龙江|北京|上海|天津|香港|澳门|台湾"
)
_PEOPLES = (
    "少数民族|汉族|维吾尔|维族|回族|藏族|蒙古族|苗族|壮族|满族|彝族|土家族|朝鲜族|哈萨克族|侗族|瑶族|白族|傣族|"
    "布依族|哈尼族|黎族|畲族|羌族"
)
GROUNDS = (
    Ground(
        "sex",
        _("性别"),
        _("《就业促进法》第二十七条、《妇女权益保障法》第四十三条：不得以性别为由拒绝录用"),
        r"女性|男性|女生|男生|女的|男的|女孩|男孩|小姑娘|小伙子|美女|帅哥|女同志|男同志|女汉子|娘娘腔|性别|"
        r"\b(?:fe)?male\b|\bgender\b|\bwom[ae]n\b",
    ),
    Ground(
        "family",
        _("婚育"),
        _("《妇女权益保障法》第四十三条：不得询问婚育情况，也不得以此为录用条件"),
        r"已婚|未婚|结婚|离婚|离异|单身|婚姻|婚育|婚后|怀孕|孕期|备孕|生育|生孩子|生娃|要孩子|有孩子|带孩子|带娃|"
        r"小孩|二胎|三胎|二孩|三孩|产假|哺乳|男朋友|女朋友|"
        r"\bmarried\b|\bdivorced\b|\bpregnan(?:t|cy)\b|\bmaternity\b|\bchildcare\b",
    ),
    Ground(
        "age",
        _("年龄"),
        _("《就业促进法》第二十六条：应当提供公平的就业条件，不得实施就业歧视"),
        r"[0-9一二三四五六七八九十]{1,3}多?岁|年龄|年纪|岁数|大龄|太年轻|[6-9]0后|00后|"
        r"\btoo (?:old|young)\b|\byears old\b",
    ),
    Ground(
        "region",
        _("地域、户籍"),
        _("《就业促进法》第二十六条、第三十一条：不得因地域歧视，不得对农村劳动者设置歧视性限制"),
        rf"(?:{_PROVINCES})人(?![力事才员民工社寿保])|外地人|本地人|外地户口|农村户口|农村出身|乡下|籍贯|户口|户籍|老家|口音|农民工",
    ),
    Ground(
        "people",
        _("民族"),
        _("《就业促进法》第三条、第二十八条：各民族劳动者享有平等的劳动权利"),
        rf"{_PEOPLES}|民族|\bethnic(?:ity)?\b",
    ),
    Ground(
        "religion",
        _("宗教信仰"),
        _("《就业促进法》第三条：不因宗教信仰受歧视；《个人信息保护法》第二十八条：属于敏感个人信息"),
        r"宗教|信教|信仰|信佛|佛教|(?<!知)道教|基督|天主教|伊斯兰|穆斯林|教徒|清真|做礼拜|去教堂|\bmuslim\b|\bchristian\b|\breligio(?:n|us)\b",
    ),
    Ground(
        "health",
        _("健康、传染病"),
        _("《就业促进法》第三十条：不得以是传染病病原携带者（如乙肝）为由拒绝录用"),
        r"乙肝|乙型肝炎|肝炎|艾滋|梅毒|肺结核|结核病|传染病|病原|病史|抑郁|精神病|心脏病|糖尿病|高血压|癫痫|慢性病|肿瘤|癌症|"
        r"身体不好|身体差|体弱|身体状况|健康状况|\bhiv\b|\bhbv\b|\bhepatitis\b|\bdepressi(?:on|ve)\b",
    ),
    Ground(
        "disability",
        _("残疾"),
        _("《就业促进法》第二十九条：招用人员不得歧视残疾人"),
        r"残疾|残障|残废|瘸|跛|聋|哑巴|失明|盲人|轮椅|假肢|(?<!一)口吃|结巴|\bdisab(?:led|ility)\b|\bdeaf\b",
    ),
    Ground(
        "looks",
        _("外貌"),
        _("《就业促进法》第二十六条：应当提供公平的就业条件，不得实施就业歧视"),
        r"长相|相貌|外貌|颜值|五官|身高|体重|个子矮|太胖|肥胖|长得[丑矮胖黑]",
    ),
)
_PATTERNS = tuple((ground, re.compile(ground.words)) for ground in GROUNDS)
OWN = Ground("own", _("企业提醒词"), _("企业规定：评语中应避免"), "")
_BY_CODE: Mapping[str, Ground] = {ground.code: ground for ground in (*GROUNDS, OWN)}
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*·•._\-]+")


@dataclass(frozen=True, slots=True)
class Flag:
    """One word of a note that warns."""

    word: str
    ground: Ground

    def to_json(self) -> dict[str, Any]:
        """For storage."""
        return {"word": self.word, "ground": self.ground.code}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Flag":
        """What `to_json` gave."""
        return cls(data["word"], _BY_CODE[data["ground"]])


def flags(texts: Iterable[str], own: Iterable[str] = ()) -> tuple[Flag, ...]:
    """The words in these texts that warn, each once; `own` are the tenant's. Spaces and dots inside a word hide nothing."""
    found: dict[str, Flag] = {}
    own_folded = [(word, _folded(word)) for word in own]
    for text in texts:
        # Between English words the gap counts, between Chinese signs it does not.
        for folded in {_folded(text), unicodedata.normalize("NFKC", text).lower()}:
            for ground, pattern in _PATTERNS:
                for match in pattern.finditer(folded):
                    found.setdefault(match[0], Flag(match[0], ground))
            for word, plain in own_folded:
                if plain and plain in folded:
                    found.setdefault(word, Flag(word, OWN))
    return tuple(sorted(found.values(), key=lambda flag: (list(_BY_CODE).index(flag.ground.code), flag.word)))


def _folded(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
