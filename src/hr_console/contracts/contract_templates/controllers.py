"""合同模板: every template with its versions, and where a draft of one begins."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.download import DOCX, file_response
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.contract_templates.feature import ContractTemplatePermission
from ....tenants.contracts.contract_templates.queries import (
    drafts,
    newest_versions,
    templates_in_force,
    version_of,
    versions_of,
)
from ....tenants.contracts.contract_templates.service import MOST_NAME, add_template, begin_draft
from ....tenants.contracts.contract_templates.word_export import as_word
from ....tenants.contracts.labour_contracts.queries import open_contracts_by_template
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import names_of
from .page import sample_document

_EDIT = needs(ContractTemplatePermission.EDIT)


class ContractTemplateController(Controller):
    """`/hr/contract-templates`."""

    path = "/hr/contract-templates"
    dependencies = needs(ContractTemplatePermission.EDIT, ContractTemplatePermission.APPROVE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every template: what is in force, what is coming, what is being written."""
        return await _list(console, Form())

    @post("/", dependencies=_EDIT)
    async def add(self, console: Console) -> Response[Any]:
        """Begin a template of the tenant's own with the words of another."""
        form = await console.form()
        name = form.text("name", most=MOST_NAME)
        known = {str(one.id): one for one in await newest_versions(console.session)}
        like = form.choice("like", known)
        if form.ok:
            try:
                made = await add_template(console.session, name, known[like], actor=console.actor)
                return console.redirect(
                    href("hr.contract_templates.drafts.show", contract_template_draft_id=made.id)
                )
            except DomainError as refused:
                form.refuse(refused)
        return await _list(console, form)

    @get("/{contract_template_id:uuid}")
    async def show(self, console: Console, contract_template_id: FromPath[UUID]) -> Response[str]:
        """One version, as a contract made from it reads, and all versions of the template."""
        session = console.session
        found = await version_of(session, contract_template_id)
        versions = await versions_of(session, found.code)
        return await console.page(
            "contract-templates",
            "hr/contracts/contract_templates/show.html",
            shown=found,
            may_edit=console.staff.may(ContractTemplatePermission.EDIT),
            versions=versions,
            in_force={one.id for one in await templates_in_force(session, _today(console))},
            document=await sample_document(console, found.tree),
            open=await open_contracts_by_template(session, [one.id for one in versions]),
            names=await names_of(
                session, {one.written_by for one in versions} | {one.approved_by for one in versions}
            ),
        )

    @get("/{contract_template_id:uuid}/file.docx")
    async def word(self, console: Console, contract_template_id: FromPath[UUID]) -> Response[bytes]:
        """The version as a Word file, for whoever reads it there."""
        found = await version_of(console.session, contract_template_id)
        return file_response(as_word(found.tree), f"{_(found.name)} v{found.version}.docx", DOCX)

    @post("/{contract_template_id:uuid}/draft", dependencies=_EDIT)
    async def begin(self, console: Console, contract_template_id: FromPath[UUID]) -> Response[Any]:
        """Write the next version: the draft that there is, or a new one."""
        found = await version_of(console.session, contract_template_id)
        draft = await begin_draft(console.session, found.code, actor=console.actor)
        return console.redirect(
            href("hr.contract_templates.drafts.show", contract_template_draft_id=draft.id)
        )


def _today(console: ConsoleRequest) -> date:
    return clock.today(tenant_of(console.session).zoneinfo)


async def _list(console: ConsoleRequest, form: Form) -> Response[str]:
    session = console.session
    newest = await newest_versions(session)
    in_force = {one.code: one for one in await templates_in_force(session, _today(console))}
    written = await drafts(session)
    names = await names_of(session, {actor for one in written for actor in one.writers})
    return await console.page(
        "contract-templates",
        "hr/contracts/contract_templates/list.html",
        status_code=200 if form.ok else 422,
        form=form,
        may_edit=console.staff.may(ContractTemplatePermission.EDIT),
        choices=[(str(one.id), _(one.name)) for one in newest],
        most_name=MOST_NAME,
        newest=newest,
        in_force=in_force,
        drafts={one.code: one for one in written},
        new=[one for one in written if not one.based_on],
        open=await open_contracts_by_template(session, [one.id for one in in_force.values()]),
        writers={one.id: _("、").join(names.get(actor, "") for actor in one.writers) for one in written},
    )
