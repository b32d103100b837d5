"""The one question: a tap on the result page answers it; a note can be added, and the answer changed for a week."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.http.addresses import href
from ...platform.http.context import TenantRequest
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.surveys.models import Survey
from ...tenants.hiring.surveys.service import CHANGEABLE, Asked, answer, question, refuse
from ..context import SIGNED_IN, Portal

_SCORES = tuple("12345")


class SurveyController(Controller):
    """`/survey/<application>`."""

    path = "/survey/{application_id:uuid}"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal, application_id: FromPath[UUID]) -> Response[str]:
        """The question with what was answered."""
        asked = await question(portal.session, portal.candidate.person_id, application_id)
        given = asked.given
        values = {"score": str(given.score), "note": given.note} if given is not None else {}
        return await self._form(portal, asked, Form(values))

    @post("/")
    async def answer(self, portal: Portal, application_id: FromPath[UUID]) -> Response[Any]:
        """Take the answer; after the first tap the note is offered."""
        asked = await question(portal.session, portal.candidate.person_id, application_id)
        form = await portal.form()
        score = form.choice("score", _SCORES)
        note = form.lines("note", required=False, most=500)
        if not form.ok:
            return await self._form(portal, asked, form, status=422)
        await answer(portal.session, asked, score=int(score), note=note)
        tapped = "note" not in form.values()
        where = (
            href("portal.surveys.show", application_id=application_id)
            if tapped
            else href("portal.progress.show")
        )
        return portal.redirect(where, flash=_("已记下，谢谢您。"))

    @post("/refuse")
    async def refuse(self, portal: Portal, application_id: FromPath[UUID]) -> Response[str]:
        """Never ask again."""
        await question(portal.session, portal.candidate.person_id, application_id)
        await refuse(portal.session, portal.candidate.person_id, application_id)
        return portal.redirect(href("portal.progress.show"), flash=_("好的，不会再问您。"))

    async def _form(
        self, visit: TenantRequest, asked: Asked, form: Form, *, status: int = 200
    ) -> Response[str]:
        given: Survey | None = asked.given
        return visit.render(
            "portal/surveys/form.html",
            status_code=status,
            form=form,
            id=asked.application_id,
            post=asked.vacancy,
            until=given.answered_at + CHANGEABLE if given is not None else None,
            settings=await tenant_settings(visit.session),
        )
