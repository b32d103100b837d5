"""The employee asks for a signed contract on paper, is told by when, and what became of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ...platform.http.addresses import href
from ...platform.http.forms import Form
from ...platform.i18n import gettext as _
from ...platform.i18n.formats import format_daymonth, format_time, format_weekday
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract_of_person
from ...tenants.contracts.paper_copies.errors import CopyOverError
from ...tenants.contracts.paper_copies.queries import copy_of, open_copy
from ...tenants.contracts.paper_copies.service import (
    WAYS,
    Wish,
    ask_copy,
    copy_due,
    require_signed,
    take_copy_back,
)
from ..context import SIGNED_IN, Portal, PortalRequest
from ..signing.guard import CHANGED_MEANWHILE

MOST_WORDS = 200


class PaperCopyController(Controller):
    """`/contracts/<id>/copy`."""

    path = "/contracts/{contract_id:uuid}/copy"
    dependencies = SIGNED_IN
    exception_handlers = CHANGED_MEANWHILE

    @get("/")
    async def show(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """How it is wanted, and by when it will be there."""
        contract = await _own(portal, contract_id)
        if await open_copy(portal.session, contract.id) is not None:
            return _to_contract(portal, contract_id)
        return await _page(portal, contract, Form({"way": "collect"}))

    @post("/")
    async def ask(self, portal: Portal, contract_id: FromPath[UUID]) -> Response[Any]:
        """Ask for it."""
        contract = await _own(portal, contract_id, lock=True)
        form = await portal.form()
        way = form.choice("way", WAYS)
        words = form.lines("words", required=way == "post", most=MOST_WORDS)
        if not form.ok:
            return await _page(portal, contract, form)
        made = await ask_copy(portal.session, portal.vault, contract, Wish(way, words))
        due = made.due_at
        said = _("已收到申请，公司最晚 {date} {weekday} {time} 前办好。")
        return _to_contract(
            portal,
            contract_id,
            said.format(date=format_daymonth(due), weekday=format_weekday(due), time=format_time(due)),
        )

    @post("/take-back/{paper_copy_id:uuid}")
    async def need_none(
        self, portal: Portal, contract_id: FromPath[UUID], paper_copy_id: FromPath[UUID]
    ) -> Response[Any]:
        """It is not needed any more."""
        contract = await _own(portal, contract_id, lock=True)
        copy = await copy_of(portal.session, contract.id, paper_copy_id)
        try:
            await take_copy_back(portal.session, contract, copy)
        except CopyOverError as refused:
            return _to_contract(portal, contract_id, str(refused))
        return _to_contract(portal, contract_id, _("已收回申请。"))


async def _own(portal: PortalRequest, contract_id: UUID, *, lock: bool = False) -> Contract:
    """The employee's own contract, which both have signed.

    Raises:
        ContractNotFoundError, ContractGoneError: it is not theirs, or withdrawn.
        NothingToCopyError: it is not signed by both.
    """
    contract = await contract_of_person(portal.session, contract_id, portal.candidate.person_id, lock=lock)
    require_signed(contract)
    return contract


async def _page(portal: PortalRequest, contract: Contract, form: Form) -> Response[Any]:
    return portal.render(
        "portal/paper_copies/form.html",
        status_code=200 if form.ok else 422,
        contract=contract,
        form=form,
        due=await copy_due(portal.session),
        most=MOST_WORDS,
        settings=await tenant_settings(portal.session),
    )


def _to_contract(portal: PortalRequest, contract_id: UUID, flash: str = "") -> Response[Any]:
    return portal.redirect(href("portal.signing.done", contract_id=contract_id), flash=flash)
