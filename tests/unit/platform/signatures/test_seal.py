"""Seals: drawn from outlines, with no character replaced."""

import pytest
from huiyin.platform.signatures.seal import MissingOutlineError, seal_svg
from lxml import etree

_PATH = "{http://www.w3.org/2000/svg}path"


@pytest.mark.parametrize("name", ["北京回音", "杭州云栖星河人力资源科技有限公司", "大" * 40])
def test_every_character_is_drawn(name: str) -> None:
    svg = etree.fromstring(seal_svg(name, "合同专用章", "3301060123456").encode())
    assert len(svg.findall(_PATH)) == len(name) + 5 + 13
    assert not svg.findall(".//{http://www.w3.org/2000/svg}text"), "outlines need no font"


def test_a_character_without_outline_is_an_error_not_a_box() -> None:
    with pytest.raises(MissingOutlineError, match=r"U\+20BB7"):
        seal_svg("𠮷野公司", "合同专用章", "1")


def test_markup_in_a_name_stays_a_name() -> None:
    svg = seal_svg('<a>&"', "合同专用章", "1")
    etree.fromstring(svg.encode())
    assert "<a>" not in svg
