"""A template out of a Word file: read, its open revisions decided on, and confirmed before it is written on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.db.release import release_unchanged
from ....platform.errors import DomainError
from ....platform.files import Limits
from ....platform.http.addresses import href
from ....platform.http.bodies import UPLOAD
from ....platform.http.files import Files
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....platform.word import OpenRevisions, RevisionKind, View
from ....platform.word.package import MOST_BYTES
from ....platform.word.upload import read_uploaded
from ....tenants.contracts.contract_templates.errors import ContractTemplateNotFoundError
from ....tenants.contracts.contract_templates.feature import ContractTemplatePermission
from ....tenants.contracts.contract_templates.fields import GIVEN, GROUPS, dictionary_of
from ....tenants.contracts.contract_templates.importing import (
    NINE,
    Missing,
    WordFile,
    confirm_import,
    import_word,
    missing_of,
)
from ....tenants.contracts.contract_templates.models import KINDS, ContractTemplateDraft
from ....tenants.contracts.contract_templates.queries import draft as load
from ....tenants.contracts.contract_templates.service import MOST_NAME
from ....tenants.contracts.contract_templates.structure import ITEMS
from ....tenants.contracts.contract_templates.tree import Tree
from ....tenants.contracts.contract_templates.word_import import OTHERWISE, convert, sections_of
from ...actor import needs
from ...context import Console, ConsoleRequest

_EDIT = needs(ContractTemplatePermission.EDIT)
_LIMITS = Limits(seconds=30)
_MOST_SHOWN = 100
_VIEWS = ("", *View)
_REVISIONS = {
    RevisionKind.INSERTED: lazy("加入"),
    RevisionKind.DELETED: lazy("删除"),
    RevisionKind.MOVED_FROM: lazy("移走"),
    RevisionKind.MOVED_TO: lazy("移来"),
    RevisionKind.ROW_INSERTED: lazy("加入一行"),
    RevisionKind.ROW_DELETED: lazy("删除一行"),
    RevisionKind.CELL_INSERTED: lazy("加入单元格"),
    RevisionKind.CELL_DELETED: lazy("删除单元格"),
    RevisionKind.CELLS_MERGED: lazy("合并单元格"),
    RevisionKind.PARAGRAPH_INSERTED: lazy("加入换段"),
    RevisionKind.PARAGRAPH_DELETED: lazy("删除换段"),
    RevisionKind.FORMATTED: lazy("改格式"),
}


class ContractTemplateWordController(Controller):
    """`/hr/contract-templates/word`, and of a draft what came of it."""

    path = "/hr/contract-templates"
    dependencies = needs(ContractTemplatePermission.EDIT, ContractTemplatePermission.APPROVE)

    @get("/word", dependencies=_EDIT)
    async def ask(self, console: Console) -> Response[str]:
        """Where to put a file."""
        return await _ask(console, Form({"kind": KINDS[0]}))

    @post("/word", dependencies=_EDIT, opt=UPLOAD)
    async def upload(self, console: Console, files: Files) -> Response[Any]:
        """Begin a template with what is in the file; with open revisions, ask first how they are meant."""
        form = await console.form()
        name, kind = form.text("name", most=MOST_NAME), form.choice("kind", KINDS)
        view = form.choice("view", _VIEWS)
        given = await form.file("document", most=MOST_BYTES)
        if given is None or not form.ok:
            return await _ask(console, form)
        file = WordFile(*given, View(view) if view else None)
        try:
            await release_unchanged(console.session)
            document = await read_uploaded(files, file.data, file.view)
            if isinstance(document, OpenRevisions):
                form.add_error("view", _("文件里有修订或者批注，请选择怎么读取。"))
                return await _ask(console, form, document)
            imported = await files.run(_LIMITS, convert, document)
            draft = await import_word(console.session, name, kind, file, imported, actor=console.actor)
        except DomainError as refused:
            form.add_error(refused.field or "document", str(refused))
            return await _ask(console, form, status=refused.status)
        return console.redirect(
            href("hr.contract_templates.word.confirm", contract_template_draft_id=draft.id),
            flash=_("文件已经读取，请核对。"),
        )

    @get("/drafts/{contract_template_draft_id:uuid}/word")
    async def confirm(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[str]:
        """What was not taken, and what is proposed."""
        found = await load(console.session, contract_template_draft_id)
        return await _confirm(console, found, Form(_proposed(found)))

    @post("/drafts/{contract_template_draft_id:uuid}/word", dependencies=_EDIT)
    async def take_over(self, console: Console, contract_template_draft_id: FromPath[UUID]) -> Response[Any]:
        """Take over what somebody has confirmed, and go on to the editor."""
        found = await load(console.session, contract_template_draft_id, lock=True)
        form = await console.form()
        if not _is_open(found):
            return _to_editor(console, found)
        keys = {"": "", **{one.key: one.shown for one in sections_of(found.tree)}}
        items = {item: form.choice(item, keys) for item in NINE}
        known = {"": "", **{name: name for _group, fields in _products() for name, _label in fields}}
        blanks = {one.name: form.choice(one.name, known) for one in found.tree.fields}
        if form.ok:
            try:
                confirm_import(found, items, blanks, actor=console.actor)
                return _to_editor(console, found, flash=_("已核对，可以继续编辑。"))
            except DomainError as refused:
                form.refuse(refused)
        return await _confirm(console, found, form)


@dataclass(frozen=True, slots=True)
class _Reason:
    """What was not taken for one reason."""

    said: str
    bad: bool
    found: list[Missing]

    @property
    def characters(self) -> int:
        return sum(one.characters for one in self.found)


@dataclass(frozen=True, slots=True)
class _Blank:
    """A field of the draft's own with the words around it."""

    name: str
    label: str
    before: str
    after: str
    proposal: str


async def _ask(
    console: ConsoleRequest, form: Form, found: OpenRevisions | None = None, status: int = 422
) -> Response[str]:
    return await console.page(
        "contract-templates",
        "hr/contracts/contract_templates/word.html",
        status_code=200 if form.ok else status,
        form=form,
        most_name=MOST_NAME,
        kinds=[("fixed", _("固定期限")), ("open", _("无固定期限"))],
        views=[
            ("", _("没有修订和批注")),
            (View.ACCEPTED, _("全部接受修订，批注不带入")),
            (View.REFUSED, _("全部拒绝修订，批注不带入")),
        ],
        found=found,
        revisions=_REVISIONS,
        most_shown=_MOST_SHOWN,
    )


async def _confirm(console: ConsoleRequest, found: ContractTemplateDraft, form: Form) -> Response[str]:
    if found.imported is None:
        raise ContractTemplateNotFoundError
    missing = missing_of(found)
    return await console.page(
        "contract-templates",
        "hr/contracts/contract_templates/word_confirm.html",
        status_code=200 if form.ok else 422,
        form=form,
        draft=found,
        imported=found.imported,
        missing=_by_reason(one for one in missing if one.why not in OTHERWISE),
        otherwise=_by_reason(one for one in missing if one.why in OTHERWISE),
        most_shown=_MOST_SHOWN,
        open=_is_open(found) and console.staff.may(ContractTemplatePermission.EDIT),
        may_edit=console.staff.may(ContractTemplatePermission.EDIT),
        items=[(item, str(label)) for item, label in ITEMS if item in NINE],
        sections=_sections(found.tree),
        proposed=_proposed(found),
        blanks=_blanks(found),
        products=_products(),
    )


def _is_open(draft: ContractTemplateDraft) -> bool:
    if draft.imported is None:
        raise ContractTemplateNotFoundError
    return draft.state != "submitted" and not draft.imported["confirmed"]


def _to_editor(console: ConsoleRequest, draft: ContractTemplateDraft, flash: str = "") -> Response[Any]:
    return console.redirect(
        href("hr.contract_templates.drafts.show", contract_template_draft_id=draft.id), flash=flash
    )


def _proposed(draft: ContractTemplateDraft) -> dict[str, str]:
    """What is chosen before anybody has chosen: the likeliest of each, of what is still there."""
    kept: Mapping[str, Any] = draft.imported or {}
    there = {one.key for one in sections_of(draft.tree)}
    items = {
        item: next((one for one in keys if one in there), "") for item, keys in kept.get("items", {}).items()
    }
    return items | {one["name"]: one["proposal"] for one in kept.get("blanks", ())}


def _sections(tree: Tree) -> list[tuple[str, str]]:
    """What can be an item, as the reader finds it in the draft."""
    none = [("", _("没有"))]
    return none + [(one.key, f"{one.number or _('正文之前')} {one.shown}") for one in sections_of(tree)]


def _blanks(draft: ContractTemplateDraft) -> list[_Blank]:
    around = {one["name"]: one for one in (draft.imported or {}).get("blanks", ())}
    nothing = {"before": "", "after": "", "proposal": ""}
    dictionary = dictionary_of(draft.tree)
    return [
        _Blank(one.name, str(dictionary.label(one.name)), **{key: found[key] for key in nothing})
        for one in draft.tree.fields
        for found in (around.get(one.name, nothing),)
    ]


def _products() -> list[tuple[str, list[tuple[str, str]]]]:
    """The product's fields by group, as they are called."""
    groups = [(_(title), [(one.name, _(one.label)) for one in fields]) for title, fields in GROUPS]
    return [(_("双方和系统"), [(name, _(label)) for name, label in GIVEN.items()]), *groups]


def _by_reason(missing: Iterable[Missing]) -> list[_Reason]:
    """By reason; what is a fault, or was not read at all, first."""
    found: dict[str, _Reason] = {}
    for one in missing:
        bad = one.why in ("not_placed", "left_out", "doubled")
        found.setdefault(one.why, _Reason(str(one.reason), bad, [])).found.append(one)
    return sorted(found.values(), key=lambda reason: not reason.bad)
