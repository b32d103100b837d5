"""A second person's word on a contract before it is sent, and what is answered to the check of that day."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....tenants.contracts.labour_contracts.answers import ANSWERED, MOST_WORDS
from ....tenants.contracts.labour_contracts.approval import approve, give_back
from ....tenants.contracts.labour_contracts.clearance import answer
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contract as load
from ...actor import needs
from ...context import Console, ConsoleRequest
from .making import ANSWER, read_answers
from .page import contract_page

_APPROVE = needs(ContractPermission.APPROVE)


class ContractApprovalController(Controller):
    """`/hr/contracts/<id>/…`, before it is sent."""

    path = "/hr/contracts/{contract_id:uuid}"
    dependencies = needs(ContractPermission.READ)

    @post("/approve", dependencies=_APPROVE)
    async def approve(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Agree to what somebody else made."""
        found = await load(console.session, contract_id, lock=True)
        seen = (await console.form()).value("seen")
        try:
            await approve(console.session, console.vault, found, seen=seen, actor=console.actor)
        except DomainError as refused:
            return _back(console, contract_id, str(refused))
        return _back(console, contract_id, _("已同意，可以发送了。"))

    @post("/return", dependencies=_APPROVE)
    async def give_back(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Refuse to agree, and say why."""
        found = await load(console.session, contract_id, lock=True)
        form = await console.form()
        words = form.lines("return_words", most=MOST_WORDS)
        if form.ok:
            try:
                await give_back(console.session, console.vault, found, words, actor=console.actor)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await contract_page(console, found, form)
        return _back(console, contract_id, _("已驳回，原因写给了生成合同的同事。"))

    @post("/answers", dependencies=needs(ContractPermission.MAKE))
    async def answer(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Keep why it may be sent in spite of what the check says today."""
        found = await load(console.session, contract_id, lock=True)
        form = await console.form()
        words = read_answers(form)
        if form.ok:
            try:
                left = await answer(console.session, console.vault, found, words, actor=console.actor)
                for one in left:
                    if one.asks in ANSWERED:
                        form.add_error(ANSWER + one.key, _("请写明原因，或撤回后改掉这一处。"))
            except DomainError as refused:
                return _back(console, contract_id, str(refused))
        if not form.ok:
            return await contract_page(console, found, form)
        said = _("已保存，要重新审批。") if found.approval == "wanted" else _("已保存，可以发送了。")
        return _back(console, contract_id, said)


def _back(console: ConsoleRequest, contract_id: UUID, flash: str) -> Response[Any]:
    return console.redirect(href("hr.labour_contracts.show", contract_id=contract_id), flash=flash)
