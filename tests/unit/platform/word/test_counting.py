"""The count against the tree: any document comes back with every character, and what is missing is named."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from huiyin.platform.word import View, Why
from huiyin.platform.word.comparison import not_taken
from huiyin.platform.word.counting import Piece, count
from huiyin.platform.word.tree import Paragraph, paragraphs_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import word_files as files
from tests.support.word_makes import MAKES
from tests.unit.platform.word.reading import read

_NO_XML = {"\ufffe", "\uffff"}
WORDS = st.text(
    st.one_of(
        st.sampled_from("甲乙方合同_＿【】　 &<>\"'«»□☑\u200b\u202e"),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=_NO_XML),
    ),
    min_size=1,
    max_size=8,
)


@dataclass(frozen=True)
class Written:
    """Something of a document: its XML, what is printed of it in each view, and the paragraphs that hang on it."""

    xml: str
    accepted: str = ""
    refused: str = ""
    hanging: tuple["Written", ...] = ()


def _words(words: str) -> Written:
    return Written(files.run(words), words, words)


def _joined(parts: list[Written]) -> Written:
    return Written(
        "".join(one.xml for one in parts),
        "".join(one.accepted for one in parts),
        "".join(one.refused for one in parts),
        tuple(hung for one in parts for hung in one.hanging),
    )


def _field(parts: list[Written]) -> Written:
    inside = _joined(parts)
    return Written(
        files.field(" MERGEFIELD 名 ", inside.xml), inside.accepted, inside.refused, inside.hanging
    )


def _control(parts: list[Written]) -> Written:
    inside = _joined(parts)
    return Written(files.control(inside.xml), inside.accepted, inside.refused, inside.hanging)


def _box(paragraphs: list[Written]) -> Written:
    inside = "".join(one.xml for one in paragraphs)
    xml = files.run(inside=files.either(files.drawn_box(inside), files.old_box(inside)))
    return Written(xml, hanging=tuple(paragraphs))


def _sign(pair: tuple[str, str]) -> Written:
    return Written(files.run(inside=pair[0]), pair[1], pair[1])


def _inserted(words: str) -> Written:
    return Written(files.revision("ins", files.run(words)), words, "")


def _deleted(words: str) -> Written:
    return Written(files.deleted(words), "", words)


def _paragraph(parts: list[Written]) -> Written:
    inside = _joined(parts)
    return Written(
        files.paragraph(inside.xml) if parts else files.paragraph(),
        inside.accepted,
        inside.refused,
        inside.hanging,
    )


SIGNS = st.sampled_from(
    [
        ("<w:tab/>", "\t"),
        ("<w:br/>", "\n"),
        ("<w:cr/>", "\n"),
        ("<w:noBreakHyphen/>", "\u2011"),
        ("<w:softHyphen/>", "\u00ad"),
    ]
)
FLAT = st.one_of(WORDS.map(_words), SIGNS.map(_sign), WORDS.map(_inserted), WORDS.map(_deleted))
INLINES = st.recursive(
    FLAT,
    lambda inside: st.one_of(
        st.lists(inside, max_size=3).map(_field),
        st.lists(inside, max_size=3).map(_control),
        st.lists(st.lists(inside, max_size=2).map(_paragraph), min_size=1, max_size=2).map(_box),
    ),
    max_leaves=6,
)
SOME = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARAGRAPHS = st.lists(INLINES, max_size=4).map(_paragraph)


@dataclass(frozen=True)
class Body:
    """Blocks: their XML, and their paragraphs in the order of the file."""

    xml: str
    paragraphs: tuple[Written, ...]


def _put_together(parts: list[Body]) -> Body:
    return Body("".join(one.xml for one in parts), tuple(p for one in parts for p in one.paragraphs))


def _table(parts: list[Body]) -> Body:
    cells = "".join(files.cell(one.xml or files.paragraph()) for one in parts)
    return Body(files.table(f"<w:tr>{cells}</w:tr>", columns=len(parts)), _put_together(parts).paragraphs)


def _around(parts: list[Body]) -> Body:
    inside = _put_together(parts)
    return Body(files.control(inside.xml), inside.paragraphs)


BODIES = st.lists(
    st.recursive(
        PARAGRAPHS.map(lambda one: Body(one.xml, (one,))),
        lambda inside: st.one_of(
            st.lists(inside, min_size=1, max_size=3).map(_table), st.lists(inside, max_size=3).map(_around)
        ),
        max_leaves=5,
    ),
    max_size=4,
).map(_put_together)


def _printed(paragraphs: tuple[Written, ...], view: View) -> Iterator[str]:
    for one in paragraphs:
        yield one.refused if view is View.REFUSED else one.accepted
        yield from _printed(one.hanging, view)


@SOME
@given(BODIES, st.sampled_from(View))
def test_every_character_comes_back(body: Body, view: View) -> None:
    document = read(files.docx(body.xml), view)
    assert document.unread == ()
    assert [one.text for one in paragraphs_of(document.blocks)] == list(_printed(body.paragraphs, view))


@SOME
@given(BODIES, WORDS.filter(str.strip), st.integers(min_value=0))
def test_what_nobody_knows_is_named(body: Body, words: str, where: int) -> None:
    """An element of nobody's, with words in it, put between any two others of the body."""
    xml = files.paragraph("首") + body.xml + files.paragraph("尾")
    gaps = [at for at in range(len(xml)) if xml.startswith(("<w:r>", "<w:p>", "<w:tbl>", "<w:tr>"), at)]
    gap = gaps[where % len(gaps)]
    strange = f"<w:unheardOf>{files.text(words)}</w:unheardOf>"
    document = read(files.docx(xml[:gap] + strange + xml[gap:]), View.ACCEPTED)
    gone = "".join(one.text for one in document.removed)
    named = "".join(one.text for one in document.unread)
    # Where a deletion, a box's second rendering or an instruction holds it, it is named there, once.
    assert words in named + gone or sorted(words) == sorted(named), (words, named, gone)


@pytest.mark.parametrize("make", sorted(set(MAKES) - {"revised", "strict"}))
def test_a_block_that_gets_lost_is_named(make: str) -> None:
    """The tree without any one of its blocks: the comparison names what stood in it, by its paragraph."""
    document = read(MAKES[make]())
    main = document.main
    with zipfile.ZipFile(io.BytesIO(MAKES[make]())) as archive:
        pieces = count(archive.read(main), main)
    known = [one for one in document.unread if one.part == main and one.why is Why.LEFT_OUT]
    for at, block in enumerate(document.blocks):
        places = {one.place for one in paragraphs_of((block,))}
        rest = (*document.blocks[:at], *document.blocks[at + 1 :])
        said = "".join(piece.text for place in sorted(places) for piece in pieces if piece.place == place)
        missing = [one for one in not_taken(main, pieces, rest, (), None) if one not in known]
        assert "".join(one.text for one in missing) == said


def test_a_paragraph_that_is_read_twice_is_named() -> None:
    twice = (Paragraph((), 1), *read(files.docx(files.paragraph("一"))).blocks * 2)
    found = not_taken("word/document.xml", (Piece("一", 1),), twice, (), None)
    assert [(one.why, one.text) for one in found] == [(Why.DOUBLED, "一")]


def test_words_and_places_of_what_is_missing() -> None:
    document = read(
        files.docx(
            files.paragraph("先") + files.paragraph("本合同自", "<w:x><w:t>某日</w:t></w:x>", "起生效。")
        )
    )
    (only,) = document.unread
    assert (only.text, only.place, only.before, str(only.where)) == ("某日", 2, "本合同自", "正文第 2 段")
    assert document.characters == 11


def test_numbers_in_drawings_and_building_blocks_are_no_words() -> None:
    parts = files.package(files.paragraph(files.run(inside=files.drawn_box(files.paragraph("框")))))
    parts["word/glossary/document.xml"] = files.part(
        "glossaryDocument", files.paragraph("单击此处输入文字。")
    )
    parts["docProps/core.xml"] = "<a>题目</a>"
    parts["customXml/item1.xml"] = "<a>数据</a>"
    document = read(files.packed(parts))
    assert (document.unread, document.characters) == ((), 1)


def test_indented_words_and_kept_blanks() -> None:
    body = "<w:p><w:r><w:t>\n   甲方\n  </w:t></w:r><w:r><w:t xml:space='preserve'> 乙方 </w:t></w:r><w:r><w:t>丙\n方</w:t></w:r></w:p>"
    document = read(files.docx(body))
    assert [one.text for one in paragraphs_of(document.blocks)] == ["甲方 乙方 丙 方"]
    assert document.unread == ()
