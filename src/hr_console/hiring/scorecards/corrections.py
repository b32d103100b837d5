"""Giving a sent card back to its interviewer."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath

from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.scorecards.corrections import reopen
from ...actor import needs
from ...context import Console


class ReopenController(Controller):
    """`/hr/candidates/ID/cards/ID/reopen`."""

    path = "/hr/candidates/{application_id:uuid}/cards/{card_id:uuid}/reopen"
    dependencies = needs(DecisionPermission.CONFIRM)

    @post("/")
    async def give_back(
        self, console: Console, application_id: FromPath[UUID], card_id: FromPath[UUID]
    ) -> Response[Any]:
        """Re-open one card; the reason is kept with what it said."""
        found = await application(console.session, application_id, lock=True)
        form = await console.form()
        reason = form.value("reopen_reason")[:500]
        by = console.author
        await reopen(console.session, found, card_id, reason=reason, by=by)
        said = _("已退回，面试官会收到提醒；更正提交后系统重新标记。")
        return console.redirect(href("hr.candidates.show", application_id=application_id), flash=said)
