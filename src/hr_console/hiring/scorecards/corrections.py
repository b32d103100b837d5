"""Giving a sent card back to its interviewer."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.scorecard_forms.service import Editor
from ....tenants.hiring.scorecards.corrections import reopen
from ...actor import Staff, needs

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class ReopenController(Controller):
    """`/hr/candidates/ID/cards/ID/reopen`."""

    path = "/hr/candidates/{application_id:uuid}/cards/{card_id:uuid}/reopen"
    dependencies = needs(DecisionPermission.CONFIRM)

    @post("/")
    async def give_back(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        card_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Re-open one card; the reason is kept with what it said."""
        found = await application(session, application_id, lock=True)
        form = await Form.read(request)
        reason = form.value("reopen_reason")[:500]
        by = Editor(staff.actor, staff.name)
        await reopen(session, found, card_id, reason=reason, by=by)
        said = _("已退回，面试官会收到提醒；更正提交后系统重新标记。")
        return redirect(request, f"/hr/candidates/{application_id}", flash=said)
