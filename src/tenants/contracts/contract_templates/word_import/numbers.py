"""Numbers of clauses as contracts have them, typed or counted by Word: 第一条, 一、 （一） 1.1 1、 （1） ①."""

import re
from dataclasses import dataclass
from enum import StrEnum

_CN = "一二三四五六七八九十百零〇○"
_DIGITS = "零一二三四五六七八九"


class Order(StrEnum):
    """The manners in which paragraphs are counted."""

    CHAPTER = "chapter"
    ARTICLE = "article"
    CN = "cn"
    ROUND = "round"
    DOTTED = "dotted"
    DIGIT = "digit"
    PAREN = "paren"
    CIRCLE = "circle"
    LETTER = "letter"
    BULLET = "bullet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number before a paragraph: `values` are its parts, (1, 2) of 1.2; `text` is what stands there."""

    order: Order
    values: tuple[int, ...]
    text: str

    @property
    def level(self) -> tuple[Order, int]:
        """What paragraphs beside each other have in common."""
        return self.order, len(self.values)


_PATTERNS: tuple[tuple[Order, re.Pattern[str]], ...] = (
    (
        Order.CHAPTER,
        re.compile(rf"第\s*([{_CN}0-9０-９]{{1,6}})\s*(?:章(?![规的])|[节编](?=[\s、：:]|$))[、：:.．]?"),
    ),
    (
        Order.ARTICLE,
        re.compile(rf"第\s*([{_CN}0-9０-９]{{1,6}})\s*条(?!规定|[款第所的之和与或至到约，]|、第)[、：:.．]?"),
    ),
    (
        Order.DOTTED,
        re.compile(
            r"([0-9]{1,2}(?:[.．][0-9]{1,2}){1,4})[.．、]?(?![0-9.．]|\s*(?:倍|元|万|%|％|个|小时|天|日|月|年|米|公里))"
        ),
    ),
    (Order.DIGIT, re.compile(r"([0-9０-９]{1,3})\s*[、．.](?![0-9])")),
    (Order.PAREN, re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[）)]")),
    (Order.PAREN, re.compile(r"([0-9０-９]{1,3})\s*[）)]")),
    (Order.ROUND, re.compile(rf"[（(]\s*([{_CN}]{{1,3}})\s*[）)]")),
    (Order.CN, re.compile(rf"([{_CN}]{{1,3}})\s*[、．.]")),
    (Order.CIRCLE, re.compile("([\u2460-\u2473])")),
    (Order.PAREN, re.compile("([\u2474-\u2487])")),
    (Order.LETTER, re.compile(r"([A-Za-z])[)）.、](?![A-Za-z])")),
    (Order.BULLET, re.compile(r"([•●◆◇▪■·▶➢➤✓])|(?:[-–—－])(?=\s)")),
)


def number_at(text: str) -> tuple[Number, int] | None:
    """The number that a text begins with, and how much of the text it takes with the space behind it."""
    start = len(text) - len(text.lstrip())
    for order, pattern in _PATTERNS:
        found = pattern.match(text, start)
        if found is not None:
            end = len(text) - len(text[found.end() :].lstrip())
            values = () if order is Order.BULLET else _values(found[1])
            return Number(order, values, found[0].strip()), end
    return None


def counted(text: str, *, bullet: bool) -> Number | None:
    """The number that Word has counted and prints before a paragraph."""
    if bullet:
        return Number(Order.BULLET, (), text)
    if not text.strip():
        return None
    for order, pattern in _PATTERNS:
        if (found := pattern.fullmatch(text.strip())) is not None and order is not Order.BULLET:
            return Number(order, _values(found[1]), text.strip())
    plain = re.fullmatch(r"[0-9]{1,3}", text.strip())
    return Number(Order.DIGIT if plain else Order.OTHER, (int(text),) if plain else (), text.strip())


def _values(word: str) -> tuple[int, ...]:
    if "\u2460" <= word <= "\u2473":
        return (ord(word) - 0x245F,)
    if "\u2474" <= word <= "\u2487":
        return (ord(word) - 0x2473,)
    if word.isascii() and word.isalpha():
        return (ord(word.lower()) - 0x60,)
    return tuple(_value(part) for part in re.split("[.．]", word))


def _value(word: str) -> int:
    """What a numeral below a thousand says, in figures or in characters."""
    if word.isdecimal():
        return int(word)
    total = digit = 0
    for sign in word:
        if sign == "十":
            total, digit = total + 10 * (digit or 1), 0
        elif sign == "百":
            total, digit = total + 100 * (digit or 1), 0
        else:
            digit = digit * 10 + _DIGITS.find(sign) if sign in _DIGITS else digit * 10
    return total + digit
