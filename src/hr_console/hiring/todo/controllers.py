"""待办: the oldest promise first, and the guide to the first hire."""

from litestar import Controller, Response, get, post

from ....platform.clock import now
from ....platform.http.addresses import href
from ....platform.http.work import WHILE_READ_ONLY, cookie_name, own_cookie
from ....tenants.contracts.contract_templates.feature import ContractTemplatePermission
from ....tenants.contracts.contract_templates.queries import drafts_waiting_for
from ....tenants.contracts.deadlines.queries import deadlines
from ....tenants.contracts.labour_contracts.failures import failure_of
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contracts, state_counts, stuck_count
from ....tenants.contracts.paper.queries import papers
from ....tenants.contracts.paper_copies.queries import open_copies
from ....tenants.contracts.signing.queries import open_concern_count, open_concerns
from ....tenants.hiring.candidate_list.queries import CandidateFilter, find
from ....tenants.hiring.candidate_sign_in.service import code_use
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.candidates.queries import stage_counts
from ....tenants.hiring.decisions.policy import policy_of
from ....tenants.hiring.decisions.queries import held_results
from ....tenants.hiring.decisions.reviews import open_reviews
from ....tenants.hiring.interviews.schedule import to_answer_count
from ....tenants.hiring.pipeline.queries import first_hire
from ....tenants.hiring.promises.queries import ending
from ....tenants.messaging.messages.calls import unreached_count
from ...actor import needs
from ...context import Console
from .guide import COOKIE, Guide

_SHOWN = 8
_YEAR = 365 * 24 * 3600


class TodoController(Controller):
    """`/hr/`."""

    path = "/hr"
    dependencies = needs(CandidatePermission.READ)

    @get("/", slash=True)
    async def show(self, console: Console) -> Response[str]:
        """Results to confirm, offers without a contract, contracts to send or seal."""
        session = console.session
        choice = console.request.cookies.get(cookie_name(console.settings, COOKIE), "")
        guide = None if choice == "off" else Guide.at(await first_hire(session))
        if guide is not None and guide.next is None and choice != "on":
            guide = None  # the first hire is done: the guide comes back only where somebody asks for it
        return await console.page(
            "todo",
            "hr/hiring/todo/show.html",
            guide=guide,
            to_confirm=await find(session, CandidateFilter(to_confirm=True), limit=_SHOWN),
            held=await held_results(session),
            reviews=await open_reviews(session),
            policy=await policy_of(session),
            offers=await find(session, CandidateFilter(stage="offer"), limit=_SHOWN),
            to_send=await contracts(session, state="checked", limit=_SHOWN),
            to_seal=await contracts(session, state="pending_company", limit=_SHOWN),
            stuck=[(row, failure_of(row)) for row in await contracts(session, stuck=True, limit=_SHOWN)],
            stuck_total=await stuck_count(session),
            stages=await stage_counts(session),
            contracts=await state_counts(session),
            unreached=await unreached_count(session),
            asked=await to_answer_count(session),
            ending=await ending(session, limit=_SHOWN),
            concerns=await open_concerns(session, limit=_SHOWN),
            concern_total=await open_concern_count(session),
            papers=await papers(session, limit=_SHOWN),
            copies=await open_copies(session, limit=_SHOWN),
            deadlines=(await deadlines(session, console.vault))[:_SHOWN]
            if console.staff.may(ContractPermission.READ)
            else (),
            template_drafts=await drafts_waiting_for(
                session,
                console.actor,
                writes=console.staff.may(ContractTemplatePermission.EDIT),
                approves=console.staff.may(ContractTemplatePermission.APPROVE),
            ),
            codes_high=console.staff.may("settings.manage") and (await code_use(session)).high,
            today=now(),
        )

    @post("/guide", opt=WHILE_READ_ONLY)  # only a cookie of this device
    async def switch(self, console: Console) -> Response[str]:
        """Put the guide away on this device, or fetch it back."""
        shown = (await console.form()).value("show") == "1"
        response = console.redirect(href("hr.todo.show"))
        response.set_cookie(own_cookie(console.settings, COOKIE, "on" if shown else "off", _YEAR))
        return response
