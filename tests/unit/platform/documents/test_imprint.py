"""The print of a seal out of a photograph: its red shape alone, or nothing."""

import io
import random

import pytest
from huiyin.platform.documents.imprint import NoImprintError, clean_imprint
from huiyin.platform.documents.picture import PictureUnreadableError
from PIL import Image, ImageDraw

PAPER, INK = (228, 220, 206), (196, 40, 44)
_Colour = tuple[int, int, int]


def photograph(ink: _Colour = INK, kind: str = "JPEG", size: tuple[int, int] = (1200, 900)) -> bytes:
    """A ring with a bar on grainy paper in warm light, off the middle, as somebody takes it with a phone."""
    picture = Image.new("RGB", size, PAPER)
    brush = ImageDraw.Draw(picture)
    brush.ellipse((500, 200, 900, 600), outline=ink, width=22)
    brush.rectangle((600, 390, 800, 410), fill=ink)
    brush.text((100, 100), "二〇二六年", fill=(30, 30, 30), font_size=60)
    grains = random.Random(1)  # noqa: S311 – the same in each run
    for _ in range(4000):
        place = (grains.randrange(size[0]), grains.randrange(size[1]))
        shade = grains.randrange(-12, 12)
        picture.putpixel(place, tuple(part + shade for part in PAPER))
    out = io.BytesIO()
    picture.save(out, kind, quality=80)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_red_alone_is_left(kind: str) -> None:
    clean = Image.open(io.BytesIO(clean_imprint(photograph(kind=kind)))).convert("RGBA")
    wide, high = clean.size
    assert abs(wide - high) <= 6 and max(wide, high) >= 556  # cut out, the black writing is not in it
    at = clean.getpixel
    middle = high // 2
    assert at((wide // 2, middle))[3] > 200 and at((24, middle))[3] > 200  # the bar, and the ring
    assert at((wide // 2, middle // 2))[3] == 0 and at((3, 3))[3] == 0  # paper
    assert {at((x, middle))[:3] for x in range(wide) if at((x, middle))[3]} == {(208, 2, 27)}


def test_transparent_pictures_are_as_good_as_white_paper() -> None:
    picture = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((20, 20, 380, 380), outline=(*INK, 255), width=20)
    out = io.BytesIO()
    picture.save(out, "PNG")
    assert Image.open(io.BytesIO(clean_imprint(out.getvalue()))).size[0] >= 556


@pytest.mark.parametrize("ink", [(30, 30, 30), (40, 60, 160), PAPER], ids=["black", "blue", "none"])
def test_without_red_there_is_no_print(ink: _Colour) -> None:
    with pytest.raises(NoImprintError):
        clean_imprint(photograph(ink))


def test_a_red_surface_is_no_print() -> None:
    out = io.BytesIO()
    Image.new("RGB", (400, 400), INK).save(out, "PNG")
    with pytest.raises(NoImprintError):
        clean_imprint(out.getvalue())


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + bytes(40), photograph()[:900], photograph(kind="PNG")[:900], b"<svg/>"],
    ids=["nothing", "gif", "half a jpeg", "half a png", "svg"],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises((PictureUnreadableError, NoImprintError)):
        clean_imprint(data)
