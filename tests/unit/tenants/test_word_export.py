"""A template as a Word file: nothing of it is missing, and it comes back in with its fields."""

import re

import pytest
from huiyin.platform.word import WordDocument
from huiyin.platform.word.reader import read_word
from huiyin.platform.word.tree import Field as WordField
from huiyin.platform.word.tree import inlines_of, paragraphs_of
from huiyin.tenants.contracts.contract_templates.built_in import built_in_body, built_in_codes
from huiyin.tenants.contracts.contract_templates.printing import everywhere, lines
from huiyin.tenants.contracts.contract_templates.tree import (
    Clause,
    OwnField,
    Table,
    Text,
    Tree,
    decode,
    printed_fields,
)
from huiyin.tenants.contracts.contract_templates.tree import Field as TemplateField
from huiyin.tenants.contracts.contract_templates.word_export import as_word
from huiyin.tenants.contracts.contract_templates.word_import import convert


def read(tree: Tree) -> WordDocument:
    found = read_word(as_word(tree))
    assert isinstance(found, WordDocument) and found.unread == ()
    return found


def words(document: WordDocument) -> str:
    return re.sub(r"\s", "", "".join(f"{one.number}{one.text}" for one in paragraphs_of(document.blocks)))


@pytest.mark.parametrize("code", built_in_codes())
def test_nothing_is_missing(code: str) -> None:
    tree = decode(built_in_body(code))
    document = read(tree)
    said = words(document)
    for line in lines(tree, everywhere):
        own = "".join(run.text for cell in line.cells for run in cell if isinstance(run, Text))
        for piece in (run.text for cell in line.cells for run in cell if isinstance(run, Text)):
            assert re.sub(r"\s", "", piece) in said
        assert re.sub(r"\s", "", line.number) in said, own
    named = {
        one.name
        for paragraph in paragraphs_of(document.blocks)
        for one in inlines_of(paragraph.inlines)
        if isinstance(one, WordField)
    }
    assert named == printed_fields(tree)


def test_tables_fields_and_hostile_words() -> None:
    tree = Tree(
        "合同\u202e",
        (
            Table("t1", ("项目", "上限"), (((Text("<b>"),), (TemplateField("own.a"),)),), (1, 1), "own.b"),
            Clause("c1", (Text("{{7*7}} #let \x07 & < > ]]>"),)),
        ),
        (OwnField("own.a", "甲", "text"), OwnField("own.b", "乙", "rows", columns=("项目", "上限"))),
    )
    said = words(read(tree))
    assert "<b>" in said and "«甲»" in said and "«乙»" in said and "{{7*7}}#let&<>]]>" in said


@pytest.mark.parametrize("code", built_in_codes())
def test_it_comes_back_in_with_its_fields(code: str) -> None:
    tree = decode(built_in_body(code))
    found = convert(read(tree))
    assert found.tree.fields == () and not any(one.of_file for one in found.left)
    assert printed_fields(found.tree) == printed_fields(tree)
