"""A template as a Word file, for a lawyer who reads it there: every block, conditions in words around what they govern.

Fields are merge fields under their names, so that the file comes back in with them.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from ....platform.formats.cleaning import cleaned
from ....platform.i18n import gettext as _
from .fields import Dictionary, dictionary_of
from .numbering import listed, numeral
from .tree import (
    Annex,
    Block,
    Break,
    Clause,
    Condition,
    Field,
    Heading,
    List,
    Run,
    Runs,
    Sign,
    Table,
    Text,
    Tree,
    When,
)
from .words import in_words

_FONT, _GREY = "宋体", RGBColor(0x70, 0x70, 0x70)
_SIZE = Pt(11.5)


def as_word(tree: Tree) -> bytes:
    """The file (.docx)."""
    writer = _Writer(dictionary_of(tree))
    writer.title(tree.title)
    writer.blocks(tree.blocks)
    return writer.saved()


class _Writer:
    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._file: WordFile = Document()
        self._heading = self._item = self._annexes = 0
        style = self._file.styles["Normal"]
        style.font.name, style.font.size = _FONT, _SIZE
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)

    def saved(self) -> bytes:
        out = io.BytesIO()
        self._file.save(out)
        return out.getvalue()

    def title(self, text: str) -> None:
        self._headed(text, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def blocks(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading, self._item = self._heading + 1, 0
                self._headed(f"第{numeral(self._heading)}条 {block.text}", 1)
            case Clause():
                self._paragraph(self._number(block), block.runs)
            case List():
                for number, runs in enumerate(block.items, 1):
                    self._paragraph(listed(block.style, number), runs)
            case Table():
                self._table(block)
            case Break():
                self._page_break()
            case Sign():
                self._note(_("（签署区：甲方盖章，乙方签名）"))
            case Annex():
                self._annexes += 1
                self._heading = self._item = 0
                self._page_break()
                self._headed(f"附件{numeral(self._annexes)} {block.title}", 1)
                self.blocks(block.blocks)
            case Condition():
                self._note(_("▼ 条件：{condition}").format(condition=in_words(block.test, self._dictionary)))
                self.blocks(block.blocks)
                self._note(_("▲ 条件到这里为止"))

    def _page_break(self) -> None:
        self._file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _number(self, clause: Clause) -> str:
        if not clause.numbered:
            return ""
        self._item += 1
        return f"{self._heading}.{self._item} " if self._heading else f"{self._item}. "

    def _headed(self, text: str, level: int) -> Paragraph:
        made: Paragraph = self._file.add_heading("", level)
        run = made.add_run(cleaned(text))
        run.font.name, run.font.color.rgb = _FONT, RGBColor(0, 0, 0)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        return made

    def _paragraph(self, number: str, runs: Runs) -> None:
        made = self._file.add_paragraph(number)
        self._runs(made, runs)

    def _runs(self, paragraph: Paragraph, runs: Sequence[Run]) -> None:
        for run in runs:
            match run:
                case Text():
                    paragraph.add_run(cleaned(run.text))
                case Field():
                    self._field(paragraph, run.name)
                case When():
                    self._grey(paragraph, f"［{in_words(run.test, self._dictionary)}：")
                    self._runs(paragraph, run.runs)
                    self._grey(paragraph, "］")

    def _field(self, paragraph: Paragraph, name: str) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f" MERGEFIELD {name} ")
        made = paragraph.add_run(cleaned(f"«{self._dictionary.label(name)}»"))
        field.append(made._element)
        paragraph._element.append(field)

    def _table(self, table: Table) -> None:
        headed = any(table.head)  # a table that is a form has no heading row
        made = self._file.add_table(rows=int(headed), cols=len(table.head), style="Table Grid")
        if headed:
            for cell, words in zip(made.rows[0].cells, table.head, strict=True):
                cell.text = cleaned(words)
        for row in table.rows:
            for cell, runs in zip(made.add_row().cells, row, strict=True):
                self._runs(cell.paragraphs[0], runs)
        if table.rows_of:
            self._field(made.add_row().cells[0].paragraphs[0], table.rows_of)

    def _note(self, words: str) -> None:
        self._grey(self._file.add_paragraph(), words)

    def _grey(self, paragraph: Paragraph, words: str) -> None:
        run = paragraph.add_run(cleaned(words))
        run.italic, run.font.color.rgb = True, _GREY
