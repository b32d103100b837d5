"""Contracts: made from the interview file, checked, sent, sealed."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.clock import today
from ....platform.errors import DomainError, NotFoundError
from ....platform.http.download import file_response, pdf_response
from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.providers.storage.port import ObjectStore
from ....platform.settings import Settings
from ....tenants.audit.queries import events_of_contract
from ....tenants.audit.service import record
from ....tenants.contracts.evidence.labels import describe
from ....tenants.contracts.evidence.service import archived_objects
from ....tenants.contracts.labour_contracts.errors import ContractBlockedError
from ....tenants.contracts.labour_contracts.failures import failure_of, retry, retry_all
from ....tenants.contracts.labour_contracts.feature import ContractEvent, ContractPermission
from ....tenants.contracts.labour_contracts.fields import GROUPS, TERM_FIELDS
from ....tenants.contracts.labour_contracts.law.findings import Finding, blocking
from ....tenants.contracts.labour_contracts.models import STATES
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.labour_contracts.queries import (
    contracts,
    open_contract_of,
    state_counts,
    templates,
)
from ....tenants.contracts.labour_contracts.service import document_of, send, withdraw
from ....tenants.contracts.signing.service import request_seal
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.contracting.service import make_contract, suggest, template_for
from ....tenants.people.employers.queries import legal_entities
from ...actor import Staff, needs, proven
from ...hiring.blacklist.controllers import warning_of
from ...nav import console_page
from .form import from_file, readable, used_by

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
Vault = NamedDependency[Any]
_SIZE = 50
_MAKE = needs(ContractPermission.MAKE)
_SEAL = proven(ContractPermission.SEAL, doing=lazy("在合同上盖章"))


class ContractController(Controller):
    """`/hr/contracts`."""

    path = "/hr/contracts"
    dependencies = needs(ContractPermission.READ)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """All contracts, or those in one state."""
        asked = request.query_params.get("state", "")
        state = asked if asked in STATES else ""
        page = request.query_params.get("page", "")
        number = max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1
        rows = await contracts(session, state=state, offset=(number - 1) * _SIZE, limit=_SIZE)
        counts = await state_counts(session)
        return await console_page(
            request,
            session,
            staff,
            "contracts",
            "hr/contracts/labour_contracts/list.html",
            rows=rows,
            state=state,
            counts=counts,
            total=counts.get(state, 0) if state else sum(counts.values()),
            number=number,
            size=_SIZE,
        )

    @get("/new/{application_id:uuid}", dependencies=_MAKE)
    async def blank(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
    ) -> Response[str]:
        """The form, filled from the interview file."""
        found = await application(session, application_id)
        values = readable(suggest(found, today=today())) | {"template": template_for(found)}
        return await self._form(request, session, staff, found, Form(values), [], vault)

    @post("/new/{application_id:uuid}", dependencies=_MAKE)
    async def make(
        self,
        request: AnyRequest,
        application_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Check against the law and make it; what blocks is said beside its field."""
        found = await application(session, application_id, lock=True)
        form = await Form.read(request)
        known = {template.code: template for template in await templates(session)}
        code = form.choice("template", known)
        employers = {str(row.id): row for row in await legal_entities(session)}
        employer = form.choice("employer", employers)
        findings: list[Finding] = []
        if form.ok:
            try:
                made = await make_contract(
                    session,
                    vault,
                    found,
                    employers[employer],
                    known[code],
                    {name: form.value(name) for name in TERM_FIELDS},
                    fonts=settings.font_fallback_dir,
                    actor=staff.actor,
                )
                return redirect(
                    request,
                    f"/hr/contracts/{made.id}",
                    flash=_("合同已生成，正在排版。"),
                )
            except ContractBlockedError as blocked:
                findings = blocked.findings
                for finding in blocking(findings):
                    form.add_error(finding.field, str(finding.message))
            except DomainError as refused:
                form.add_error("", str(refused))
        return await self._form(request, session, staff, found, form, findings, vault, status=422)

    @get("/{contract_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
    ) -> Response[str]:
        """One contract: text, state, events, what to do next."""
        found = await load(session, contract_id)
        events = await events_of_contract(session, found.id)
        return await console_page(
            request,
            session,
            staff,
            "contracts",
            "hr/contracts/labour_contracts/show.html",
            fragment="hr/contracts/labour_contracts/_live.html",
            contract=found,
            findings=[Finding.from_json(kept) for kept in found.findings],
            failure=failure_of(found),
            document=await document_of(session, vault, found),
            events=[(event, describe(event.kind)) for event in events],
            archived=await archived_objects(session, found.id),
        )

    @post("/{contract_id:uuid}/send", dependencies=_MAKE)
    async def to_candidate(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
        vault: Vault,
    ) -> Response[Any]:
        """Send it to be signed."""
        found = await load(session, contract_id, lock=True)
        await send(session, vault, found, actor=staff.actor)
        return redirect(
            request,
            f"/hr/contracts/{contract_id}",
            flash=_("已发送，候选人会收到短信和邮件。"),
        )

    @post("/{contract_id:uuid}/retry", dependencies=_MAKE)
    async def try_again(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Have given-up work done again."""
        found = await load(session, contract_id, lock=True)
        await retry(session, found, actor=staff.actor)
        return redirect(
            request, f"/hr/contracts/{contract_id}", flash=_("已重新开始，完成后这里会自动更新。")
        )

    @post("/retry", dependencies=_MAKE)
    async def try_all_again(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Have all given-up work done again, as after an outage."""
        count = await retry_all(session, actor=staff.actor)
        return redirect(request, "/hr/", flash=_("已重新开始处理 {n} 份合同。").format(n=count))

    @post("/{contract_id:uuid}/withdraw", dependencies=_MAKE)
    async def take_back(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Take an unsigned contract back."""
        found = await load(session, contract_id, lock=True)
        await withdraw(session, found, actor=staff.actor)
        back = f"/hr/candidates/{found.application_id}" if found.application_id else "/hr/contracts"
        return redirect(request, back, flash=_("合同已撤回。"))

    @post("/{contract_id:uuid}/seal", dependencies=_SEAL)
    async def seal(
        self,
        request: AnyRequest,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
    ) -> Response[Any]:
        """Press the company's seal: only who keeps it."""
        found = await load(session, contract_id, lock=True)
        await request_seal(session, found, actor=staff.actor)
        return redirect(request, f"/hr/contracts/{contract_id}", flash=_("正在盖章，几秒钟后完成。"))

    @get("/{contract_id:uuid}/pdf")
    async def pdf(
        self,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
        store: NamedDependency[ObjectStore],
    ) -> Response[bytes]:
        """The newest form of the document."""
        found = await load(session, contract_id)
        key = found.final_key or found.signed_key or found.draft_key
        if not key:
            raise NotFoundError
        record(
            session,
            ContractEvent.DOWNLOADED,
            actor=staff.actor,
            application_id=found.application_id,
            contract_id=found.id,
        )
        return pdf_response(await store.get(key), f"{found.number}.pdf")

    @get("/{contract_id:uuid}/evidence.zip")
    async def bundle(
        self,
        contract_id: FromPath[UUID],
        session: Session,
        staff: Me,
        store: NamedDependency[ObjectStore],
    ) -> Response[bytes]:
        """The evidence bundle from the archive."""
        found = await load(session, contract_id)
        kept = (await archived_objects(session, found.id)).get("evidence.zip")
        if kept is None:
            raise NotFoundError
        return file_response(
            await store.get(kept.object_key),
            f"{found.number}-evidence.zip",
            "application/zip",
        )

    async def _form(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        found: Application,
        form: Form,
        findings: list[Finding],
        vault: Any,
        status: int = 200,
    ) -> Response[str]:
        known = await templates(session)
        return await console_page(
            request,
            session,
            staff,
            "contracts",
            "hr/contracts/labour_contracts/form.html",
            status_code=status,
            application=found,
            warning=await warning_of(session, vault, staff, found.person_id),
            form=form,
            findings=findings,
            groups=GROUPS,
            templates=[(template.code, _(template.name)) for template in known],
            employers=[(str(row.id), row.name) for row in await legal_entities(session)],
            used_by=used_by(known),
            from_file=from_file(found, form),
            contract=await open_contract_of(session, found.id),
        )
