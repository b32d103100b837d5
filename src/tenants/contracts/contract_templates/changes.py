"""What somebody changed in a draft while others may have changed it too: other blocks merge, of the same block both are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from .tree import CONTAINERS, Block, OwnField, Tree, TreeError, check_shape

TOP = ""
"""The parent of blocks that stand in none."""


class TitleChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another title, and the one that was seen."""

    before: str
    after: str


class FieldChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of the template's own: as it was seen, None where it is new, and as it is to be, None to drop it."""

    before: OwnField | None
    after: OwnField | None


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block without those in it: as it was seen, None where it is new, and as it is to be."""

    before: Block | None
    after: Block


class Drop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block, without those in it, that is to go; as it was seen."""

    before: Block


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ids of the blocks in `parent`: as they were seen, and as they are to be."""

    parent: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that one person changed since they last saw the draft."""

    title: TitleChange | None = None
    put: tuple[Put, ...] = ()
    drop: tuple[Drop, ...] = ()
    order: tuple[Order, ...] = ()
    fields: tuple[FieldChange, ...] = ()


class Conflict(msgspec.Struct, frozen=True):
    """A block that two changed: `theirs` is what it is now, None where they dropped it; `yours` what was wanted, None to drop it."""

    id: str
    theirs: Block | None
    yours: Block | None


@dataclass(slots=True)
class _Flat:
    """A tree taken apart: blocks without those in them, and the order in each parent."""

    title: str
    blocks: dict[str, Block] = field(default_factory=dict)
    inside: dict[str, list[str]] = field(default_factory=dict)

    def add(self, blocks: Sequence[Block], parent: str) -> None:
        self.inside[parent] = [block.id for block in blocks]
        for block in blocks:
            self.blocks[block.id] = bare(block)
            if isinstance(block, CONTAINERS):
                self.add(block.blocks, block.id)

    def together(self, parent: str) -> Iterator[Block]:
        for block_id in self.inside[parent]:
            block = self.blocks.get(block_id)
            if isinstance(block, CONTAINERS):
                block = msgspec.structs.replace(block, blocks=tuple(self.together(block_id)))
            if block is not None:
                yield block


def read_changes(text: str) -> Changes:
    """What the editor sends.

    Raises:
        TreeError: it is none.
    """
    try:
        return msgspec.json.decode(text, type=Changes)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise TreeError("shape") from problem


def bare(block: Block) -> Block:
    """A block without those in it."""
    return msgspec.structs.replace(block, blocks=()) if isinstance(block, CONTAINERS) else block


def apply_changes(tree: Tree, changes: Changes) -> tuple[Tree, list[Conflict]]:
    """The draft with the changes in it, and what could not be put in because somebody else changed the same.

    The same changes twice are put in once. Nothing anybody wrote is lost: a container that is dropped while others put
    something in it stays with what they put.

    Raises:
        TreeError: it would be no template.
    """
    flat, conflicts = _Flat(tree.title), list[Conflict]()
    flat.add(tree.blocks, TOP)
    for put in changes.put:
        conflicts.extend(_put(flat, put))
    for drop in changes.drop:
        conflicts.extend(_drop(flat, drop))
    for order in changes.order:
        _order(flat, order)
    _keep_all(flat)
    title = tree.title
    if changes.title is not None and title in (changes.title.before, changes.title.after):
        title = changes.title.after
    made = Tree(title, tuple(flat.together(TOP)), tuple(_fields(tree.fields, changes.fields)))
    check_shape(made)
    return made, conflicts


def _fields(there: Sequence[OwnField], changes: Sequence[FieldChange]) -> Iterator[OwnField]:
    """The fields with what was changed of them: the last word counts, a line each that both can read."""
    fields = {one.name: one for one in there}
    for change in changes:
        if change.after is not None:
            fields[change.after.name] = change.after
        elif change.before is not None and fields.get(change.before.name) == change.before:
            del fields[change.before.name]
    yield from fields.values()


def _put(flat: _Flat, put: Put) -> Iterator[Conflict]:
    wanted = bare(put.after)
    there = flat.blocks.get(wanted.id)
    if there == wanted:
        return
    seen = bare(put.before) if put.before is not None else None
    if there != seen:
        yield Conflict(wanted.id, there, wanted)
        return
    flat.blocks[wanted.id] = wanted
    if isinstance(wanted, CONTAINERS):
        flat.inside.setdefault(wanted.id, [])


def _drop(flat: _Flat, drop: Drop) -> Iterator[Conflict]:
    there = flat.blocks.get(drop.before.id)
    if there is None:
        return
    if there != bare(drop.before):
        yield Conflict(there.id, there, None)
        return
    del flat.blocks[there.id]


def _order(flat: _Flat, order: Order) -> None:
    """The order that is wanted, and in it what others put there meanwhile, behind what it stood behind."""
    if order.parent != TOP and not isinstance(flat.blocks.get(order.parent), CONTAINERS):
        return
    wanted = list(dict.fromkeys(one for one in order.after if one in flat.blocks))
    now, seen = flat.inside.get(order.parent, []), set(order.before)
    for place, block_id in enumerate(now):
        if block_id in wanted or block_id in seen or block_id not in flat.blocks:
            continue
        before = next((one for one in reversed(now[:place]) if one in wanted), None)
        wanted.insert(0 if before is None else wanted.index(before) + 1, block_id)
    for parent, ids in flat.inside.items():
        if parent != order.parent:
            flat.inside[parent] = [one for one in ids if one not in wanted]
    flat.inside[order.parent] = wanted


def _keep_all(flat: _Flat) -> None:
    """Blocks that nothing holds any more go behind the last block of the whole: what held them is gone, or two have put two
    containers into each other."""
    for parent in [parent for parent in flat.inside if parent != TOP and parent not in flat.blocks]:
        flat.inside[TOP].extend(one for one in flat.inside.pop(parent) if one in flat.blocks)
    while lost := flat.blocks.keys() - _held(flat, TOP):
        first = next(one for one in flat.blocks if one in lost)
        for ids in flat.inside.values():
            if first in ids:
                ids.remove(first)
        flat.inside[TOP].append(first)


def _held(flat: _Flat, parent: str) -> set[str]:
    ids = set(flat.inside.get(parent, ()))
    return ids.union(*(_held(flat, one) for one in ids if one in flat.inside))
