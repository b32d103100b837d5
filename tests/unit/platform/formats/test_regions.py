"""Which division a place begins with, however people write it."""

import pytest
from huiyin.platform.formats.regions import region_name, regions_of
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("江苏省苏州市昆山市花桥镇", "江苏省苏州市昆山市"), ("江苏昆山", "江苏省苏州市昆山市"), ("昆山", "江苏省苏州市昆山市"),
        ("上海市浦东新区世纪大道100号", "上海市浦东新区"), ("上海浦东", "上海市"), ("浦东新区", "上海市浦东新区"),
        ("广州市越秀区北京路168号", "广东省广州市越秀区"), ("中国广东省东莞市松山湖", "广东省东莞市"),
        ("吉林市昌邑区", "吉林省吉林市昌邑区"), ("吉林", "吉林省"), ("海南藏族自治州", "青海省海南藏族自治州"), ("海南省海口市", "海南省海口市"),
        ("辽宁朝阳", "辽宁省朝阳市"), ("大理", "云南省大理白族自治州"), ("大理市", "云南省大理白族自治州大理市"), ("湖北省仙桃市", "湖北省仙桃市"),
        ("内蒙古 呼和浩特", "内蒙古自治区呼和浩特市"), ("新疆喀什", "新疆维吾尔自治区喀什地区"), ("苏州工业园区", "江苏省苏州市"),
        ("重庆市渝北区", "重庆市渝北区"), ("（上海）", "上海市"), ("香港", "香港特别行政区"), ("北京市上海大厦", "北京市"),
    ],
)  # fmt: skip
def test_the_division_at_the_front(place: str, name: str) -> None:
    assert region_name(regions_of(place)[0]) == name


@pytest.mark.parametrize(
    "place",
    [
        "",
        "全国",
        "公司总部",
        "新加坡",
        "北京东路8号",
        "南京路步行街",
        "上海路12号",
        "朝阳区",
        "鼓楼区",
        "甲方",
        "123456",
        "市",
        "省",
    ],
)
def test_what_could_be_anywhere_is_nowhere(place: str) -> None:
    assert regions_of(place) == ()


def test_the_smallest_comes_first() -> None:
    assert regions_of("江苏省苏州市昆山市") == ("320583", "320500", "320000")
    with pytest.raises(KeyError):
        region_name("999999")


@given(st.text("上海市江苏省州昆山区县路北京大街1 （）", max_size=20))
def test_no_place_makes_it_stumble(place: str) -> None:
    assert all(region_name(code) for code in regions_of(place))
