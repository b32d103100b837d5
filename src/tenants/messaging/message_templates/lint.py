"""What carriers and readers ask of words: errors are refused when words are put in use, hints are only said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .text import complaint, fill, places, plain
from .variables import needed, variables_of

LONGEST = {"text": 500, "subject": 80, "greeting": 60, "body": 4_000, "action": 16}
FIELDS = {"sms": ("text",), "email": ("subject", "greeting", "body", "action")}
PART, LONG_PART = 70, 67
"""Characters of a text message alone, and of each part of a longer one; the sender tag counts."""
_SHORT_SUBJECT = 30

_LINK = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|cc|io|app)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SYMBOLS = re.compile(r"[¥￥★☆♥♡※●◆■→←~^<>\[\]|\\`]")
_EMOJI = re.compile("[\U00002600-\U000027bf\U0001f000-\U0001faff]")
# Carriers filter these where no recruiter is known to them; the built-in words keep to the same rule.
_BLOCKED = re.compile(
    "面试|招聘|应聘|求职|招募|兼职|培训|讲座|问卷|维权|调解|代缴|贷款|借款|理财|投资|返现|返利|中奖|抽奖|优惠|促销|红包|免费|发票|股票|彩票|刷单|加微信|微信号|点击领取"
)
# A phone may be shared: what the answer was, and the pay, stand behind the link.
_PRIVATE = re.compile(
    "未?通过|不合适|不匹配|淘汰|落选|未?录[用取]|薪资|薪酬|工资|月薪|年薪|底薪|奖金|提成|待遇"
)
_UNKIND = re.compile("淘汰|失败|落选|不合格")
_TAG = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,18}")
_NEUTRAL = re.compile("温馨提示|客服通知|系统通知|短信通知|友情提醒|测试|test", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`blocks`) or could be better, beside its field."""

    field: str
    words: LazyText
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text message is with its sender tag, in how many parts it goes, and what they cost in yuan."""

    characters: int
    parts: int
    price: Decimal


def check(event: str, channel: str, content: Mapping[str, str], *, sign_name: str = "") -> list[Finding]:
    """Everything there is to say about words, in the order of their fields. `sign_name`: of text messages."""
    found: list[Finding] = []
    known = variables_of(event, channel)
    for field in FIELDS[channel]:
        text, most = content.get(field, ""), LONGEST[field]
        if not text:
            found.append(Finding(field, _("请填写这一项。")))
        elif len(text) > most:
            found.append(Finding(field, _("最多 {most} 个字。").format(most=most)))
        elif (wrong := complaint(text, known)) is not None:
            found.append(Finding(field, wrong))
    whole = "\n".join(content.get(field, "") for field in FIELDS[channel])
    body = "text" if channel == "sms" else "body"
    for name in needed(event, channel):
        if name not in places(whole):
            found.append(Finding(body, _("缺少 {place}，请插入。").format(place="{" + name + "}")))
    found += _sms(content.get("text", ""), sign_name) if channel == "sms" else _email(content)
    return found


def sizes(event: str, text: str, *, sign_name: str, origin: str, price: Decimal) -> tuple[Size, Size]:
    """Of a text message with usual values, and with the longest."""
    known = variables_of(event, "sms")

    def sized(longest: bool) -> Size:
        def value(name: str) -> str:
            if name not in known:
                return name
            sample = known[name].longest if longest else known[name].usual
            return f"{origin}/r/{sample}" if known[name].key == "link" else sample

        length = len(tagged(sign_name, fill(text, value)).encode("utf-16-le")) // 2  # as carriers count
        parts = 1 if length <= PART else ceil(length / LONG_PART)
        return Size(length, parts, parts * price)

    return sized(False), sized(True)


def tagged(sign_name: str, text: str) -> str:
    """A text message as it arrives, its sender in front."""
    return f"【{sign_name}】{text}"


def _sms(text: str, sign_name: str) -> Iterator[Finding]:
    said = plain(text)
    if not _TAG.fullmatch(sign_name) or _NEUTRAL.search(sign_name) or sign_name.isascii():
        yield Finding(
            "text",
            _("短信签名「{sign}」不符合要求：2–18 个字，用公司、商标或应用的名称。").format(sign=sign_name),
        )
    if re.search("[【】]", said):
        yield Finding("text", _("正文里不能有【】，签名会自动加在最前面。"))
    if found := _said(_BLOCKED, said):
        yield Finding("text", _("运营商会拦截：{words}。请换一种说法。").format(words=found))
    if found := _said(_PRIVATE, said):
        yield Finding("text", _("手机可能不止一个人看，短信里不写结果和薪酬：{words}。").format(words=found))
    if _LINK.search(said):
        yield Finding("text", _("链接只能用 {link}，不能直接写网址。").format(link="{链接}"))
    if _SYMBOLS.search(said) or _EMOJI.search(said):
        yield Finding("text", _("短信里不能有 ￥、★、<> 和表情这样的符号。"))
    names = places(text)
    if twice := sorted({name for name in names if names.count(name) > 1}):
        yield Finding("text", _("每个变量只能用一次：{words}。").format(words=_listed(twice)))
    if re.search(r"\}\s*\{", text):
        yield Finding("text", _("两个变量不能连在一起，中间要有文字。"))
    if text and len(re.findall(r"[\u4e00-\u9fff]", said)) < 6:
        yield Finding("text", _("不能几乎全是变量，请写出这条短信是关于什么的。"))
    if _PHONE.search(said):
        yield Finding("text", _("手机号码容易被拦截，建议写座机。"), blocks=False)
    if names and names[0] != "姓名":
        yield Finding("text", _("建议以收信人的姓名开头。"), blocks=False)


def _email(content: Mapping[str, str]) -> Iterator[Finding]:
    subject, body = content.get("subject", ""), content.get("body", "")
    if len(plain(subject)) > _SHORT_SUBJECT:
        yield Finding("subject", _("手机上只显示主题的前 30 个字左右。"), blocks=False)
    if not {"公司", "职位"} & set(places(subject)):
        yield Finding("subject", _("主题里写上公司或职位，对方更容易认出。"), blocks=False)
    if places(content.get("action", "")):
        yield Finding("action", _("按钮上只写文字，不用变量。"))
    if _LINK.search(plain(body)):
        yield Finding("body", _("按钮已经带有对方自己的链接；正文里的网址不记录是否打开。"), blocks=False)
    if found := _said(_UNKIND, plain(subject) + body):
        yield Finding("body", _("不要对候选人说：{words}。").format(words=found), blocks=False)


def _said(words: re.Pattern[str], text: str) -> str:
    return _listed(list(dict.fromkeys(words.findall(text))))


def _listed(words: list[str]) -> str:
    return "、".join(words)
