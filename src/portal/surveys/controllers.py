"""The one question: a tap on the result page answers it; a note can be added, and the answer changed for a week."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.surveys.models import Survey
from ...tenants.hiring.surveys.service import CHANGEABLE, Asked, answer, question, refuse
from ..actor import HOME, Candidate, provide_candidate

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Candidate]
_SCORES = tuple("12345")


class SurveyController(Controller):
    """`/survey/<application>`."""

    path = "/survey/{application_id:uuid}"
    dependencies = {"candidate": Provide(provide_candidate)}

    @get("/")
    async def show(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, candidate: Me
    ) -> Response[str]:
        """The question with what was answered."""
        asked = await question(session, candidate.person_id, application_id)
        given = asked.given
        values = {"score": str(given.score), "note": given.note} if given is not None else {}
        return await self._form(request, session, asked, Form(values))

    @post("/")
    async def answer(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, candidate: Me
    ) -> Response[Any]:
        """Take the answer; after the first tap the note is offered."""
        asked = await question(session, candidate.person_id, application_id)
        form = await Form.read(request)
        score = form.choice("score", _SCORES)
        note = form.text("note", required=False, most=500)
        if not form.ok:
            return await self._form(request, session, asked, form, status=422)
        await answer(session, asked, score=int(score), note=note)
        tapped = "note" not in form.values()
        where = f"/survey/{application_id}" if tapped else HOME
        return redirect(request, where, flash=_("已记下，谢谢您。"))

    @post("/refuse")
    async def refuse(
        self, request: AnyRequest, application_id: FromPath[UUID], session: Session, candidate: Me
    ) -> Response[str]:
        """Never ask again."""
        await question(session, candidate.person_id, application_id)
        await refuse(session, candidate.person_id, application_id)
        return redirect(request, HOME, flash=_("好的，不会再问您。"))

    async def _form(
        self, request: AnyRequest, session: AsyncSession, asked: Asked, form: Form, *, status: int = 200
    ) -> Response[str]:
        given: Survey | None = asked.given
        return page(
            request,
            "portal/surveys/form.html",
            status_code=status,
            form=form,
            id=asked.application_id,
            post=asked.post,
            until=given.answered_at + CHANGEABLE if given is not None else None,
            settings=await tenant_settings(session),
        )
