"""Where both sign: never alone on a page, whatever comes before."""

from datetime import UTC, datetime

import pypdfium2
import pytest
from huiyin.platform.documents.blocks import Annex, Document, Heading, Paragraph, Plain, SignArea
from huiyin.platform.documents.render import render

WHEN = datetime(2026, 11, 30, tzinfo=UTC)
LINE = "甲方依法为乙方办理社会保险。"


@pytest.mark.parametrize("lines", range(14, 26))
@pytest.mark.parametrize("annexes", [0, 2])
def test_the_last_clause_goes_with_the_signatures(lines: int, annexes: int) -> None:
    text = [Paragraph((Plain(LINE),)) for _line in range(lines)]
    last = Paragraph((Plain("本合同的最后一款。"),))
    behind = [Annex(f"附件 {number}") for number in range(annexes)]
    blocks = (Heading("第一条"), *text, last, SignArea("甲公司", "乙某"), *behind)
    made = render(Document("劳动合同书", "1", "甲公司", blocks), WHEN)
    pages = {anchor.page for anchor in made.anchors}
    assert len(pages) == 1
    with pypdfium2.PdfDocument(made.pdf) as opened:
        said = [page.get_textpage().get_text_range() for page in opened]
    assert "本合同的最后一款" in said[pages.pop() - 1]
    assert [
        f"附件 {number}" in one
        for number, one in zip(range(annexes), said[len(said) - annexes :], strict=True)
    ] == [True] * annexes
