"""A contract template as data: a tree of blocks, with merge fields in its text and conditions around it.

It is kept as canonical JSON, over which its hash goes. Clause numbers are counted and never part of it.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ....platform.crypto.keyed import sha256_hex

MOST_BLOCKS, MOST_FIELDS = 500, 40
MOST_TEXT = 5_000
"""Characters of one block."""
MOST_BYTES = 150_000
"""Of a whole template: a document may have 200 kB, and values are to fit in too."""
DEEPEST = 3
"""How deep conditions stand in one another, and so do the parts of one."""
_MOST_TESTS = 20
_MOST_COLUMNS = 8

BlockId = Annotated[str, Meta(pattern="^[a-z0-9]{1,16}$")]
FieldName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,40}(\.[a-z0-9_]{1,40})?$")]
MaybeField = Annotated[str, Meta(pattern=r"^$|^[a-z][a-z0-9_]{0,40}(\.[a-z0-9_]{1,40})?$")]
"""A field's name, or none."""
_Line = Annotated[str, Meta(max_length=200)]
_Words = Annotated[str, Meta(max_length=MOST_TEXT)]


class OwnField(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A blank that a template brings along: what it is called, and how HR fills it in.

    `choices`: of a choice; `columns`: of rows, which are typed line by line.
    """

    name: Annotated[str, Meta(pattern="^own\\.[a-z0-9]{1,16}$")]
    label: Annotated[str, Meta(min_length=1, max_length=30)]
    kind: Literal["text", "lines", "date", "money", "percent", "number", "choice", "region", "person", "rows"]
    required: bool = False
    hint: _Line = ""
    choices: Annotated[tuple[_Line, ...], Meta(max_length=30)] = ()
    columns: Annotated[tuple[_Line, ...], Meta(max_length=_MOST_COLUMNS)] = ()


class Test(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """When something is printed: `all` or `any` of `tests`, or a comparison of one field with `values`, which are written as
    machines do (2026-01-31, 1234.50)."""

    __test__ = False  # for pytest: it is none of its tests

    how: Literal["all", "any", "equal", "unequal", "one_of", "greater", "less", "empty", "filled"]
    field: MaybeField = ""
    values: Annotated[tuple[_Line, ...], Meta(max_length=_MOST_TESTS)] = ()
    tests: "Annotated[tuple[Test, ...], Meta(max_length=_MOST_TESTS)]" = ()


class Text(msgspec.Struct, frozen=True, tag_field="t", tag="text", forbid_unknown_fields=True):
    """Fixed wording."""

    text: _Words


class Field(msgspec.Struct, frozen=True, tag_field="t", tag="field", forbid_unknown_fields=True):
    """A blank that a value goes into."""

    name: FieldName


class When(msgspec.Struct, frozen=True, tag_field="t", tag="when", forbid_unknown_fields=True):
    """A part of a sentence that is printed where the test holds."""

    test: Test
    runs: "Annotated[tuple[Run, ...], Meta(max_length=_MOST_RUNS)]"


Run = Text | Field | When
_MOST_RUNS = 200
Runs = Annotated[tuple[Run, ...], Meta(max_length=_MOST_RUNS)]


class Heading(msgspec.Struct, frozen=True, tag_field="t", tag="heading", forbid_unknown_fields=True):
    """The heading of a clause, printed as 第N条. `item`: of 《劳动合同法》 Art. 17 what the clause covers, by its rule."""

    id: BlockId
    text: _Line
    item: _Line = ""


class Clause(msgspec.Struct, frozen=True, tag_field="t", tag="clause", forbid_unknown_fields=True):
    """A paragraph; a `numbered` one is printed as N.M."""

    id: BlockId
    runs: Runs
    numbered: bool = True
    item: _Line = ""


class List(msgspec.Struct, frozen=True, tag_field="t", tag="list", forbid_unknown_fields=True):
    """Paragraphs that are counted: 一、 （一） 1. or with a dash."""

    id: BlockId
    style: Literal["cn", "round", "digit", "dash"]
    items: Annotated[tuple[Runs, ...], Meta(max_length=100)]


class Table(msgspec.Struct, frozen=True, tag_field="t", tag="table", forbid_unknown_fields=True):
    """A table with a heading row; `widths` are shares. `rows_of`: the field whose rows follow its own."""

    id: BlockId
    head: Annotated[tuple[_Line, ...], Meta(min_length=1, max_length=_MOST_COLUMNS)]
    rows: Annotated[tuple[tuple[Runs, ...], ...], Meta(max_length=100)]
    widths: Annotated[tuple[Annotated[int, Meta(ge=1, le=20)], ...], Meta(max_length=_MOST_COLUMNS)]
    rows_of: MaybeField = ""


class Break(msgspec.Struct, frozen=True, tag_field="t", tag="break", forbid_unknown_fields=True):
    """What follows begins on a new page."""

    id: BlockId


class Sign(msgspec.Struct, frozen=True, tag_field="t", tag="sign", forbid_unknown_fields=True):
    """Where the company seals and the employee signs."""

    id: BlockId


class Annex(msgspec.Struct, frozen=True, tag_field="t", tag="annex", forbid_unknown_fields=True):
    """An annex, on a page of its own; it is counted, and so is what is in it."""

    id: BlockId
    title: _Line
    blocks: "tuple[Block, ...]" = ()


class Condition(msgspec.Struct, frozen=True, tag_field="t", tag="condition", forbid_unknown_fields=True):
    """Blocks that are printed where the test holds."""

    id: BlockId
    test: Test
    blocks: "tuple[Block, ...]" = ()


Block = Heading | Clause | List | Table | Break | Sign | Annex | Condition
CONTAINERS = (Annex, Condition)


class Tree(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole template; `fields`: the blanks of its own."""

    title: _Line
    blocks: tuple[Block, ...] = ()
    fields: Annotated[tuple[OwnField, ...], Meta(max_length=MOST_FIELDS)] = ()


class TreeError(ValueError):
    """It is no template: `block` is the id of where, "" for the whole; `reason` one of a few words."""

    def __init__(self, reason: str, block: str = "") -> None:
        super().__init__(f"{reason} {block}".strip())
        self.reason, self.block = reason, block


def encode(tree: Tree) -> str:
    """Canonical JSON: the same tree gives the same text."""
    return msgspec.json.encode(tree, order="deterministic").decode()


def decode(text: str) -> Tree:
    """What `encode` gave, checked.

    Raises:
        TreeError: it is none.
    """
    try:
        tree = msgspec.json.decode(text, type=Tree)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise TreeError("shape") from problem
    check_shape(tree)
    return tree


def tree_hash(text: str) -> str:
    """SHA-256 of a template as it is kept."""
    return sha256_hex(text.encode())


def renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    """A template with fields under other names, everywhere: in its text, its conditions, its tables and its own fields."""
    text = encode(tree)
    for old, new in names.items():  # within wording a quotation mark is never bare: only names are found
        text = text.replace(f'"{old}"', f'"{new}"')
    return decode(text)


def everything(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """All blocks, those that hold others before what they hold."""
    for block in blocks:
        yield block
        if isinstance(block, CONTAINERS):
            yield from everything(block.blocks)


def runs_of(block: Block) -> Iterator[Run]:
    """The text of a block, of its parts where it has some."""
    if isinstance(block, Clause):
        yield from block.runs
    elif isinstance(block, List):
        for item in block.items:
            yield from item
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell


def flat(runs: tuple[Run, ...] | Iterator[Run]) -> Iterator[Run]:
    """Runs with what stands in their conditions, those first that hold others."""
    for run in runs:
        yield run
        if isinstance(run, When):
            yield from flat(run.runs)


def tests_of(tree: Tree) -> Iterator[tuple[str, Test]]:
    """Every condition of a template, each with the id of the block that it belongs to."""
    for block in everything(tree.blocks):
        if isinstance(block, Condition):
            yield block.id, block.test
        for run in flat(runs_of(block)):
            if isinstance(run, When):
                yield block.id, run.test


def compared(test: Test) -> Iterator[Test]:
    """The comparisons of a condition, without `all` and `any`."""
    if test.how in ("all", "any"):
        for part in test.tests:
            yield from compared(part)
    else:
        yield test


def printed_fields(tree: Tree) -> frozenset[str]:
    """The fields whose values a template prints somewhere."""
    return frozenset(name for block in everything(tree.blocks) for name in fields_in(block))


def fields_in(block: Block) -> Iterator[str]:
    """The fields whose values a block prints, without the blocks in it."""
    yield from (run.name for run in flat(runs_of(block)) if isinstance(run, Field))
    if isinstance(block, Table) and block.rows_of:
        yield block.rows_of


def used_fields(tree: Tree) -> frozenset[str]:
    """The fields a template prints, or looks at in a condition."""
    looked_at = {one.field for _block, test in tests_of(tree) for one in compared(test)}
    return printed_fields(tree) | looked_at


def check_shape(tree: Tree) -> None:
    """See that a tree is one that can be shown, printed and kept.

    Raises:
        TreeError: it is too large, two blocks have one id, or something stands where it cannot.
    """
    ids = [block.id for block in everything(tree.blocks)]
    if len(ids) > MOST_BLOCKS:
        raise TreeError("many")
    twice = next((one for one in ids if ids.count(one) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise TreeError("twice", twice)
    names = [one.name for one in tree.fields]
    if len(set(names)) < len(names):
        raise TreeError("fields")
    _check_place(tree.blocks, conditions=0, annexed=False, top=True)
    for block in everything(tree.blocks):
        _check_size(block)
    for block_id, test in tests_of(tree):
        if _depth(test) > DEEPEST:
            raise TreeError("deep", block_id)
    if len(encode(tree).encode()) > MOST_BYTES:
        raise TreeError("large")


def _check_place(blocks: tuple[Block, ...], *, conditions: int, annexed: bool, top: bool) -> None:
    for block in blocks:
        if isinstance(block, Sign) and not top:
            raise TreeError("sign", block.id)
        if isinstance(block, Annex):
            if annexed or conditions > 1:
                raise TreeError("annex", block.id)
            _check_place(block.blocks, conditions=conditions, annexed=True, top=False)
        elif isinstance(block, Condition):
            if conditions == DEEPEST:
                raise TreeError("deep", block.id)
            _check_place(block.blocks, conditions=conditions + 1, annexed=annexed, top=False)


def _check_size(block: Block) -> None:
    if sum(len(run.text) for run in flat(runs_of(block)) if isinstance(run, Text)) > MOST_TEXT:
        raise TreeError("long", block.id)
    if _nested(tuple(runs_of(block))) > DEEPEST:
        raise TreeError("deep", block.id)
    if isinstance(block, Table):
        columns = len(block.head)
        if len(block.widths) != columns or any(len(row) != columns for row in block.rows):
            raise TreeError("columns", block.id)


def _nested(runs: tuple[Run, ...]) -> int:
    return max((1 + _nested(run.runs) for run in runs if isinstance(run, When)), default=0)


def _depth(test: Test) -> int:
    return 1 + max((_depth(part) for part in test.tests), default=0) if test.how in ("all", "any") else 0
