"""Employers: who signs the contracts."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.fields import uscc_field
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.people.company_verification.queries import standing_of, standings
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.employers.queries import legal_entities
from ....tenants.people.employers.service import EmployerFacts, add_employer, change_employer, employer
from ...actor import needs
from ...context import Console, ConsoleRequest

_FIELDS = ("name", "uscc", "address", "legal_representative", "contact_name", "contact_phone")


class EmployerController(Controller):
    """`/hr/employers`."""

    path = "/hr/employers"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """All of them."""
        rows = await legal_entities(console.session)
        return await console.page(
            "employers",
            "hr/people/employers/list.html",
            rows=rows,
            standings=await standings(console.session),
        )

    @get("/new")
    async def blank(self, console: Console) -> Response[str]:
        """The form for a new one."""
        return await _page(console, None, Form())

    @post("/new")
    async def add(self, console: Console) -> Response[Any]:
        """Add one, with a seal of its own."""
        form = await console.form()
        facts = _facts(form)
        if form.ok:
            try:
                made = await add_employer(console.session, facts, actor=console.actor)
                said = _("已添加「{name}」，并为它刻制了合同专用章。").format(name=made.name)
                return console.redirect(href("hr.employers.listing"), flash=said)
            except DomainError as refused:
                form.refuse(refused)
        return await _page(console, None, form, status=422)

    @get("/{employer_id:uuid}")
    async def show(self, console: Console, employer_id: FromPath[UUID]) -> Response[str]:
        """One of them, to be changed."""
        found = await employer(console.session, employer_id)
        return await _page(console, found, Form({field: getattr(found, field) for field in _FIELDS}))

    @post("/{employer_id:uuid}")
    async def change(self, console: Console, employer_id: FromPath[UUID]) -> Response[Any]:
        """Change one: new contracts say the new values, those made before the old ones."""
        session = console.session
        found = await employer(session, employer_id)
        form = await console.form()
        facts = _facts(form)
        if form.ok:
            try:
                await change_employer(session, found, facts, actor=console.actor)
                return console.redirect(
                    href("hr.employers.listing"), flash=_("已保存。已生成的合同仍保留原来的单位信息。")
                )
            except DomainError as refused:
                form.refuse(refused)
                await session.refresh(found)
        return await _page(console, found, form, status=422)


def _facts(form: Form) -> EmployerFacts:
    return EmployerFacts(
        name=form.text("name", most=100),
        uscc=uscc_field(form),
        address=form.text("address", most=200),
        legal_representative=form.text("legal_representative", most=40),
        contact_name=form.text("contact_name", most=40, required=False),
        contact_phone=form.text("contact_phone", most=40, required=False),
    )


async def _page(
    console: ConsoleRequest, found: LegalEntity | None, form: Form, status: int = 200
) -> Response[str]:
    standing = await standing_of(console.session, found.id) if found is not None else None
    return await console.page(
        "employers",
        "hr/people/employers/form.html",
        status_code=status,
        employer=found,
        form=form,
        standing=standing,
    )
