"""Where a place is, by its administrative division: the city at its front, never a name within it (广州市…北京路)."""

import re
import unicodedata

_PROVINCES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",
    "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "香港", "澳门", "台湾",
)  # fmt: skip
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PROVINCE = re.compile(
    rf"(?P<name>{'|'.join(_PROVINCES)})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
)
_BEFORE = re.compile(
    r"^(?:中华人民共和国|中国|国内|工作地点|地点|甲方|公司|用人单位|位于|所在地|办公室|办公地|总部|驻|在|的|为|是|[:：（(\[【“\"'/、,，-])+"
)
_STREET = (
    r"(?!市)(?![东西南北中]?[一二三四五六七八九十]?(?:路|街|大街|大道|道|巷|弄|里|广场|大厦|花园|宾馆|饭店))"
)


def front_of(place: str) -> str:
    """The place without what is often written before it (中国, 位于, a bracket)."""
    return _BEFORE.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", place)))


def lies_in(place: str, city: str, province: str) -> bool:
    """Whether the place begins with the city, its province before it or not; a street called like a city is no city."""
    front = front_of(place)
    found = _PROVINCE.match(front)
    if found is not None and found["name"] not in _MUNICIPALITIES:
        if found["name"] != province:
            return False
        front = front[found.end() :]
    here = re.escape(city)
    return re.match(rf"{here}(?:市|{_STREET})", front) is not None
