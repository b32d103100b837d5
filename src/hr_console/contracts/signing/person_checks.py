"""HR has seen a candidate's document itself, where nobody else could say who it is."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.queries import contract as load
from ....tenants.contracts.signing.person_checks import MOST_WORDS, confirm_in_person
from ...actor import needs
from ...context import Console
from ..labour_contracts.page import contract_page


class PersonCheckController(Controller):
    """`/hr/contracts/<id>/identity`, for whoever makes contracts."""

    path = "/hr/contracts/{contract_id:uuid}/identity"
    dependencies = needs(ContractPermission.MAKE)

    @post("/")
    async def confirm(self, console: Console, contract_id: FromPath[UUID]) -> Response[Any]:
        """Confirm who it is, and say why and how."""
        found = await load(console.session, contract_id, lock=True)
        form = await console.form()
        how = form.choice("how", ("met", "video"))
        words = form.lines("check_words", most=MOST_WORDS)
        if form.ok:
            try:
                await confirm_in_person(
                    console.session, console.vault, found, how, words, actor=console.actor
                )
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await contract_page(console, found, form, confirming=True)
        said = _("已记录，对方现在可以获取验证码签署。")
        return console.redirect(href("hr.labour_contracts.show", contract_id=contract_id), flash=said)
