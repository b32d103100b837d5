"""Pairs who may be one person: merged, told apart, and mergers undone."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.duplicates.errors import AlreadyMergedError
from ....tenants.hiring.duplicates.queries import mergers, pairs
from ....tenants.hiring.duplicates.service import CHOICES, both, merge, merger, say_distinct, undo
from ....tenants.hiring.pipeline.layout import layout
from ...actor import needs
from ...context import Console, ConsoleRequest


class DuplicateController(Controller):
    """`/hr/duplicates`."""

    path = "/hr/duplicates"
    dependencies = needs(CandidatePermission.WRITE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """The likeliest pairs, and the mergers that can still be undone."""
        return await self._page(console)

    @post("/merge")
    async def join(self, console: Console) -> Response[Any]:
        """Make two persons one."""
        session = console.session
        form = await console.form()
        kept, other = form.value("kept"), form.value("first")
        if kept == other:
            other = form.value("second")
        taking = [name for name in form.all("taking") if name in CHOICES]
        try:
            two = await both(session, _uuid(kept), _uuid(other))
            async with attempt(session):
                await merge(session, console.vault, two, taking=taking, actor=console.actor)
        except DomainError as refused:
            session.expire_all()
            return await self._page(console, refused=str(refused), status=refused.status)
        said = _("已合并为{name}，30 天内可以撤销。").format(name=two.kept.name)
        return console.redirect(href("hr.duplicates.listing"), flash=said)

    @post("/distinct")
    async def apart(self, console: Console) -> Response[Any]:
        """They are two: not shown as a pair again."""
        form = await console.form()
        try:
            two = await both(console.session, _uuid(form.value("first")), _uuid(form.value("second")))
        except DomainError as refused:
            return await self._page(console, refused=str(refused), status=refused.status)
        await say_distinct(console.session, two, actor=console.actor)
        return console.redirect(href("hr.duplicates.listing"), flash=_("已记下：不是同一个人。"))

    @post("/{merge_id:uuid}/undo")
    async def take_apart(self, console: Console, merge_id: FromPath[UUID]) -> Response[Any]:
        """Undo a merger."""
        session = console.session
        found = await merger(session, merge_id)
        try:
            async with attempt(session):
                await undo(session, console.vault, found, actor=console.actor)
        except DomainError as refused:
            session.expire_all()
            return await self._page(console, refused=str(refused), status=refused.status)
        return console.redirect(href("hr.duplicates.listing"), flash=_("合并已撤销，两个人各自恢复。"))

    async def _page(self, console: ConsoleRequest, *, refused: str = "", status: int = 200) -> Response[str]:
        session = console.session
        return await console.page(
            "candidates",
            "hr/hiring/duplicates/list.html",
            status_code=status,
            pairs=await pairs(session, console.vault),
            mergers=await mergers(session),
            places=await layout(session),
            refused=refused,
        )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AlreadyMergedError from None
