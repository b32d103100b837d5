"""录用通知: offers written, approved, sent, answered."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.formats.numbers import page_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.audit.queries import timeline
from ....tenants.contracts.evidence.labels import describe
from ....tenants.contracts.labour_contracts.queries import open_contract_of
from ....tenants.contracts.law.findings import blocking
from ....tenants.contracts.minimum_wages.queries import wage_table
from ....tenants.contracts.offers.errors import OfferBlockedError
from ....tenants.contracts.offers.feature import OfferPermission
from ....tenants.contracts.offers.models import Offer
from ....tenants.contracts.offers.queries import offer as load
from ....tenants.contracts.offers.queries import offer_counts, offers, offers_of, words_of
from ....tenants.contracts.offers.rule import offer_rule
from ....tenants.contracts.offers.service import (
    MOST_WORDS,
    approve,
    change,
    give_back,
    reply,
    submit,
    withdraw,
)
from ....tenants.contracts.offers.states import state_now
from ....tenants.contracts.offers.summary import summary
from ....tenants.contracts.offers.terms import findings_of
from ....tenants.contracts.offers.types import PREPARED, STATES
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.contracting.offers import send_offer, write_offer
from ...actor import needs
from ...context import Console, ConsoleRequest
from ...staff import names_of
from .form import first_values, form_page, read_draft, values_of

_SIZE = 50
_OTHERS = ("waiting", "asked")
_MAKE = needs(OfferPermission.MAKE)
_APPROVE = needs(OfferPermission.APPROVE)
Act = Callable[[Offer], Awaitable[None]]


class OfferController(Controller):
    """`/hr/offers`."""

    path = "/hr/offers"
    dependencies = needs(OfferPermission.READ)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """All offers, or those in one state."""
        session, asked = console.session, console.query.get("state", "")
        state = asked if asked in (*STATES, *_OTHERS) else ""
        number = page_number(console.query.get("page", ""))
        rows = await offers(
            session,
            state="" if state == "asked" else state,
            asked=state == "asked",
            offset=(number - 1) * _SIZE,
            limit=_SIZE,
        )
        counts = await offer_counts(session)
        total = sum(counts.get(name, 0) for name in STATES if name not in ("sent", "read"))
        total += counts["waiting"]
        return await console.page(
            "offers",
            "hr/contracts/offers/list.html",
            rows=rows,
            state=state,
            counts=counts,
            total=total,
            shown=counts.get(state, 0) if state else total,
            state_of=state_now,
            number=number,
            size=_SIZE,
        )

    @get("/new/{application_id:uuid}", dependencies=_MAKE)
    async def blank(self, console: Console, application_id: FromPath[UUID]) -> Response[str]:
        """The form: of a first version, or of the next one with what the last one said."""
        session = console.session
        found = await application(session, application_id)
        values, before = await first_values(console, found), await offers_of(session, found.id)
        if before:
            said = await words_of(session, console.vault, before[0])
            today = clock.today(tenant_of(session).zoneinfo)
            days = (await offer_rule(session)).reply_days
            values |= await values_of(session, before[0], said, today + timedelta(days=days))
        return await self._new(console, application_id, Form(values))

    @post("/new/{application_id:uuid}", dependencies=_MAKE)
    async def make(self, console: Console, application_id: FromPath[UUID]) -> Response[Any]:
        """Check it and keep it as a draft; what is wrong is said beside its field."""
        session, form = console.session, await console.form()
        found = await application(session, application_id, lock=True)

        draft = await read_draft(session, form, found.vacancy.pay_structure)
        if draft is not None:
            try:
                made = await write_offer(session, console.vault, found, draft, actor=console.actor)
                return console.redirect(
                    href("hr.offers.show", offer_id=made.id), flash=_("已保存，请核对后发送。")
                )
            except OfferBlockedError as blocked:
                return await self._new(console, application_id, form, blocked)
            except DomainError as refused:
                form.refuse(refused)
        return await self._new(console, application_id, form)

    @get("/{offer_id:uuid}")
    async def show(self, console: Console, offer_id: FromPath[UUID]) -> Response[str]:
        """One offer: what it says, how it stands, what to do next."""
        return await self._page(console, await load(console.session, offer_id), Form())

    @get("/{offer_id:uuid}/edit", dependencies=_MAKE)
    async def edit(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """The form of a version that nobody outside has."""
        found = await load(console.session, offer_id)
        if found.state not in PREPARED:
            return console.redirect(href("hr.offers.show", offer_id=offer_id))
        said = await words_of(console.session, console.vault, found)
        zone = tenant_of(console.session).zoneinfo
        values = await values_of(console.session, found, said, found.reply_by.astimezone(zone).date())
        return await self._edit(console, found, Form(values))

    @post("/{offer_id:uuid}/edit", dependencies=_MAKE)
    async def save(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Keep other terms; what was approved before is to be approved again."""
        session, form = console.session, await console.form()
        found = await load(session, offer_id, lock=True)
        draft = await read_draft(session, form, found.pay_structure)
        if draft is not None:
            try:
                await change(session, console.vault, found, draft, actor=console.actor)
                return console.redirect(
                    href("hr.offers.show", offer_id=offer_id), flash=_("已保存，请核对后发送。")
                )
            except OfferBlockedError as blocked:
                return await self._edit(console, found, form, blocked)
            except DomainError as refused:
                form.refuse(refused)
        return await self._edit(console, found, form)

    @post("/{offer_id:uuid}/submit", dependencies=_MAKE)
    async def submit(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """It is written: ask for the approval."""

        async def act(found: Offer) -> None:
            await submit(console.session, found, actor=console.actor)

        return await self._do(console, offer_id, act, _("已提交审批，审批人会收到邮件。"))

    @post("/{offer_id:uuid}/approve", dependencies=_APPROVE)
    async def approve(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Agree to what somebody else wrote."""

        async def act(found: Offer) -> None:
            await approve(console.session, found, actor=console.actor)

        return await self._do(console, offer_id, act, _("已同意，起草人可以发送了。"))

    @post("/{offer_id:uuid}/return", dependencies=_APPROVE)
    async def give_back(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Return it, and say why."""
        form = await console.form()
        words = form.lines("return_words", most=MOST_WORDS)

        async def act(found: Offer) -> None:
            await give_back(console.session, console.vault, found, words, actor=console.actor)

        return await self._do(console, offer_id, act, _("已驳回，原因写给了起草人。"), form)

    @post("/{offer_id:uuid}/send", dependencies=_MAKE)
    async def send(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Send it to the candidate; where nobody has to approve, it needs no other step."""

        async def act(found: Offer) -> None:
            if found.state in ("draft", "returned") and not (await offer_rule(console.session)).approval:
                await submit(console.session, found, actor=console.actor)
            await send_offer(console.session, console.vault, found, actor=console.actor)

        return await self._do(console, offer_id, act, _("已发送，候选人会收到短信和邮件。"))

    @post("/{offer_id:uuid}/reply", dependencies=_MAKE)
    async def reply(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Answer what the candidate asked."""
        form = await console.form()
        words = form.lines("reply_words", most=MOST_WORDS)

        async def act(found: Offer) -> None:
            await reply(console.session, console.vault, found, words, actor=console.actor)

        return await self._do(console, offer_id, act, _("已答复，候选人会收到通知。"), form)

    @post("/{offer_id:uuid}/withdraw", dependencies=_MAKE)
    async def take_back(self, console: Console, offer_id: FromPath[UUID]) -> Response[Any]:
        """Take it back; of one that was accepted with the reason."""
        form = await console.form()
        found = await load(console.session, offer_id)
        words = form.lines("withdraw_words", required=found.state == "accepted", most=MOST_WORDS)
        out = found.sent_at is not None

        async def act(offer: Offer) -> None:
            await withdraw(console.session, console.vault, offer, words, actor=console.actor)

        return await self._do(
            console, offer_id, act, _("已撤回，候选人会收到通知。") if out else _("已撤回。"), form
        )

    async def _do(
        self, console: ConsoleRequest, offer_id: UUID, act: Act, said: str, form: Form | None = None
    ) -> Response[Any]:
        """One step, said on the offer's page; what was typed stays where it is refused."""
        found = await load(console.session, offer_id, lock=True)
        form = form or Form()
        if form.ok:
            try:
                await act(found)
            except DomainError as refused:
                form.add_error("", str(refused))
        if not form.ok:
            return await self._page(console, found, form)
        return console.redirect(href("hr.offers.show", offer_id=offer_id), flash=said)

    async def _page(self, console: ConsoleRequest, found: Offer, form: Form) -> Response[str]:
        session = console.session
        said = await words_of(session, console.vault, found)
        versions = await offers_of(session, found.application_id)
        events = [
            (event, describe(event.kind))
            for event in await timeline(session, found.application_id)
            if event.data.get("offer") == str(found.id)
        ]
        return await console.page(
            "offers",
            "hr/contracts/offers/show.html",
            status_code=200 if form.ok else 422,
            offer=found,
            state=state_now(found),
            said=said,
            summary=summary(found.pay_structure, said.terms),
            doubts=findings_of(found.pay_structure, said.terms, await wage_table(session))
            if found.state in PREPARED
            else (),
            versions=versions,
            state_of=state_now,
            newest=versions[0].id == found.id,
            contract=await open_contract_of(session, found.application_id),
            approval=(await offer_rule(session)).approval,
            own=found.written_by == console.actor,
            names=await names_of(session, (found.written_by, found.approved_by)),
            events=events,
            form=form,
            most=MOST_WORDS,
        )

    async def _new(
        self,
        console: ConsoleRequest,
        application_id: UUID,
        form: Form,
        blocked: OfferBlockedError | None = None,
    ) -> Response[str]:
        found = await application(console.session, application_id)
        before = await offers_of(console.session, application_id)
        _say(form, blocked)
        return await form_page(
            console,
            found,
            form,
            pay_structure=found.vacancy.pay_structure,
            address=href("hr.offers.make", application_id=application_id),
            back=href("hr.candidates.show", application_id=application_id),
            version=before[0].version + 1 if before else 1,
            findings=blocked.findings if blocked is not None else (),
        )

    async def _edit(
        self, console: ConsoleRequest, found: Offer, form: Form, blocked: OfferBlockedError | None = None
    ) -> Response[str]:
        _say(form, blocked)
        return await form_page(
            console,
            await application(console.session, found.application_id),
            form,
            pay_structure=found.pay_structure,
            address=href("hr.offers.save", offer_id=found.id),
            back=href("hr.offers.show", offer_id=found.id),
            version=found.version,
            findings=blocked.findings if blocked is not None else (),
        )


def _say(form: Form, blocked: OfferBlockedError | None) -> None:
    if blocked is not None:
        for finding in blocking(blocked.findings):
            form.add_error(finding.field, str(finding.message))
