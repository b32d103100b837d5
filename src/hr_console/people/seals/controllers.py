"""Seals: the list, one of them with its rule, its picture; stopped, or four eyes asked for."""

from typing import Any
from uuid import UUID

from anyio import to_thread
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.signatures.seal import seal_picture
from ....tenants.access.users.queries import users_with
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.sealing.rule import four_eyes, set_four_eyes
from ....tenants.people.employers.queries import legal_entities
from ....tenants.people.employers.service import employer
from ....tenants.people.seals.feature import SealPermission
from ....tenants.people.seals.kinds import DOCUMENTS, KINDS, RULES
from ....tenants.people.seals.models import Seal
from ....tenants.people.seals.queries import keepers, look_of, seals, uses_of
from ....tenants.people.seals.queries import seal as load
from ....tenants.people.seals.service import SealRule, change_seal, stop_seal
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_CHANGE = reauthenticated(SealPermission.MANAGE, doing=lazy("修改印章"))
_MOST_REASON = 200


class SealController(Controller):
    """`/hr/seals`."""

    path = "/hr/seals"
    dependencies = needs(SealPermission.MANAGE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """Every employer with its seals; those out of use below."""
        session = console.session
        every = await seals(session)
        return await console.page(
            "seals",
            "hr/people/seals/list.html",
            employers=await legal_entities(session),
            seals=every,
            uses={seal.id: await uses_of(session, seal.id) for seal in every},
            keepers=await keepers(session, [seal.id for seal in every]),
            names=await _names(console),
            two=await four_eyes(session),
            kinds=KINDS,
            rules=RULES,
            documents=DOCUMENTS,
        )

    @post("/four-eyes", dependencies=_CHANGE)
    async def ask_two(self, console: Console) -> Response[Any]:
        """Have two people needed for every use of a seal, or not."""
        wanted = (await console.form()).checked("four_eyes")
        await set_four_eyes(console.session, wanted, actor=console.actor)
        said = _("已保存：每次用印都要两个人。") if wanted else _("已保存：用印人一个人就可以盖章。")
        return console.redirect(href("hr.seals.listing"), flash=said)

    @get("/{seal_id:uuid}")
    async def show(self, console: Console, seal_id: FromPath[UUID]) -> Response[str]:
        """One seal."""
        found = await load(console.session, seal_id)
        return await _page(console, found, await _as_form(console, found))

    @post("/{seal_id:uuid}", dependencies=_CHANGE)
    async def change(self, console: Console, seal_id: FromPath[UUID]) -> Response[Any]:
        """Say anew how it is used, and by whom."""
        session = console.session
        found = await load(session, seal_id, lock=True)
        form = await console.form()
        rule = form.choice("rule", tuple(RULES))
        members = {str(user.id): user.id for user in await users_with(session, ContractPermission.SEAL)}
        chosen = frozenset(members[value] for value in form.all("keeper") if value in members)
        documents = frozenset(form.all("document")) & frozenset(DOCUMENTS)
        if form.ok:
            try:
                await change_seal(session, found, SealRule(rule, documents, chosen), actor=console.actor)
                return console.redirect(href("hr.seals.show", seal_id=seal_id), flash=_("已保存。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _page(console, found, form)

    @post("/{seal_id:uuid}/stop", dependencies=_CHANGE)
    async def stop(self, console: Console, seal_id: FromPath[UUID]) -> Response[Any]:
        """Take it out of use, with the reason."""
        found = await load(console.session, seal_id, lock=True)
        form = await console.form()
        reason = form.text("reason", most=_MOST_REASON)
        if not form.ok:
            kept = await _as_form(console, found)
            kept.errors = form.errors
            return await _page(console, found, kept)
        used = await uses_of(console.session, found.id)
        await stop_seal(console.session, found, reason, actor=console.actor)
        said = _("印章已停用。")
        if used:
            said += _("等待盖章的劳动合同现在没有章可盖，请为这家单位指定另一枚。")
        return console.redirect(href("hr.seals.listing"), flash=said)

    @get("/{seal_id:uuid}/picture")
    async def picture(self, console: Console, seal_id: FromPath[UUID]) -> Response[str]:
        """How it looks on a contract."""
        found = await load(console.session, seal_id)
        company = await employer(console.session, found.legal_entity_id)
        look = await look_of(console.session, found, company.name)
        drawn = await to_thread.run_sync(seal_picture, look, console.settings.font_fallback_dir)
        return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, no-cache"})


async def _as_form(console: ConsoleRequest, found: Seal) -> Form:
    session = console.session
    form = Form({"rule": found.rule})
    form.set_all("document", await uses_of(session, found.id))
    form.set_all("keeper", map(str, (await keepers(session, [found.id])).get(found.id, ())))
    return form


async def _names(console: ConsoleRequest) -> dict[UUID, str]:
    return {user.id: user.name for user in await users_with(console.session, ContractPermission.SEAL)}


async def _page(console: ConsoleRequest, found: Seal, form: Form) -> Response[str]:
    session = console.session
    company = await employer(session, found.legal_entity_id)
    return await console.page(
        "seals",
        "hr/people/seals/show.html",
        status_code=200 if form.ok else 422,
        seal=found,
        look=await look_of(session, found, company.name),
        employer=company,
        successor=await load(session, found.successor_id) if found.successor_id else None,
        form=form,
        members=await users_with(session, ContractPermission.SEAL),
        two=await four_eyes(session),
        kinds=KINDS,
        rules=RULES,
        documents=DOCUMENTS,
    )
