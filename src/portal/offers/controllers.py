"""An offer on the candidate's phone: what is offered, and the answer. Who answers has proved the phone before."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.errors import DomainError
from ...platform.http.addresses import href
from ...platform.http.forms import Form
from ...platform.http.reading import is_read
from ...platform.i18n import gettext as _
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.offers.answers import MOST_WORDS, accept, ask, decline, mark_read
from ...tenants.contracts.offers.errors import OfferUpdatedError
from ...tenants.contracts.offers.models import Offer
from ...tenants.contracts.offers.queries import standing_offer, words_of
from ...tenants.contracts.offers.states import state_now
from ...tenants.contracts.offers.summary import summary
from ...tenants.contracts.offers.types import WAITING
from ...tenants.hiring.contracting.offers import offer_of_person
from ..context import SIGNED_IN, Portal, PortalRequest

Act = Callable[[Offer, str], Awaitable[None]]


class OfferController(Controller):
    """`/offers/<offer>`."""

    path = "/offers/{offer_id:uuid}"
    dependencies = SIGNED_IN

    @get("/")
    async def show(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """What is offered, and how it stands. The first look is written down; a look ahead is none."""
        looked = is_read(portal.request)
        found = await offer_of_person(portal.session, offer_id, portal.candidate.person_id, lock=looked)
        if looked:
            mark_read(portal.session, found, actor=portal.actor)
        return await _page(portal, "show", found, Form())

    @get("/confirm")
    async def confirm(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """Where one says yes, a step of its own: a slip of the thumb is not enough."""
        return await _step(portal, "accept", offer_id)

    @post("/accept")
    async def accept(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """Yes, to the version that was seen."""

        async def act(found: Offer, seen: str) -> None:
            await accept(portal.session, found, seen=seen, actor=portal.actor)

        said = _("已接受，欢迎加入！公司会准备劳动合同，准备好后马上通知您。")
        return await _do(portal, "accept", offer_id, await portal.form(), act, said)

    @get("/decline")
    async def refuse(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """Where one says no."""
        return await _step(portal, "decline", offer_id)

    @post("/decline")
    async def decline(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """No, thank you."""
        form = await portal.form()
        words = form.lines("words", required=False, most=MOST_WORDS)

        async def act(found: Offer, seen: str) -> None:
            await decline(portal.session, portal.vault, found, words, seen=seen, actor=portal.actor)

        return await _do(portal, "decline", offer_id, form, act, _("已收到您的答复，谢谢您告诉我们。"))

    @get("/ask")
    async def question(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """Where one asks, or would like something else."""
        return await _step(portal, "ask", offer_id)

    @post("/ask")
    async def ask(self, portal: Portal, offer_id: FromPath[UUID]) -> Response[Any]:
        """Ask the company."""
        form = await portal.form()
        words = form.lines("words", most=MOST_WORDS)

        async def act(found: Offer, _seen: str) -> None:
            await ask(portal.session, portal.vault, found, words, actor=portal.actor)

        return await _do(portal, "ask", offer_id, form, act, _("已发给公司，答复后会马上通知您。"))


async def _step(portal: PortalRequest, step: str, offer_id: UUID) -> Response[Any]:
    found = await offer_of_person(portal.session, offer_id, portal.candidate.person_id)
    if state_now(found) not in WAITING:
        return portal.redirect(href("portal.offers.show", offer_id=offer_id))
    return await _page(portal, step, found, Form())


async def _do(  # rules: allow parameters – the step, and what is done, said and shown with it
    portal: PortalRequest, step: str, offer_id: UUID, form: Form, act: Act, said: str
) -> Response[Any]:
    found = await offer_of_person(portal.session, offer_id, portal.candidate.person_id, lock=True)
    if form.ok:
        try:
            await act(found, form.value("seen"))
        except OfferUpdatedError as refused:
            return portal.redirect(href("portal.offers.show", offer_id=offer_id), flash=str(refused))
        except DomainError as refused:
            form.refuse(refused)
            if state_now(found) not in WAITING:
                step = "show"  # nothing can be said any more: how it stands
    if not form.ok:
        return await _page(portal, step, found, form)
    return portal.redirect(href("portal.offers.show", offer_id=offer_id), flash=said)


async def _page(portal: PortalRequest, step: str, found: Offer, form: Form) -> Response[Any]:
    session = portal.session
    said = await words_of(session, portal.vault, found)
    standing = await standing_offer(session, found.application_id)
    return portal.render(
        f"portal/offers/{step}.html",
        status_code=200 if form.ok else 422,
        offer=found,
        state=state_now(found),
        said=said,
        summary=summary(found.pay_structure, said.terms),
        newer=standing if standing is not None and standing.version > found.version else None,
        onboarded=found.person.onboarded_at is not None,
        form=form,
        most=MOST_WORDS,
        settings=await tenant_settings(session),
    )
