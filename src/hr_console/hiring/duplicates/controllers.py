"""Pairs who may be one person: merged, told apart, and mergers undone."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.errors import DomainError
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.duplicates.errors import AlreadyMergedError
from ....tenants.hiring.duplicates.queries import mergers, pairs
from ....tenants.hiring.duplicates.service import CHOICES, both, merge, merger, say_distinct, undo
from ....tenants.hiring.pipeline.layout import layout
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_PATH = "/hr/duplicates"


class DuplicateController(Controller):
    """`/hr/duplicates`."""

    path = _PATH
    dependencies = needs(CandidatePermission.WRITE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[str]:
        """The likeliest pairs, and the mergers that can still be undone."""
        return await self._page(request, session, staff, vault)

    @post("/merge")
    async def join(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[Any]:
        """Make two persons one."""
        form = await Form.read(request)
        kept, other = form.value("kept"), form.value("first")
        if kept == other:
            other = form.value("second")
        taking = [name for name in form.all("taking") if name in CHOICES]
        try:
            two = await both(session, _uuid(kept), _uuid(other))
            async with attempt(session):
                await merge(session, vault, two, taking=taking, actor=staff.actor)
        except DomainError as refused:
            session.expire_all()
            return await self._page(
                request, session, staff, vault, refused=str(refused), status=refused.status
            )
        said = _("已合并为{name}，30 天内可以撤销。").format(name=two.kept.name)
        return redirect(request, _PATH, flash=said)

    @post("/distinct")
    async def apart(self, request: AnyRequest, session: Session, staff: Me, vault: Vault) -> Response[Any]:
        """They are two: not shown as a pair again."""
        form = await Form.read(request)
        try:
            two = await both(session, _uuid(form.value("first")), _uuid(form.value("second")))
        except DomainError as refused:
            return await self._page(
                request, session, staff, vault, refused=str(refused), status=refused.status
            )
        await say_distinct(session, two, actor=staff.actor)
        return redirect(request, _PATH, flash=_("已记下：不是同一个人。"))

    @post("/{merge_id:uuid}/undo")
    async def take_apart(
        self, request: AnyRequest, merge_id: FromPath[UUID], session: Session, staff: Me, vault: Vault
    ) -> Response[Any]:
        """Undo a merger."""
        found = await merger(session, merge_id)
        try:
            async with attempt(session):
                await undo(session, vault, found, actor=staff.actor)
        except DomainError as refused:
            session.expire_all()
            return await self._page(
                request, session, staff, vault, refused=str(refused), status=refused.status
            )
        return redirect(request, _PATH, flash=_("合并已撤销，两个人各自恢复。"))

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        vault: Any,
        *,
        refused: str = "",
        status: int = 200,
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/hiring/duplicates/list.html",
            status_code=status,
            pairs=await pairs(session, vault),
            mergers=await mergers(session),
            places=await layout(session),
            refused=refused,
        )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AlreadyMergedError from None
