"""What HR does while a contract waits for its signature: answers, asks once more, sends again."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath

from ....platform import clock
from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....platform.i18n.formats import format_daymonth, format_time
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.signing.concerns import MOST_WORDS, agree_to_paper, answer
from ....tenants.contracts.signing.deadlines import nudge, send_again
from ....tenants.contracts.signing.queries import concern_of
from ...actor import needs
from ...context import Console, ConsoleRequest
from ..labour_contracts.page import contract_page


class SigningController(Controller):
    """`/hr/contracts/<id>/…`, for whoever makes contracts."""

    path = "/hr/contracts/{contract_id:uuid}"
    dependencies = needs(ContractPermission.MAKE)

    @post("/concerns/{concern_id:uuid}/answer")
    async def answer(
        self, console: Console, contract_id: FromPath[UUID], concern_id: FromPath[UUID]
    ) -> Response[Any]:
        """Answer what the candidate said, or agree to paper; a refusal can be seen to without words."""
        session, vault = console.session, console.vault
        found = await load(session, contract_id, lock=True)
        concern = await concern_of(session, found.id, concern_id)
        form = await console.form()
        agrees = form.value("verdict") == "agree"
        words = form.lines("words", required=concern.kind != "refusal" and not agrees, most=MOST_WORDS)
        if form.ok:
            act = agree_to_paper if agrees else answer
            try:
                await act(session, vault, found, concern, words, actor=console.actor)
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await contract_page(console, found, form, answering=concern.id)
        said = _("已答复，候选人会收到通知。") if words or agrees else _("已处理。")
        return _back(console, contract_id, said)

    @post("/nudge")
    async def nudge(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """催办: ask for the signature once more."""
        found = await load(console.session, contract_id, lock=True)
        try:
            at = await nudge(console.session, console.vault, found, actor=console.actor)
        except DomainError as refused:
            return _back(console, contract_id, str(refused))
        if at <= clock.now():
            return _back(console, contract_id, _("已催办，对方会收到短信和邮件。"))
        said = _("已催办。现在是免打扰时间，{day} {time} 发出；到时已经签署的不会再打扰。")
        return _back(console, contract_id, said.format(day=format_daymonth(at), time=format_time(at)))

    @post("/send-again")
    async def send_again(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """重新发送: the contract can be signed for its full time from now on."""
        found = await load(console.session, contract_id, lock=True)
        seen = (await console.form()).value("seen")
        try:
            await send_again(console.session, console.vault, found, seen=seen, actor=console.actor)
        except DomainError as refused:
            return _back(console, contract_id, str(refused))
        until = found.sign_until
        said = _("已重新发送，最晚 {day} {time} 前签署。")
        flash = said.format(day=format_daymonth(until), time=format_time(until)) if until is not None else ""
        return _back(console, contract_id, flash)


def _back(console: ConsoleRequest, contract_id: UUID, flash: str) -> Response[Any]:
    return console.redirect(href("hr.labour_contracts.show", contract_id=contract_id), flash=flash)
