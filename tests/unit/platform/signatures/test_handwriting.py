"""What a browser may send as a signature."""

import pytest
from huiyin.platform.signatures.handwriting import HandwritingError, sanitise, to_svg
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ..signing_kit import strokes


def test_a_drawing_becomes_curves_at_the_origin() -> None:
    drawn = sanitise(strokes())
    points = [point for line in drawn.lines for point in line]
    assert min(x for x, _ in points) == min(y for _, y in points) == 0
    assert (drawn.width, drawn.height) == (176, 60)
    svg = etree.fromstring(to_svg(drawn).encode())
    assert [etree.QName(child).localname for child in svg] == ["path", "path", "path"]


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (None, "还没有签名"),
        ([], "还没有签名"),
        ({}, "还没有签名"),
        ([[]], "无法识别"),
        ([[[1, 2, 3]]], "无法识别"),
        ([[[1, 2.5]]], "无法识别"),
        ([[[True, 2]]], "无法识别"),
        ([[["1", 2]]], "无法识别"),
        ([[[1, 5000]]], "无法识别"),
        ([[[1, float("nan")]]], "无法识别"),
        ([["<svg>"]], "无法识别"),
        ([[[1, 1], [2, 2]]], "过小或过短"),
        ([[[i, i] for i in range(20)]], "过小或过短"),
        ([[[i * 10, 50] for i in range(20)]], "直线"),
        ([[[50, i * 10] for i in range(20)]], "直线"),
        ([[[1, 1]]] * 81, "笔画过多"),
        ([[[i % 100, i // 100] for i in range(6001)]], "笔画过多"),
    ],
)
def test_anything_else_is_refused_in_plain_words(given_: object, words: str) -> None:
    with pytest.raises(HandwritingError, match=words):
        sanitise(given_)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(_JSON)
def test_no_json_breaks_it(value: object) -> None:
    try:
        drawn = sanitise(value)
    except HandwritingError:
        return
    etree.fromstring(to_svg(drawn).encode())
