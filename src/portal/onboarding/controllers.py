"""The onboarding form (入职登记): given by the person, after the yes and not before; and once by whoever works here."""

from typing import Any

from litestar import Controller, Response, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.documents.glyphs import check_text
from ...platform.errors import DomainError
from ...platform.formats import FormatError
from ...platform.formats.identity import ID_TYPES, parse_identity
from ...platform.http.addresses import href
from ...platform.http.context import TenantRequest
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.hiring.candidates.errors import CandidateNotFoundError, OnboardingDoneError
from ...tenants.hiring.candidates.queries import applications_of
from ...tenants.hiring.candidates.service import fill_onboarding
from ...tenants.people.employees.queries import works_here
from ...tenants.people.persons.models import Person
from ...tenants.people.persons.queries import person
from ..actor import Candidate
from ..context import SIGNED_IN, Portal


class OnboardingController(Controller):
    """`/onboarding`."""

    path = "/onboarding"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal) -> Response[Any]:
        """The empty form, with why each thing is asked."""
        me = await self._me(portal.session, portal.candidate)
        return await self._form_page(portal, me, Form())

    @post("/")
    async def fill(self, portal: Portal) -> Response[Any]:
        """Check and keep it, encrypted."""
        me = await self._me(portal.session, portal.candidate)
        form = await portal.form()
        kind = form.choice("id_type", ID_TYPES)
        number = form.text("id_number", most=30)
        address = form.lines("address", most=120)
        if number and kind in ID_TYPES:
            try:
                number = parse_identity(kind, number)
            except FormatError as wrong:
                form.add_error("id_number", str(wrong))
        if address and len(address) < 6:
            form.add_error("address", _("请填写到门牌号的完整住址。"))
        for problem in check_text(address, portal.settings.font_fallback_dir):
            form.add_error(
                "address",
                _("「{character}」{reason}").format(character=problem.character, reason=problem.reason),
            )
        if not form.checked("agree"):
            form.add_error("agree", _("请勾选同意。"))
        if not form.ok:
            return await self._form_page(portal, me, form, status=422)
        try:
            await fill_onboarding(
                portal.session, portal.vault, me, id_type=kind, id_number=number, address=address
            )
        except DomainError as refused:
            form.refuse(refused)
            return await self._form_page(portal, me, form, status=422)
        return portal.redirect(
            href("portal.progress.show"), flash=_("已收到，谢谢。合同准备好后我们会马上通知您。")
        )

    async def _form_page(
        self, visit: TenantRequest, me: Person, form: Form, *, status: int = 200
    ) -> Response[Any]:
        return visit.render(
            "portal/onboarding/form.html",
            status_code=status,
            me=me,
            form=form,
            id_types=ID_TYPES,
            settings=await tenant_settings(visit.session),
        )

    async def _me(self, session: AsyncSession, candidate: Candidate) -> Person:
        me = await person(session, candidate.person_id)
        stages = {application.stage for application in await applications_of(session, me.id)}
        if stages & {"offer", "sign"}:
            return me
        if not await works_here(session, me.id):
            raise CandidateNotFoundError
        if me.onboarded_at is not None:
            raise OnboardingDoneError
        return me
