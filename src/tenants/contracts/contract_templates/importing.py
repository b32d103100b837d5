"""A template that begins as a Word file: kept with all that was not taken, and confirmed by a person before it goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.i18n import LazyText
from ....platform.ids import new_code, new_id
from ....platform.word import Removed, Unread, View
from ....platform.word import Why as NotRead
from ...audit.service import record
from .errors import ContractTemplateNotFoundError, DraftClosedError, ItemTwiceError
from .feature import ContractTemplateEvent
from .fields import KNOWN
from .models import ContractTemplateDraft
from .service import OWN_CODE, require_free, rewrite
from .states import DRAFT
from .tree import CONTAINERS, Block, Clause, Heading, Tree, encode, renamed, tree_hash, used_fields
from .word_import import OTHERWISE, WORDS, Imported, signs

NINE = tuple(f"LC17-{number}" for number in range(1, 10))
"""The rules of the nine items of Art. 17, paragraph 1."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """The file that was handed in, and how its open revisions were read."""

    name: str
    data: bytes
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something of the file that is not in the template, or otherwise; `characters`: how many it has, white space aside."""

    where: LazyText
    why: str
    text: str
    before: str

    @property
    def reason(self) -> LazyText:
        """Why, in words."""
        return WORDS.get(self.why, LazyText(self.why))

    @property
    def characters(self) -> int:
        return len(signs(self.text))


async def import_word(
    session: AsyncSession, name: str, kind: str, file: WordFile, imported: Imported, *, actor: str
) -> ContractTemplateDraft:
    """Begin a template of the tenant's own with what came out of a Word file.

    Raises:
        NameTakenError: another is called so.
    """
    await require_free(session, name, code="")
    draft = ContractTemplateDraft(
        id=new_id(),
        code=OWN_CODE + new_code(8),
        name=name,
        kind=kind,
        based_on=0,
        body=encode(imported.tree),
        scope={},
        revision=1,
        state=DRAFT.initial,
        writers=[actor],
        imported=_kept(file, imported),
        changed_at=clock.now(),
    )
    session.add(draft)
    await session.flush()
    data = {
        "template": draft.code,
        "draft": str(draft.id),
        "template_hash": tree_hash(draft.body),
        "sha256": sha256_hex(file.data),
        "characters": imported.characters,
        "left": len(imported.left),
        "unread": len(imported.unread),
        "removed": len(imported.removed),
    }
    record(session, ContractTemplateEvent.IMPORTED, actor=actor, data=data)
    return draft


def _kept(file: WordFile, imported: Imported) -> dict[str, Any]:
    left = [_missing(one.where, one.why, one.text, one.before) for one in imported.left]
    unread = [_missing(one.where, one.why, one.text, one.before) for one in imported.unread]
    removed = [_missing(_place(one), "removed", one.text, "") for one in imported.removed]
    return {
        "file": file.name[:200],
        "sha256": sha256_hex(file.data),
        "program": imported.program[:200],
        "view": file.view or "",
        "characters": imported.characters,
        "left": left,
        "unread": unread,
        "removed": removed,
        "missing": sum(one["why"] not in OTHERWISE for one in (*left, *unread, *removed)),
        "items": {item: list(keys) for item, keys in imported.items.items()},
        "blanks": [
            {"name": one.field.name, "before": one.before, "after": one.after, "proposal": one.proposal}
            for one in imported.blanks
        ],
        "confirmed": False,
    }


def _place(one: Removed) -> LazyText:
    return Unread(NotRead.LEFT_OUT, one.text, one.part, one.place).where


def _missing(where: LazyText, why: str, text: str, before: str) -> dict[str, Any]:
    return {"where": where.to_json(), "why": str(why), "text": text, "before": before}


def missing_of(draft: ContractTemplateDraft) -> tuple[Missing, ...]:
    """All that a draft's file says and the draft does not, or otherwise."""
    kept = draft.imported or {}
    return tuple(
        Missing(LazyText.from_json(one["where"]), one["why"], one["text"], one["before"])
        for part in ("left", "unread", "removed")
        for one in kept.get(part, ())
    )


def confirm_import(
    draft: ContractTemplateDraft, items: Mapping[str, str], blanks: Mapping[str, str], *, actor: str
) -> None:
    """Mark the clauses of a draft, locked, that are items of Art. 17 (`items`: rule to block, "" for none), and put the product's
    fields in place of its own (`blanks`: own to product's, "" to keep it). A second time nothing more is done.

    Raises:
        ContractTemplateNotFoundError: the draft is of no Word file.
        DraftClosedError: it waits for its approval.
        ItemTwiceError: a clause is to be two items.
    """
    if draft.imported is None:
        raise ContractTemplateNotFoundError
    if draft.state == "submitted":
        raise DraftClosedError
    if draft.imported["confirmed"]:
        return
    tree = _with_fields(draft.tree, blanks)
    tree = msgspec.structs.replace(tree, blocks=tuple(_marked(tree.blocks, _by_block(items))))
    draft.imported = {**draft.imported, "confirmed": True}
    rewrite(draft, tree, actor)


def _by_block(items: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item, block in items.items():
        if block in found:
            raise ItemTwiceError(item)
        if block:
            found[block] = item
    return found


def _marked(blocks: tuple[Block, ...], items: Mapping[str, str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, CONTAINERS):
            yield msgspec.structs.replace(block, blocks=tuple(_marked(block.blocks, items)))
        elif isinstance(block, Heading | Clause) and block.id in items:
            yield msgspec.structs.replace(block, item=items[block.id])
        else:
            yield block


def _with_fields(tree: Tree, blanks: Mapping[str, str]) -> Tree:
    """The same with fields of the product in place of its own, everywhere; own ones that nothing uses are gone."""
    chosen = {own: name for own, name in blanks.items() if name in KNOWN}
    kept = tuple(one for one in tree.fields if one.name not in chosen)
    made = renamed(msgspec.structs.replace(tree, fields=kept), chosen)
    used = used_fields(made)
    return msgspec.structs.replace(made, fields=tuple(one for one in made.fields if one.name in used))
