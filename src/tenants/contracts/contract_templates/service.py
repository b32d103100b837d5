"""Writing contract templates: drafts that several people change, approved by one who did not, in force from a day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.ids import new_code, new_id
from ...audit.service import record
from .changes import Changes, Conflict, apply_changes
from .errors import (
    ContractTemplateNotFoundError,
    DraftChangedError,
    DraftClosedError,
    EffectiveDateError,
    ImportOpenError,
    NameTakenError,
    OwnDraftError,
    TemplateFaultyError,
    TreeRefusedError,
)
from .feature import ContractTemplateEvent
from .fields import OWN
from .models import ContractTemplate, ContractTemplateDraft
from .queries import draft_of, versions_of
from .scope import Scope
from .staff_mail import tell_approvers, tell_writers
from .states import DRAFT, advance
from .structure import Placed, check_template
from .tree import Tree, TreeError, encode, renamed, tree_hash

MOST_NAME, MOST_REASON = 40, 300
OWN_CODE = "own_"
"""How the codes of a tenant's own templates begin."""
_AHEAD = timedelta(days=366)


async def begin_draft(session: AsyncSession, code: str, *, actor: str) -> ContractTemplateDraft:
    """The draft of a template's next version: the one there is, or one that says what the newest version says.

    Raises:
        ContractTemplateNotFoundError: there is no such template.
    """
    newest = (await versions_of(session, code))[:1]
    if not newest:
        raise ContractTemplateNotFoundError
    base = newest[0]
    return await _add(session, _draft(base, code=code, name=base.name, based_on=base.version, actor=actor))


async def add_template(
    session: AsyncSession, name: str, like: ContractTemplate, *, actor: str
) -> ContractTemplateDraft:
    """Begin a template of the tenant's own, with the words of another.

    Raises:
        NameTakenError: another is called so.
    """
    await require_free(session, name, code="")
    code = OWN_CODE + new_code(8)
    # Its own fields get other names: what becomes of one template is not the other's matter.
    tree = renamed(like.tree, {one.name: OWN + new_code(8).lower() for one in like.tree.fields})
    values = _draft(like, code=code, name=name, based_on=0, actor=actor)
    return await _add(session, values | {"body": encode(tree), "scope": {}})


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of changes: what could not be put in, and what stands in the template's way now."""

    conflicts: list[Conflict]
    findings: list[Placed]


async def change_draft(
    session: AsyncSession, draft: ContractTemplateDraft, changes: Changes, *, actor: str
) -> Saved:
    """Put changes into a draft, locked; what others changed meanwhile stays.

    Raises:
        DraftClosedError: it waits for its approval.
        TreeRefusedError: it would be no template; nothing is changed.
    """
    if draft.state == "submitted":
        raise DraftClosedError
    try:
        tree, conflicts = apply_changes(draft.tree, changes)
    except TreeError as problem:
        raise TreeRefusedError(problem) from problem
    if encode(tree) != draft.body:
        rewrite(draft, tree, actor)
    return Saved(conflicts, check_template(tree))


def rewrite(draft: ContractTemplateDraft, tree: Tree, actor: str) -> None:
    """Keep what somebody has made of a draft, locked; one that came back is being written again."""
    draft.body, draft.revision, draft.changed_at = encode(tree), draft.revision + 1, clock.now()
    _note_writer(draft, actor)
    if draft.state == "returned":
        advance(draft, "editing")


def _note_writer(draft: ContractTemplateDraft, actor: str) -> None:
    if actor not in draft.writers:
        draft.writers = [*draft.writers, actor]


@dataclass(frozen=True, slots=True)
class Submission:
    """As what a draft is to be in force: its name, from which day, and for whom."""

    name: str
    effective_from: date
    scope: Scope = field(default_factory=Scope)


async def submit(
    session: AsyncSession, draft: ContractTemplateDraft, wanted: Submission, *, actor: str
) -> None:
    """Ask for a draft's approval, locked.

    Raises:
        TemplateFaultyError, NameTakenError, EffectiveDateError, DraftStateError: something is in its way.
        ImportOpenError: it came out of a Word file, and nobody has confirmed how.
    """
    if draft.imported is not None and not draft.imported["confirmed"]:
        raise ImportOpenError
    await require_free(session, wanted.name, code=draft.code)
    _require_day(session, wanted.effective_from)
    _require_faultless(draft)
    advance(draft, "submitted")
    draft.name, draft.effective_from, draft.scope = wanted.name, wanted.effective_from, wanted.scope.to_json()
    draft.submitted_by, draft.return_reason = actor, ""
    _note_writer(draft, actor)
    _record(session, ContractTemplateEvent.SUBMITTED, draft, actor)
    await tell_approvers(session, draft)


async def take_back(session: AsyncSession, draft: ContractTemplateDraft, *, actor: str) -> None:
    """Go on writing a draft that was submitted, locked.

    Raises:
        DraftStateError: it was not.
    """
    advance(draft, "editing")
    _record(session, ContractTemplateEvent.TAKEN_BACK, draft, actor)


async def approve(
    session: AsyncSession, draft: ContractTemplateDraft, seen: str, *, actor: str
) -> ContractTemplate:
    """Make a draft, locked, the next version. `seen`: the hash of what the approver looked at.

    Raises:
        DraftStateError: it is not submitted.
        DraftChangedError: it is another one than was looked at.
        OwnDraftError: the approver has a part in it.
        TemplateFaultyError: the law has changed since.
    """
    _require_seen(draft, seen)
    if actor in draft.writers:
        raise OwnDraftError
    _require_faultless(draft)
    before = await versions_of(session, draft.code)
    today = clock.today(tenant_of(session).zoneinfo)
    made = ContractTemplate(
        id=new_id(),
        code=draft.code,
        version=before[0].version + 1 if before else 1,
        name=draft.name,
        kind=draft.kind,
        body=draft.body,
        body_hash=seen,
        scope=draft.scope,
        effective_from=max(draft.effective_from or today, today),
        written_by=draft.submitted_by,
        approved_by=actor,
        created_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    data = {
        "template": made.code,
        "version": made.version,
        "template_hash": made.body_hash,
        "effective_from": made.effective_from.isoformat(),
        "scope": made.scope,
        "written_by": made.written_by,
    }
    record(session, ContractTemplateEvent.APPROVED, actor=actor, data=data)
    await session.delete(draft)
    return made


async def send_back(
    session: AsyncSession, draft: ContractTemplateDraft, seen: str, reason: str, *, actor: str
) -> None:
    """Refuse a draft, locked, with words for whoever wrote it.

    Raises:
        DraftStateError, DraftChangedError: see `approve`.
    """
    _require_seen(draft, seen)
    advance(draft, "returned")
    draft.return_reason = reason
    _record(session, ContractTemplateEvent.RETURNED, draft, actor)
    await tell_writers(session, draft)


async def drop(session: AsyncSession, draft: ContractTemplateDraft, *, actor: str) -> None:
    """Throw a draft, locked, away; what is in force stays.

    Raises:
        DraftClosedError: it waits for its approval.
    """
    if draft.state == "submitted":
        raise DraftClosedError
    _record(session, ContractTemplateEvent.DROPPED, draft, actor)
    await session.delete(draft)


def _draft(like: ContractTemplate, *, code: str, name: str, based_on: int, actor: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "code": code,
        "name": name,
        "kind": like.kind,
        "based_on": based_on,
        "body": encode(like.tree),
        "scope": like.scope,
        "revision": 1,
        "state": DRAFT.initial,
        "writers": [actor],
        "changed_at": clock.now(),
    }


async def _add(session: AsyncSession, values: dict[str, Any]) -> ContractTemplateDraft:
    """The draft of a template, as these values have it or as it was before: two who begin at the same moment begin one."""
    await session.execute(insert(ContractTemplateDraft).values(**values).on_conflict_do_nothing())
    found = await draft_of(session, values["code"])
    if found is None:
        raise ContractTemplateNotFoundError
    return found


async def require_free(session: AsyncSession, name: str, *, code: str) -> None:
    """See that no other template than this is called so.

    Raises:
        NameTakenError: one is.
    """
    for table in (ContractTemplate, ContractTemplateDraft):
        same = select(func.count()).where(table.name == name, table.code != code)
        if await session.scalar(same):
            raise NameTakenError


def _require_day(session: AsyncSession, day: date) -> None:
    today = clock.today(tenant_of(session).zoneinfo)
    if not today <= day <= today + _AHEAD:
        raise EffectiveDateError


def _require_seen(draft: ContractTemplateDraft, seen: str) -> None:
    """See that a draft is submitted, and still what somebody looked at."""
    if draft.state != "submitted":
        DRAFT.check(draft.state, "returned")
    if tree_hash(draft.body) != seen:
        raise DraftChangedError


def _require_faultless(draft: ContractTemplateDraft) -> None:
    faults = [one for one in check_template(draft.tree) if one.finding.level == "error"]
    if faults:
        raise TemplateFaultyError(faults)


def _record(
    session: AsyncSession, event: ContractTemplateEvent, draft: ContractTemplateDraft, actor: str
) -> None:
    data = {"template": draft.code, "draft": str(draft.id), "template_hash": tree_hash(draft.body)}
    record(session, event, actor=actor, data=data)
