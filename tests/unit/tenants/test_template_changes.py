"""Two who write one template at once: other blocks merge, of the same block both are shown, nothing is lost."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from huiyin.tenants.contracts.contract_templates.changes import (
    TOP,
    Changes,
    Conflict,
    Drop,
    FieldChange,
    Order,
    Put,
    TitleChange,
    apply_changes,
    bare,
    read_changes,
)
from huiyin.tenants.contracts.contract_templates.difference import differences
from huiyin.tenants.contracts.contract_templates.tree import (
    CONTAINERS,
    Annex,
    Block,
    Clause,
    Condition,
    Field,
    Heading,
    OwnField,
    Sign,
    Test,
    Text,
    Tree,
    TreeError,
    everything,
)
from hypothesis import given
from hypothesis import strategies as st

WHERE = Test("filled", "benefit.extra")


def clause(block_id: str, text: str) -> Clause:
    return Clause(block_id, (Text(text),))


TREE = Tree(
    "劳动合同书",
    (
        Heading("h1", "期限"),
        clause("c1", "甲"),
        Condition("k1", WHERE, (clause("c2", "乙"), clause("c3", "丙"))),
        Sign("s1"),
        Annex("a1", "办法", (clause("c4", "丁"),)),
    ),
)


def changes(before: Tree, after: Tree) -> Changes:
    """What the editor sends of somebody who saw `before` and made `after` of it."""
    old, new = ({block.id: block for block in everything(tree.blocks)} for tree in (before, after))
    return Changes(
        TitleChange(before.title, after.title) if before.title != after.title else None,
        tuple(
            Put(bare(old[one.id]) if one.id in old else None, bare(one))
            for one in new.values()
            if one.id not in old or bare(old[one.id]) != bare(one)
        ),
        tuple(Drop(bare(one)) for one in old.values() if one.id not in new),
        tuple(_orders(before, after)),
    )


def _orders(before: Tree, after: Tree) -> Iterator[Order]:
    old, new = _inside(before), _inside(after)
    for parent, ids in new.items():
        if old.get(parent, ()) != ids:
            yield Order(parent, old.get(parent, ()), ids)


def _inside(tree: Tree) -> dict[str, tuple[str, ...]]:
    found = {TOP: tuple(block.id for block in tree.blocks)}
    for block in everything(tree.blocks):
        if isinstance(block, CONTAINERS):
            found[block.id] = tuple(one.id for one in block.blocks)
    return found


def with_blocks(*blocks: Block) -> Tree:
    return Tree(TREE.title, blocks)


def test_what_one_sends_is_what_they_made() -> None:
    h1, c1, k1, s1, a1 = TREE.blocks
    assert isinstance(k1, Condition) and isinstance(a1, Annex)
    wanted = Tree(
        "合同",
        (c1, clause("c9", "新"), Annex("a1", "制度", (k1.blocks[1], *a1.blocks)), Condition("k1", WHERE, (k1.blocks[0], h1)), s1),
    )  # fmt: skip
    assert apply_changes(TREE, changes(TREE, wanted)) == (wanted, [])


def test_the_same_twice_is_put_in_once() -> None:
    wanted = with_blocks(*TREE.blocks[1:], clause("c9", "新"))
    once, _none = apply_changes(TREE, changes(TREE, wanted))
    assert apply_changes(once, changes(TREE, wanted)) == (wanted, [])


def test_changes_of_two_to_other_blocks_are_both_there() -> None:
    h1, c1, k1, s1, a1 = TREE.blocks
    mine = with_blocks(c1, h1, clause("c8", "我的"), k1, s1, a1)
    theirs = with_blocks(h1, clause("c1", "他的"), clause("c9", "他的新"), k1, s1, a1)
    now, _none = apply_changes(TREE, changes(TREE, theirs))
    both, conflicts = apply_changes(now, changes(TREE, mine))
    assert conflicts == []
    assert [one.id for one in both.blocks] == ["c1", "c9", "h1", "c8", "k1", "s1", "a1"]
    assert clause("c1", "他的") in both.blocks and clause("c8", "我的") in both.blocks


def test_of_one_block_that_two_changed_both_are_shown() -> None:
    h1, _c1, *rest = TREE.blocks
    now, _none = apply_changes(TREE, changes(TREE, with_blocks(h1, clause("c1", "他的"), *rest)))
    both, conflicts = apply_changes(now, changes(TREE, with_blocks(h1, clause("c1", "我的"), *rest)))
    assert both == now and conflicts == [Conflict("c1", clause("c1", "他的"), clause("c1", "我的"))]
    both, conflicts = apply_changes(now, changes(TREE, with_blocks(h1, *rest)))
    assert clause("c1", "他的") in both.blocks and conflicts == [Conflict("c1", clause("c1", "他的"), None)]


def test_what_another_dropped_is_shown_to_whoever_changed_it() -> None:
    h1, _c1, *rest = TREE.blocks
    now, _none = apply_changes(TREE, changes(TREE, with_blocks(h1, *rest)))
    both, conflicts = apply_changes(now, changes(TREE, with_blocks(h1, clause("c1", "我的"), *rest)))
    assert both == now and conflicts == [Conflict("c1", None, clause("c1", "我的"))]


def test_what_is_put_into_a_container_that_another_drops_stays() -> None:
    h1, c1, k1, s1, a1 = TREE.blocks
    assert isinstance(k1, Condition)
    now, _none = apply_changes(TREE, changes(TREE, with_blocks(h1, c1, s1, a1)))
    filled = Condition("k1", WHERE, (*k1.blocks, clause("c9", "我的")))
    both, conflicts = apply_changes(now, changes(TREE, with_blocks(h1, c1, filled, s1, a1)))
    assert conflicts == [] and both.blocks[-1] == clause("c9", "我的")


def test_a_block_is_never_in_two_places_or_in_itself() -> None:
    inside = Changes(
        order=(Order("k1", ("c2", "c3"), ("c2", "c3", "c1")), Order("a1", ("c4",), ("c4", "c1")))
    )
    moved, _none = apply_changes(TREE, inside)
    ids = [one.id for one in everything(moved.blocks)]
    assert sorted(ids) == sorted(one.id for one in everything(TREE.blocks))
    itself = Changes(
        order=(Order("k1", ("c2", "c3"), ("c2", "c3", "k1")), Order(TOP, (), ("h1", "c1", "s1", "a1")))
    )
    kept, _none = apply_changes(TREE, itself)
    assert {"c2", "c3"} <= {one.id for one in everything(kept.blocks)}


def test_what_would_be_no_template_changes_nothing() -> None:
    with pytest.raises(TreeError):
        apply_changes(TREE, Changes(order=(Order("a1", ("c4",), ("c4", "s1")),)))
    for text in (
        "",
        "{}x",
        '{"put":[{"before":null,"after":{"t":"x","id":"a"}}]}',
        '{"put":1}',
        "[" * 50_000,
    ):
        with pytest.raises(TreeError):
            read_changes(text)
    assert read_changes("{}") == Changes()


def _edited(chance: random.Random, tree: Tree, name: str) -> Tree:
    """As somebody leaves it who changes, moves, adds and drops some of it."""

    def once(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        made = list[Block]()
        for block in blocks:
            one = block
            if isinstance(one, Clause) and chance.random() < 0.3:
                one = clause(one.id, f"{name}{chance.randrange(100)}")
            if isinstance(one, CONTAINERS):
                one = msgspec.structs.replace(one, blocks=once(one.blocks))
            if not (isinstance(one, Clause) and chance.random() < 0.2):
                made.append(one)
        if chance.random() < 0.5:
            made.insert(
                chance.randrange(len(made) + 1), clause(f"{name}{chance.randrange(10**6)}", f"{name}的新")
            )
        if chance.random() < 0.4:
            chance.shuffle(made)
        return tuple(made)

    return Tree(tree.title, once(tree.blocks))


@given(st.integers(0, 10**9))
def test_whatever_two_do_nothing_typed_is_lost(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 – the same in every run
    one, other = _edited(chance, TREE, "a"), _edited(chance, TREE, "b")
    now, none = apply_changes(TREE, changes(TREE, one))
    assert none == [] and now == one
    both, conflicts = apply_changes(now, changes(TREE, other))
    said = {block.id: bare(block) for block in everything(both.blocks)}
    shown = {one.id: one for one in conflicts}
    seen = {block.id: bare(block) for block in everything(TREE.blocks)}
    for tree in (one, other):
        for block in everything(tree.blocks):
            mine = bare(block)
            if seen.get(block.id) != mine:  # it was typed by this one
                assert said.get(block.id) == mine or shown[block.id].yours == mine


def test_versions_are_shown_side_by_side() -> None:
    h1, _c1, k1, s1, a1 = TREE.blocks
    after = with_blocks(clause("c1", "甲乙"), h1, Clause("c9", (Field("job.title"),)), s1, a1)
    rows = differences(TREE, after)
    shown = [
        (row.kind, "".join(one.text for one in row.before), "".join(one.text for one in row.after))
        for row in rows
    ]
    assert ("added", "", "〔岗位名称〕") in shown and ("removed", "乙", "") in shown
    assert ("same", "附件：办法", "附件：办法") in shown
    (mine,) = (row for row in rows if "甲乙" in "".join(one.text for one in row.after))
    assert mine.kind in ("changed", "moved")
    assert [one.text for one in mine.after if one.changed] == ["乙"]
    assert [row.kind for row in differences(TREE, TREE)] == ["same"] * 9
    assert k1 not in after.blocks


def test_fields_of_ones_own_come_and_go() -> None:
    one, other = OwnField("own.a", "甲", "text"), OwnField("own.a", "乙", "text", required=True)
    made, _none = apply_changes(TREE, Changes(fields=(FieldChange(None, one),)))
    assert made.fields == (one,)
    changed, _none = apply_changes(made, Changes(fields=(FieldChange(one, other),)))
    assert changed.fields == (other,)
    kept, _none = apply_changes(changed, Changes(fields=(FieldChange(one, None),)))
    assert kept.fields == (other,)  # it was changed meanwhile
    gone, _none = apply_changes(changed, Changes(fields=(FieldChange(other, None),)))
    assert gone.fields == ()
    assert [row.kind for row in differences(TREE, made)].count("added") == 1
