"""Colours that can be read, pictures that are only pictures, addresses that are nobody's."""

import io
import struct
import zlib

import pytest
from huiyin.platform.colours import AA, DARK_PAPER, PAPER, contrast, palette, parse_colour
from huiyin.platform.formats import FormatError
from huiyin.platform.formats.hosts import parse_host
from huiyin.platform.formats.png import clean_png
from huiyin.platform.formats.slugs import RESERVED, parse_slug, propose_slug
from huiyin.tenants.company.branding.errors import LogoRefusedError
from huiyin.tenants.company.branding.picture import sound_logo
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tests.support.bombs import LOGOS, png

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
def test_a_colour_is_refused_or_everything_made_of_it_can_be_read(colour: str) -> None:
    try:
        accent = parse_colour(colour)
    except FormatError as refused:
        assert contrast(colour, PAPER) < AA
        near = str(refused).rpartition("：")[2].rstrip("。")
        assert contrast(parse_colour(near), PAPER) >= AA  # what is proposed instead is taken
        return
    made = palette(accent)
    for text, background in (
        (PAPER, made.accent),
        (made.ink, made.weak),
        (made.dark_accent, DARK_PAPER),
        (made.dark_ink, made.dark_weak),
        (made.dark_on_accent, made.dark_accent),
    ):
        assert contrast(text, background) >= AA, (accent, text, background)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def _png(size: tuple[int, int] = (64, 64), mode: str = "RGBA", **info: str) -> bytes:
    out, texts = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, value in info.items():
        texts.add_text(key, value)
    Image.new(mode, size, "teal" if mode != "P" else 3).save(out, "PNG", pnginfo=texts)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "L", "1"])
def test_a_picture_keeps_its_pixels_and_loses_the_rest(mode: str) -> None:
    given_ = _png(mode=mode, Comment="<script>alert(1)</script>") + b"<?php trailing"
    cleaned = clean_png(given_)
    assert b"script" not in cleaned and b"php" not in cleaned
    before, after = Image.open(io.BytesIO(given_)), Image.open(io.BytesIO(cleaned))
    assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()
    assert clean_png(cleaned) == cleaned


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_what_is_no_sound_picture_is_refused() -> None:
    good = _png()
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 6, 0, 0, 0))
    bomb = good[:8] + header + _chunk(b"IDAT", zlib.compress(b"\0" * 50_000_000)) + _chunk(b"IEND", b"")
    bad = [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", good[:-20], good[:60] + b"\xff" + good[61:], bomb,
           _png((8, 8)), _png((2000, 64)), good[:8] + _chunk(b"IEND", b"")]  # fmt: skip
    for data in bad:
        with pytest.raises(FormatError):
            clean_png(data)


@pytest.mark.parametrize("name", LOGOS)
def test_what_the_typesetter_cannot_show_is_no_logo(name: str) -> None:
    with pytest.raises(LogoRefusedError):
        sound_logo(LOGOS[name].make())


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "L", "LA", "1", "I;16"])
def test_every_sound_kind_of_picture_is_one(mode: str) -> None:
    given_ = _png(mode=mode, Comment="x") if mode != "I;16" else png(64, 64, depth=16)
    assert sound_logo(given_) == clean_png(given_)


@pytest.mark.parametrize(
    ("company", "slug"),
    [
        ("杭州启明信息技术有限公司", "hangzhouqiming"),
        ("浙江省杭州市启明科技有限公司", "qiming"),
        ("Acme Robotics（上海）有限公司", "acme-robotics"),
        ("3M中国有限公司", "m"),
        ("管理有限公司", "guanli"),
        ("𬭎䶮有限公司", None),
    ],
)
def test_an_address_is_proposed(company: str, slug: str | None) -> None:
    proposed = propose_slug(company)
    assert parse_slug(proposed) == proposed
    if slug is not None and len(slug) > 2:
        assert proposed == slug


@given(st.text(min_size=1, max_size=60))
def test_whatever_is_proposed_is_taken(company: str) -> None:
    assert parse_slug(propose_slug(company))


def test_reserved_and_ill_formed_addresses_are_refused() -> None:
    for wrong in [
        *RESERVED,
        "ab",
        "a" * 31,
        "-abc",
        "abc-",
        "a--b",
        "xn--abc",
        "1abc",
        "a_b",
        "公司",
        "a.b",
        "",
    ]:
        with pytest.raises(FormatError):
            parse_slug(wrong)


def test_hosts() -> None:
    assert parse_host(" HTTPS://Zhaopin.Example.com/jobs ") == "zhaopin.example.com"
    assert parse_host("招聘.example.com").startswith("xn--")
    for wrong in ("", "localhost", "10.0.0.1", "a..b", "-a.com", "a b.com", "a" * 64 + ".com"):
        with pytest.raises(FormatError):
            parse_host(wrong)
