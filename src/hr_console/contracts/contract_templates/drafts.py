"""A draft of a template: written in the browser, tried with made-up people, submitted, approved by somebody else."""

import base64
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.db.release import release_unchanged
from ....platform.documents.blocks import Document
from ....platform.documents.render import DocumentTooLargeError
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.download import DOCX, file_response
from ....platform.http.files import Previews
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.service import attempt
from ....tenants.company.branding.service import letterhead
from ....tenants.contracts.contract_templates.changes import read_changes
from ....tenants.contracts.contract_templates.difference import differences
from ....tenants.contracts.contract_templates.errors import TreeRefusedError
from ....tenants.contracts.contract_templates.feature import ContractTemplatePermission
from ....tenants.contracts.contract_templates.merging import merged
from ....tenants.contracts.contract_templates.models import ContractTemplateDraft
from ....tenants.contracts.contract_templates.queries import base_of
from ....tenants.contracts.contract_templates.queries import draft as load
from ....tenants.contracts.contract_templates.scope import places, scope_of
from ....tenants.contracts.contract_templates.service import (
    MOST_NAME,
    MOST_REASON,
    Submission,
    approve,
    change_draft,
    drop,
    send_back,
    submit,
    take_back,
)
from ....tenants.contracts.contract_templates.structure import check_template
from ....tenants.contracts.contract_templates.tree import TreeError, tree_hash
from ....tenants.contracts.contract_templates.word_export import as_word
from ....tenants.contracts.labour_contracts.queries import open_contracts_by_template
from ....tenants.contracts.labour_contracts.samples import SAMPLES, sample_facts
from ....tenants.people.employers.queries import legal_entities
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import names_of
from .page import SAMPLE_NUMBER, mark_of, plain, said, studio_of
from .scope import read_scope, scope_values

_EDIT = needs(ContractTemplatePermission.EDIT)
_APPROVE = needs(ContractTemplatePermission.APPROVE)
_DOTS = 90  # an inch: sharp enough for a page half as wide as a screen


class ContractTemplateDraftController(Controller):
    """`/hr/contract-templates/drafts`."""

    path = "/hr/contract-templates/drafts/{contract_template_draft_id:uuid}"
    dependencies = needs(ContractTemplatePermission.EDIT, ContractTemplatePermission.APPROVE)

    @get("/", dependencies=_EDIT)
    async def show(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[str]:
        """The editor."""
        found = await load(console.session, contract_template_draft_id)
        return await console.page(
            "contract-templates",
            "hr/contracts/contract_templates/edit.html",
            draft=found,
            studio=studio_of(found),
        )

    @post("/changes", dependencies=_EDIT)
    async def change(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Put in what somebody changed; answered with the draft as it is now, and what two changed at once."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        form = await console.form()
        try:
            try:
                changes = read_changes(form.value("changes"))
            except TreeError as problem:
                raise TreeRefusedError(problem) from problem
            saved = await change_draft(console.session, found, changes, actor=console.actor)
        except DomainError as refused:
            return _json({"refused": str(refused)}, status=refused.status)
        return _json(
            {
                "revision": found.revision,
                "tree": plain(found.tree),
                "conflicts": plain(saved.conflicts),
                "findings": said(saved.findings),
            }
        )

    @post("/preview")
    async def preview(
        self, console: Console, contract_template_draft_id: FromPath[UUID], previews: Previews
    ) -> Response[Any]:
        """The pages of a contract of a made-up person; of those that the reader has, only that they are the same."""
        found = await load(console.session, contract_template_draft_id)
        form = await console.form()
        sample = form.choice("sample", {one.key: one for one in SAMPLES}) or SAMPLES[0].key
        employer = (await legal_entities(console.session))[0]
        facts = sample_facts(found.tree, sample, employer, clock.today(tenant_of(console.session).zoneinfo))
        blocks = merged(found.tree, facts)
        text = tuple(block for _id, block in blocks)
        checked_at = f"{console.tenant.origin}{href('portal.verify.ask')}"
        document = Document(
            found.tree.title, SAMPLE_NUMBER, employer.name, text, checked_at, mark_of(console)
        )
        paper = await letterhead(console.session)
        await release_unchanged(console.session)
        try:
            made = await previews.preview(document, _DOTS, console.settings.font_fallback_dir, paper)
        except DocumentTooLargeError:
            return _json({"refused": _("内容太长，预览不了。")}, status=422)
        have = set(form.value("have").split(","))
        pages = [(sha256(page).hexdigest()[:16], page) for page in made.pages]
        return _json(
            {
                "pages": [
                    {"hash": digest} | ({} if digest in have else {"png": base64.b64encode(page).decode()})
                    for digest, page in pages
                ],
                "places": [
                    {"block": blocks[one.block][0], "page": one.page, "y": round(one.y, 4)}
                    for one in made.places
                ],
            }
        )

    @get("/file.docx")
    async def word(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[bytes]:
        """The draft as a Word file, for a lawyer who reads it there."""
        found = await load(console.session, contract_template_draft_id)
        return file_response(as_word(found.tree), f"{_(found.name)}.docx", DOCX)

    @get("/submit", dependencies=_EDIT)
    async def asks(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[str]:
        """What changes, from when, and who is to agree."""
        found = await load(console.session, contract_template_draft_id)
        today = clock.today(tenant_of(console.session).zoneinfo)
        day = max(found.effective_from or today, today)
        form = Form({"name": found.name, "effective_from": day.isoformat()} | scope_values(found.scope))
        form.set_all("employers", scope_of(found.scope).employers)
        return await _review(console, found, form)

    @post("/submit", dependencies=_EDIT)
    async def submit(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Ask for the approval."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        form = await console.form()
        name, day = form.text("name", most=MOST_NAME), form.day("effective_from")
        scope = read_scope(form, [str(one.id) for one in await legal_entities(console.session)])
        if form.ok and day is not None:
            work = partial(submit, console.session, found, Submission(name, day, scope), actor=console.actor)
            if (answer := await _done(console, form, work, _("已提交，等另一位同事审批。"))) is not None:
                return answer
        return await _review(console, found, form)

    @post("/take-back", dependencies=_EDIT)
    async def take_back(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Go on writing."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        await take_back(console.session, found, actor=console.actor)
        return console.redirect(
            href("hr.contract_templates.drafts.show", contract_template_draft_id=found.id),
            flash=_("已撤回提交，可以继续改。"),
        )

    @get("/review")
    async def review(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[str]:
        """What changes, side by side, for whoever approves."""
        return await _review(console, await load(console.session, contract_template_draft_id), Form())

    @post("/approve", dependencies=_APPROVE)
    async def approve(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Agree: it becomes the next version."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        form = await console.form()
        work = partial(approve, console.session, found, form.value("seen"), actor=console.actor)
        said_then = _("已同意，从生效日起按新的一版生成合同。")
        if (answer := await _done(console, form, work, said_then)) is not None:
            return answer
        return await _review(console, found, form)

    @post("/return", dependencies=_APPROVE)
    async def send_back(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Refuse, and say why."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        form = await console.form()
        reason = form.lines("reason", most=MOST_REASON)
        if form.ok:
            work = partial(send_back, console.session, found, form.value("seen"), reason, actor=console.actor)
            if (answer := await _done(console, form, work, _("已驳回，原因写给了起草的同事。"))) is not None:
                return answer
        return await _review(console, found, form)

    @post("/drop", dependencies=_EDIT)
    async def drop(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Throw the draft away; what is in force stays."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        await drop(console.session, found, actor=console.actor)
        return console.redirect(href("hr.contract_templates.listing"), flash=_("已放弃草稿。"))


async def _done(console: ConsoleRequest, form: Form, work: Any, flash: str) -> Response[Any] | None:
    """Back at the list; None where it was refused, which the form says."""
    try:
        async with attempt(console.session):
            await work()
    except DomainError as refused:
        form.refuse(refused)
        return None
    return console.redirect(href("hr.contract_templates.listing"), flash=flash)


async def _review(console: ConsoleRequest, found: ContractTemplateDraft, form: Form) -> Response[str]:
    session = console.session
    base = await base_of(session, found)
    rows = differences(base.tree, found.tree) if base is not None else differences(found.tree, found.tree)
    return await console.page(
        "contract-templates",
        "hr/contracts/contract_templates/review.html",
        status_code=200 if form.ok else 422,
        draft=found,
        base=base,
        form=form,
        rows=rows,
        scope=scope_of(found.scope),
        places=places(scope_of(found.scope)),
        employers=[(str(one.id), one.name) for one in await legal_entities(session)],
        findings=check_template(found.tree),
        seen=tree_hash(found.body),
        own=console.actor in found.writers,
        may_edit=console.staff.may(ContractTemplatePermission.EDIT),
        may_approve=console.staff.may(ContractTemplatePermission.APPROVE),
        open=sum((await open_contracts_by_template(session, [base.id])).values()) if base is not None else 0,
        writers=_("、").join((await names_of(session, found.writers)).values()),
        most_name=MOST_NAME,
        most_reason=MOST_REASON,
    )


def _json(data: dict[str, Any], status: int = 200) -> Response[Any]:
    return Response(
        data, status_code=status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )
