"""What a candidate can do instead of signing: ask, find a mistake, want paper, refuse, sign later; and what became of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.errors import DomainError
from ...platform.http.addresses import href
from ...platform.http.forms import Form
from ...platform.http.work import WHILE_READ_ONLY
from ...platform.i18n import gettext as _
from ...platform.i18n.formats import format_daymonth, format_time, format_weekday
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.queries import contract_of_person, successor_of
from ...tenants.contracts.signing.concerns import (
    MOST_WORDS,
    REFUSALS,
    Remark,
    blanks_of,
    decline,
    put_off,
    raise_concern,
    take_back,
)
from ...tenants.contracts.signing.errors import ConcernOverError, NotToSignError
from ...tenants.contracts.signing.queries import concern_of, concerns_of, read_concerns
from ...tenants.contracts.signing.rule import answer_due
from ...tenants.contracts.signing.service import is_signed
from ...tenants.contracts.signing.standing import require_sendable
from ..context import SIGNED_IN, Portal, PortalRequest
from .guard import CHANGED_MEANWHILE, SigningStopped, own_standing
from .view import situation_of


class WaysOutController(Controller):
    """`/contracts/<id>/…`: every way out of signing, and the page that says how the contract stands."""

    path = "/contracts/{contract_id:uuid}"
    opt = WHILE_READ_ONLY
    dependencies = SIGNED_IN
    exception_handlers = CHANGED_MEANWHILE

    @get("/status")
    async def status(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """How it stands in words, what to do now, what was asked and answered."""
        session = portal.session
        await own_standing(session, contract_id, portal.candidate)
        contract = await load(session, contract_id)
        if is_signed(contract):
            return portal.redirect(href("portal.signing.done", contract_id=contract_id))
        said = await read_concerns(session, portal.vault, await concerns_of(session, contract.id))
        return portal.render(
            "portal/signing/status.html",
            contract=contract,
            situation=situation_of(contract, await successor_of(session, contract)),
            said=said,
            labels=_labels(),
            blanks=await blanks_of(session, portal.vault, contract),
            reasons=REFUSALS,
            settings=await tenant_settings(session),
        )

    @get("/ask")
    async def ask(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """有疑问: room for a question."""
        return await _blank_page(portal, contract_id, "question")

    @post("/ask")
    async def send_question(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Ask it."""
        return await _raise(portal, contract_id, "question")

    @get("/mistake")
    async def point_out(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """信息有误: which blank is wrong, and what is right."""
        return await _blank_page(portal, contract_id, "mistake")

    @post("/mistake")
    async def send_mistake(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Say so."""
        return await _raise(portal, contract_id, "mistake")

    @get("/paper")
    async def want_paper(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """改签纸质: what that means."""
        return await _blank_page(portal, contract_id, "paper")

    @post("/paper")
    async def ask_for_paper(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Ask for it."""
        return await _raise(portal, contract_id, "paper")

    @get("/decline")
    async def refuse(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """拒签, a page of its own: a slip of the thumb is not enough."""
        contract = await _mine(portal, contract_id)
        return await _decline_page(portal, contract, Form())

    @post("/decline")
    async def decline(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Refuse, with a reason, and confirmed."""
        contract = await _own(portal, contract_id, lock=True)
        form = await portal.form()
        if contract.state != "declined":
            require_sendable(contract)
            reason = form.choice("reason", REFUSALS)
            words = form.lines("words", required=False, most=MOST_WORDS)
            if not form.checked("sure"):
                form.add_error("sure", _("请先勾选确认。"))
            if not form.ok:
                return await _decline_page(portal, contract, form)
            await decline(portal.session, portal.vault, contract, reason, words)
        return _to_status(portal, contract_id)

    @post("/later")
    async def later(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """稍后再签: leave, and be told until when it can be signed."""
        contract = await _own(portal, contract_id, lock=True)
        await put_off(portal.session, contract)
        said = _("没关系，稍后再签。") if contract.sign_until is None else _until(contract)
        return portal.redirect(href("portal.progress.show"), flash=said)

    @post("/take-back/{concern_id:uuid}")
    async def need_no_answer(
        self, portal: Portal, contract_id: FromPath[UUID], concern_id: FromPath[UUID]
    ) -> Response[Any]:
        """The question is settled: the contract goes on."""
        session = portal.session
        contract = await _own(portal, contract_id, lock=True)
        concern = await concern_of(session, contract.id, concern_id)
        try:
            await take_back(session, contract, concern)
        except ConcernOverError as refused:
            return _to_status(portal, contract_id, str(refused))
        return _to_status(portal, contract_id, _("已收回，可以继续签署。"))


async def _own(portal: PortalRequest, contract_id: UUID, *, lock: bool = False) -> Contract:
    """The candidate's contract.

    Raises:
        SigningStopped: it came to nothing with whom they were made one with.
        ContractNotFoundError, ContractGoneError: it is not theirs, or withdrawn.
    """
    person_id = portal.candidate.person_id
    if (await own_standing(portal.session, contract_id, portal.candidate)).person_id != person_id:
        raise SigningStopped(contract_id)
    return await contract_of_person(portal.session, contract_id, person_id, lock=lock)


async def _mine(portal: PortalRequest, contract_id: UUID, *, lock: bool = False) -> Contract:
    """The candidate's contract, which they can still say something of.

    Raises:
        NotToSignError, ContractGoneError: they cannot; its page says why.
    """
    contract = await _own(portal, contract_id, lock=lock)
    require_sendable(contract)
    return contract


async def _blank_page(portal: PortalRequest, contract_id: UUID, kind: str) -> Response[Any]:
    return await _form_page(portal, await _mine(portal, contract_id), kind, Form())


async def _raise(portal: PortalRequest, contract_id: UUID, kind: str) -> Response[Any]:
    session = portal.session
    contract = await _mine(portal, contract_id, lock=True)
    form = await portal.form()
    about = ""
    if kind == "mistake":
        about = form.choice("about", await blanks_of(session, portal.vault, contract))
    words = form.lines("words", required=kind != "paper", most=MOST_WORDS)
    if form.ok:
        try:
            made = await raise_concern(session, portal.vault, contract, Remark(kind, about, words))
        except NotToSignError:
            raise
        except DomainError as refused:
            form.refuse(refused)
    if not form.ok:
        return await _form_page(portal, contract, kind, form)
    due = made.due_at
    said = _("已发给公司。我们会在 {date} {weekday} {time} 前答复您，签署期限顺延。")
    flash = (
        said.format(date=format_daymonth(due), weekday=format_weekday(due), time=format_time(due))
        if due
        else ""
    )
    return _to_status(portal, contract_id, flash)


async def _form_page(portal: PortalRequest, contract: Contract, kind: str, form: Form) -> Response[Any]:
    session = portal.session
    blanks = await blanks_of(session, portal.vault, contract) if kind == "mistake" else {}
    return portal.render(
        "portal/signing/ask.html",
        status_code=200 if form.ok else 422,
        contract=contract,
        kind=kind,
        form=form,
        blanks=[("", _("请选择")), *((blank, str(label)) for blank, label in blanks.items())],
        due=await answer_due(session),
        most=MOST_WORDS,
        settings=await tenant_settings(session),
    )


async def _decline_page(portal: PortalRequest, contract: Contract, form: Form) -> Response[Any]:
    return portal.render(
        "portal/signing/decline.html",
        status_code=200 if form.ok else 422,
        contract=contract,
        form=form,
        reasons=REFUSALS,
        most=MOST_WORDS,
        settings=await tenant_settings(portal.session),
    )


def _to_status(portal: PortalRequest, contract_id: UUID, flash: str = "") -> Response[Any]:
    return portal.redirect(href("portal.signing.ways_out.status", contract_id=contract_id), flash=flash)


def _until(contract: Contract) -> str:
    until = contract.sign_until
    if until is None:
        return ""
    said = _("没关系，稍后再签。最晚 {date} {weekday} {time} 前签署。")
    return said.format(date=format_daymonth(until), weekday=format_weekday(until), time=format_time(until))


def _labels() -> dict[str, str]:
    return {
        "question": _("有疑问"),
        "mistake": _("信息有误"),
        "paper": _("改签纸质"),
        "refusal": _("拒签"),
    }
