"""A new seal, drawn by us or taken from a picture; also in the place of another."""

import re
from typing import Any
from uuid import UUID

from anyio import to_thread
from litestar import Controller, Response, get, post

from ....platform.errors import DomainError
from ....platform.files import FileReader
from ....platform.formats import FormatError
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.signatures.seal import MissingOutlineError, SealLook, seal_picture
from ....tenants.people.employers.queries import legal_entities
from ....tenants.people.seals.errors import SealNotDrawableError, SealNotFoundError
from ....tenants.people.seals.feature import SealPermission
from ....tenants.people.seals.kinds import CAPTIONS, KINDS
from ....tenants.people.seals.models import Seal
from ....tenants.people.seals.queries import seal as load
from ....tenants.people.seals.service import NewSeal, add_seal, read_imprint, replace_seal
from ...actor import reauthenticated
from ...context import Console, ConsoleRequest

_MOST_READ = 10_000_000  # bytes: what a picture may have is said by its own refusal
_SERIAL = re.compile(r"\d{13}")
_WAYS = ("drawn", "scan")


class SealAddingController(Controller):
    """`/hr/seals/new`."""

    path = "/hr/seals/new"
    dependencies = reauthenticated(SealPermission.MANAGE, doing=lazy("添加印章"))

    @get("/")
    async def blank(self, console: Console) -> Response[str]:
        """The form; with `replaces` for the one that goes."""
        before = await _before(console, console.query.get("replaces", ""))
        values = {"employer": console.query.get("employer", ""), "kind": "contract", "how": "drawn"}
        if before is not None:
            values |= {"employer": str(before.legal_entity_id), "kind": before.kind, "holder": before.holder}
        return await _page(console, Form(values), before)

    @post("/", opt=UPLOAD)
    async def add(self, console: Console, files: Files) -> Response[Any]:
        """Make it."""
        form = await console.form()
        before = await _before(console, form.value("replaces"))
        companies = {str(one.id): one for one in await legal_entities(console.session)}
        company = companies.get(form.choice("employer", companies))
        kind = form.choice("kind", tuple(KINDS))
        reason = form.text("reason", most=200, required=before is not None)
        status = 422
        if company is not None and form.ok:
            try:
                wanted = await _wanted(console, files, form, NewSeal(company.id, kind), company.name)
                if wanted is not None:
                    return await _made(console, wanted, before, reason)
            except DomainError as refused:
                form.refuse(refused)
                status = refused.status
        return await _page(console, form, before, status)


async def _wanted(
    console: ConsoleRequest, files: FileReader, form: Form, bare: NewSeal, company: str
) -> NewSeal | None:
    """The seal as it was asked for; None where the form says what is missing."""
    if form.choice("how", _WAYS) == "scan":
        given = await form.file("scan", most=_MOST_READ)
        if given is None:
            return None
        scan = await read_imprint(console.session, files, given[1])
        return NewSeal(bare.legal_entity_id, bare.kind, scan=scan)
    square = bare.kind == "representative"
    holder = form.text("holder", most=40) if square else ""
    serial = "" if square else form.parsed("serial", _serial, required=False) or ""
    if not form.ok:
        return None
    try:
        look = SealLook(company, CAPTIONS[bare.kind], serial, holder)
        await to_thread.run_sync(seal_picture, look, console.settings.font_fallback_dir)
    except MissingOutlineError:
        raise SealNotDrawableError from None
    return NewSeal(bare.legal_entity_id, bare.kind, serial, holder)


async def _made(console: ConsoleRequest, wanted: NewSeal, before: Seal | None, reason: str) -> Response[Any]:
    session = console.session
    if before is None:
        made = await add_seal(session, wanted, actor=console.actor)
        said = _("印章已添加。请核对样子，再选择用于哪些文件、由谁保管。")
    else:
        gone = await load(session, before.id, lock=True)
        made = await replace_seal(session, gone, wanted, reason, actor=console.actor)
        said = _("已换章。原来的章停用，等待盖章的合同改用新章，保管人和规则不变。")
    return console.redirect(href("hr.seals.show", seal_id=made.id), flash=said)


async def _before(console: ConsoleRequest, replaces: str) -> Seal | None:
    if not replaces:
        return None
    try:
        return await load(console.session, UUID(replaces))
    except ValueError:
        raise SealNotFoundError from None


def _serial(typed: str) -> str:
    """The number that a seal is registered under: 13 digits, as somebody reads it off.

    Raises:
        FormatError: it is no such number.
    """
    serial = "".join(typed.split())
    if not _SERIAL.fullmatch(serial) or not serial.isascii():
        raise FormatError("FORMAT", _("备案编号是 13 位数字，没有就留空。"))
    return serial


async def _page(console: ConsoleRequest, form: Form, before: Seal | None, status: int = 200) -> Response[str]:
    return await console.page(
        "seals",
        "hr/people/seals/form.html",
        status_code=status,
        form=form,
        before=before,
        employers=await legal_entities(console.session),
        kinds=KINDS,
    )
