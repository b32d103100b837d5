"""Contracts: made from the interview file, checked, sent, sealed."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.clock import today
from ....platform.db import tenant_of
from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....platform.http.dependencies import StoreDependency
from ....platform.http.download import file_response, pdf_response
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.contracts.contract_templates.queries import version_of
from ....tenants.contracts.evidence.service import hand_out
from ....tenants.contracts.labour_contracts.errors import ContractNotClearedError, NotApprovedError
from ....tenants.contracts.labour_contracts.failures import retry, retry_all
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.models import STATES, Contract
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.labour_contracts.queries import (
    contracts,
    held_contracts,
    held_count,
    open_contract_of,
    state_counts,
    withdrawn_contract_of,
)
from ....tenants.contracts.labour_contracts.service import Draft, send, values_of, withdraw
from ....tenants.contracts.labour_contracts.states import state_now
from ....tenants.contracts.offers.queries import words_of
from ....tenants.contracts.sealing.errors import CodeNeededError
from ....tenants.contracts.sealing.rule import four_eyes
from ....tenants.contracts.sealing.service import press_alone
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.contracting.offers import accepted_offer, contract_values
from ....tenants.hiring.contracting.service import make_contract, suggest, template_for
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.employers.queries import legal_entities
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest
from .form import from_file, from_values, readable
from .making import Basis, form_page, make
from .page import anew_of, contract_page, file_of

_SIZE = 50
_ASKED_ANEW = "hazard.exists"
_ASKED = "asked"
"""As a state of the list: those whose candidate waits for an answer."""
_MAKE = needs(ContractPermission.MAKE)
_SEAL = reauthenticated(ContractPermission.SEAL, doing=lazy("在合同上盖章"))


class ContractController(Controller):
    """`/hr/contracts`."""

    path = "/hr/contracts"
    dependencies = needs(ContractPermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """All contracts, or those in one state."""
        session, asked = console.session, console.query.get("state", "")
        state = asked if asked in (*STATES, _ASKED) else ""
        number = page_number(console.query.get("page", ""))
        before = (number - 1) * _SIZE
        if state == _ASKED:
            rows = await held_contracts(session, offset=before, limit=_SIZE)
        else:
            rows = await contracts(session, state=state, offset=before, limit=_SIZE)
        counts = await state_counts(session)
        total = sum(counts.values())
        counts[_ASKED] = await held_count(session)
        return await console.page(
            "contracts",
            "hr/contracts/labour_contracts/list.html",
            rows=rows,
            state=state,
            counts=counts,
            total=counts.get(state, 0) if state else total,
            state_of=state_now,
            number=number,
            size=_SIZE,
            asks_for_seals=console.staff.may(ContractPermission.MAKE)
            and not console.staff.may(ContractPermission.SEAL)
            and await four_eyes(session),
        )

    @get("/new/{application_id:uuid}", dependencies=_MAKE)
    async def blank(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """The form, filled from the interview file."""
        found = await application(console.session, application_id)
        basis = await _basis(console, found)
        employer = basis.offer.legal_entity_id if basis.offer is not None else basis.employers[0].id
        values = readable(suggest(found, today=_today(console)))
        values |= {name: given.value for name, given in basis.given.items()}
        values |= readable(basis.offered)
        values["template"] = basis.template or await template_for(console.session, found, employer)
        values["employer"] = str(employer)
        return await form_page(console, basis, Form(values))

    @post("/new/{application_id:uuid}", dependencies=_MAKE)
    async def make(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Check against the law and make it; what blocks is said beside its field."""
        session, vault = console.session, console.vault
        found = await application(session, application_id, lock=True)

        async def create(employer: LegalEntity, draft: Draft) -> Contract:
            return await make_contract(session, vault, found, employer, draft, actor=console.actor)

        return await make(console, await _basis(console, found), create)

    @get("/{contract_id:uuid}")
    async def show(self, console: Console, contract_id: FromPath[UUID]) -> Response[str]:
        """One contract: text, state, events, what to do next."""
        return await contract_page(console, await load(console.session, contract_id))

    @post("/{contract_id:uuid}/send", dependencies=_MAKE)
    async def to_candidate(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Send it to be signed."""
        found = await load(console.session, contract_id, lock=True)
        try:
            await send(console.session, console.vault, found, actor=console.actor)
        except (NotApprovedError, ContractNotClearedError) as refused:
            return console.redirect(
                href("hr.labour_contracts.show", contract_id=contract_id), flash=str(refused)
            )
        said = (
            _("已发送，候选人会收到短信和邮件。") if found.application_id else _("已发送，员工会收到通知。")
        )
        return console.redirect(href("hr.labour_contracts.show", contract_id=contract_id), flash=said)

    @post("/{contract_id:uuid}/retry", dependencies=_MAKE)
    async def try_again(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Have given-up work done again."""
        found = await load(console.session, contract_id, lock=True)
        await retry(console.session, found, actor=console.actor)
        return console.redirect(
            href("hr.labour_contracts.show", contract_id=contract_id),
            flash=_("已重新开始，完成后这里会自动更新。"),
        )

    @post("/retry", dependencies=_MAKE)
    async def try_all_again(self, console: Console) -> Response[Any]:
        """Have all given-up work done again, as after an outage."""
        count = await retry_all(console.session, actor=console.actor)
        return console.redirect(href("hr.todo.show"), flash=_("已重新开始处理 {n} 份合同。").format(n=count))

    @post("/{contract_id:uuid}/withdraw", dependencies=_MAKE)
    async def take_back(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Take an unsigned contract back; where `then` is `anew`, go on to another one in its place."""
        found = await load(console.session, contract_id, lock=True)
        out = found.sent_at is not None
        await withdraw(console.session, console.vault, found, actor=console.actor)
        anew = (await console.form()).value("then") == "anew"
        goes_to = (await anew_of(console, found) if anew else "") or await file_of(console, found)
        said = _("合同已撤回，对方会收到通知。") if out else _("合同已撤回。")
        return console.redirect(goes_to or href("hr.labour_contracts.listing"), flash=said)

    @post("/{contract_id:uuid}/seal", dependencies=_SEAL)
    async def seal(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Press the company's seal: only who keeps it."""
        found = await load(console.session, contract_id, lock=True)
        try:
            await press_alone(console.session, found, console.staff.id, console.author)
        except CodeNeededError as refused:
            return console.redirect(href("hr.sealing.listing"), flash=str(refused))
        return console.redirect(
            href("hr.labour_contracts.show", contract_id=contract_id), flash=_("正在盖章，几秒钟后完成。")
        )

    @get("/{contract_id:uuid}/pdf")
    async def pdf(
        self, console: Console, contract_id: FromPath[UUID], store: StoreDependency
    ) -> Response[bytes]:
        """The newest form of the document."""
        found = await load(console.session, contract_id)
        data = await hand_out(console.session, found, "document", store, actor=console.actor)
        return pdf_response(data, f"{found.number}.pdf")

    @get("/{contract_id:uuid}/evidence.zip")
    async def bundle(
        self, console: Console, contract_id: FromPath[UUID], store: StoreDependency
    ) -> Response[bytes]:
        """The evidence bundle from the archive."""
        found = await load(console.session, contract_id)
        data = await hand_out(console.session, found, "evidence", store, actor=console.actor)
        return file_response(data, f"{found.number}-evidence.zip", "application/zip")


def _today(console: ConsoleRequest) -> date:
    return today(tenant_of(console.session).zoneinfo)


async def _basis(console: ConsoleRequest, found: Application) -> Basis:
    """An application, as what a contract is made from."""
    session = console.session
    standing, offer = await open_contract_of(session, found.id), await accepted_offer(session, found.id)
    given, offered = from_file(found, today=_today(console)), dict[str, str]()
    before = await withdrawn_contract_of(session, found.id)
    if before is not None:
        typed = await values_of(session, console.vault, before)
        given |= from_values({name: text for name, text in typed.items() if name != _ASKED_ANEW}, "withdrawn")
    if offer is not None:
        offered = contract_values(offer, (await words_of(session, console.vault, offer)).terms)
        given |= from_values(offered, "offer")
    return Basis(
        person=found.person,
        job=found.vacancy.title,
        heading=_("生成劳动合同"),
        address=href("hr.labour_contracts.make", application_id=found.id),
        back=href("hr.candidates.show", application_id=found.id),
        employers=await legal_entities(session),
        given=given,
        standing=standing,
        notice=_("这份申请已有合同 {number}。").format(number=standing.number)
        if standing is not None
        else "",
        offer=offer,
        offered=offered,
        template=(await version_of(session, before.template_id)).code if before is not None else "",
    )
