"""Bulk actions on ticked candidates: first a look at who is reached and who not, then the deed."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Controller, Response, post

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.sources import LONGEST
from ....tenants.hiring.pipeline.bulk import MOST, Action, carry_out, plan
from ....tenants.hiring.pipeline.errors import ReasonNeededError
from ....tenants.hiring.pipeline.layout import PipelineStages, layout
from ....tenants.hiring.pipeline.reasons import REASONS
from ...actor import needs
from ...context import Console


class ChoiceNeededError(DomainError):
    """Nothing was chosen to do."""

    text = lazy("请选择要做什么。")


class BulkController(Controller):
    """`/hr/bulk`."""

    path = "/hr/bulk"
    dependencies = needs(CandidatePermission.WRITE)

    @post("/")
    async def look(self, console: Console) -> Response[Any]:
        """Who would be reached, and who not and why."""
        form, stages = await console.form(), await layout(console.session)
        ids = _ids(form.all("application"))
        if not ids:
            return console.redirect(href("hr.candidates.listing"), flash=_("请先勾选候选人。"))
        try:
            action = _action(form, stages)
        except DomainError as refused:
            return console.redirect(href("hr.candidates.listing"), flash=str(refused))
        planned = await plan(console.session, ids, action, stages)
        return await console.page(
            "candidates",
            "hr/hiring/bulk/look.html",
            plan=planned,
            action=action,
            places=stages,
            reason=str(REASONS[action.reason].label) if action.reason else "",
        )

    @post("/do")
    async def do(self, console: Console) -> Response[Any]:
        """Do it to those who were shown and still stand where they stood."""
        session = console.session
        form, stages = await console.form(), await layout(session)
        try:
            action = _action(form, stages)
        except DomainError as refused:
            return console.redirect(href("hr.candidates.listing"), flash=str(refused))
        pairs = zip(form.all("application"), form.all("seen"), strict=False)
        seen = {one: place for one, place in (_both(*pair) for pair in pairs) if one and place}
        planned = await plan(session, sorted(seen)[:MOST], action, stages, seen=seen, lock=True)
        done = await carry_out(session, console.vault, planned, action, stages, actor=console.actor)
        said = _("已完成 {done} 人。").format(done=done)
        if len(seen) > done:
            said += _("{n} 人在您查看之后有了变化，没有处理。").format(n=len(seen) - done)
        return console.redirect(href("hr.candidates.listing"), flash=said)


def _action(form: Form, stages: PipelineStages) -> Action:
    """What the form asks for.

    Raises:
        DomainError: it is not complete, or asks for what there is not.
    """
    kind = form.value("do")
    if kind == "source":
        source = " ".join(form.value("source").split())[:LONGEST]
        if not source:
            raise ChoiceNeededError
        return Action("source", source=source)
    if kind == "pool":
        return Action("pool")
    if kind == "archive":
        if form.value("reason") not in REASONS:
            raise ReasonNeededError
        return Action("move", stages.firsts["archived"], form.value("reason"))
    if kind == "move" and form.value("to"):
        return Action("move", stages.stage(form.value("to")))
    raise ChoiceNeededError


def _both(application: str, seen: str) -> tuple[UUID | None, UUID | None]:
    return _id(application), _id(seen)


def _ids(texts: Sequence[str]) -> list[UUID]:
    return sorted({one for one in map(_id, texts) if one is not None})[:MOST]


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
