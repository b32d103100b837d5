"""Paper as files: every page in its order, upright, and nothing of a stranger's file but what can be seen."""

import io
import pickle

import pypdfium2
import pytest
from huiyin.platform.documents import scans
from huiyin.platform.documents.scans import NoPagesError, TooManyPagesError, join_pages, page_count
from PIL import Image, ImageChops
from pypdfium2 import raw

from tests.support.papers import pages_of, photograph, scanned

from ..signing_kit import SignedContract

# A page with a script that runs when it is opened, a link, and a note with an appearance: a red square.
_ACTIVE = b"""%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Names<</JavaScript<</Names[(a)8 0 R]>>>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R 5 0 R]/AA<</O<</S/JavaScript/JS(app.alert\\(2\\))>>>>>> endobj
4 0 obj <</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/URI/URI(https://evil.example)>>>> endobj
5 0 obj <</Type/Annot/Subtype/Stamp/Rect[100 100 200 200]/F 4/AP<</N 6 0 R>>>> endobj
6 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Length 25>> stream
1 0 0 rg 0 0 100 100 re f
endstream endobj
8 0 obj <</S/JavaScript/JS(app.alert\\(3\\))>> endobj
trailer <</Root 1 0 R>>
%%EOF"""


def test_pages_come_in_order_and_photographs_upright() -> None:
    made = join_pages((scanned(2), photograph(), photograph(turned=True), scanned(1)))
    assert made.pages == 5
    # The sideways photograph is as high as the one that was held upright.
    assert pages_of(made.pdf) == [(595, 842), (595, 842), (632, 842), (632, 842), (595, 842)]
    assert page_count(made.pdf) == 5


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
@pytest.mark.parametrize("order", ["MM", "II"])
def test_a_photograph_is_turned_as_exif_says(orientation: int, corner: tuple[int, int], order: str) -> None:
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("red", (0, 0, 80, 60))
    exif, out = Image.Exif(), io.BytesIO()
    exif.endian = "<" if order == "II" else ">"
    exif[0x0112] = orientation
    picture.save(out, "JPEG", exif=exif)
    with pypdfium2.PdfDocument(join_pages((out.getvalue(),)).pdf) as document:
        seen = document[0].render(scale=0.2).to_pil().convert("RGB")
    x, y = (5 if place == 0 else size - 6 for place, size in zip(corner, seen.size, strict=True))
    red, green, blue = seen.getpixel((x, y))
    assert red > 200 and green < 80 and blue < 80


def test_only_what_can_be_seen_comes_along() -> None:
    made = join_pages((_ACTIVE,)).pdf
    for active in (b"JavaScript", b"OpenAction", b"evil.example", b"/Annots", b"/AA"):
        assert active not in made, active
    with pypdfium2.PdfDocument(made) as document:
        assert raw.FPDFPage_GetAnnotCount(document[0]) == 0
        assert document[0].render(scale=0.5).to_pil().convert("RGB").getpixel((75, 25)) == (255, 0, 0)


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"text",
        b"%PDF-1.7 broken",
        b"\xff\xd8\xff\xe0 no picture",
        b"\x89PNG\r\n\x1a\n",
        photograph()[:200],
        b"PK\x03\x04",
    ],
)
def test_what_is_no_scan_is_named_by_its_number(bad: bytes) -> None:
    with pytest.raises(NoPagesError) as refused:
        join_pages((photograph(), bad))
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 – as it comes out of the reader's process
    assert "第 2 个文件" in str(again) == str(refused.value)


def test_no_contract_has_so_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_PAGES", 3)
    assert join_pages((scanned(3),)).pages == 3
    for too_many in ((scanned(4),), (scanned(3), photograph())):
        with pytest.raises(TooManyPagesError):
            join_pages(too_many)


def test_pages_look_as_before(signed_contract: SignedContract) -> None:
    """Turned and cut ones of scanners (a crop box that begins elsewhere, /Rotate), and a contract's with signature and seal."""
    odd = _ACTIVE.replace(
        b"/MediaBox[0 0 200 200]", b"/MediaBox[0 0 200 200]/CropBox[50 20 200 200]/Rotate 90"
    )
    for given in (odd, signed_contract.final):
        made = join_pages((given,)).pdf
        assert pages_of(made) == pages_of(given)
        with pypdfium2.PdfDocument(made) as after, pypdfium2.PdfDocument(given) as before:
            before.init_forms()
            for one, other in zip(before, after, strict=True):
                drawn = [page.render().to_pil().convert("RGB").reduce(4) for page in (one, other)]
                # Hair lines are drawn a little differently; a seal that is missing would be all of 255.
                assert max(high for _low, high in ImageChops.difference(*drawn).getextrema()) < 40
