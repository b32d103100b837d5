"""What the pages of templates show of a tree: the editor's data, pages with a sample's values, findings at their blocks."""

from collections.abc import Iterable
from typing import Any

import msgspec

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.documents.blocks import Document
from ....platform.http.addresses import href
from ....platform.i18n import gettext as _
from ....platform.i18n import mark
from ....tenants.contracts.contract_templates.fields import GIVEN, GROUPS
from ....tenants.contracts.contract_templates.merging import merge
from ....tenants.contracts.contract_templates.models import ContractTemplateDraft
from ....tenants.contracts.contract_templates.structure import ITEMS, Placed, check_template
from ....tenants.contracts.contract_templates.tree import MOST_BLOCKS, MOST_FIELDS, MOST_TEXT, Tree
from ....tenants.contracts.contract_templates.words import KINDS
from ....tenants.contracts.labour_contracts.samples import SAMPLES, sample_facts
from ....tenants.contracts.labour_contracts.service import ON_TRIAL
from ....tenants.people.employers.queries import legal_entities
from ...context import ConsoleRequest

SAMPLE_NUMBER = "HT-2026-0001"


def studio_of(draft: ContractTemplateDraft) -> dict[str, Any]:
    """What the editor begins with."""
    return {
        "revision": draft.revision,
        "tree": plain(draft.tree),
        "fields": [*_fields()],
        "items": [{"item": item, "label": str(label)} for item, label in ITEMS],
        "kinds": [{"kind": kind, "label": str(label)} for kind, label in KINDS.items()],
        "samples": [{"key": one.key, "label": str(one.label)} for one in SAMPLES],
        "urls": {
            "save": href("hr.contract_templates.drafts.change", contract_template_draft_id=draft.id),
            "preview": href("hr.contract_templates.drafts.preview", contract_template_draft_id=draft.id),
        },
        "readonly": draft.state == "submitted",
        "findings": said(check_template(draft.tree)),
        "most_blocks": MOST_BLOCKS,
        "most_fields": MOST_FIELDS,
        "most_text": MOST_TEXT,
    }


def plain(tree: Any) -> Any:
    """A tree, or a part of one, as JSON has it."""
    return msgspec.to_builtins(tree)


def said(findings: Iterable[Placed]) -> list[dict[str, str]]:
    """Findings in the reader's words, each with the id of its block."""
    return [
        {
            "block": one.block,
            "level": one.finding.level,
            "message": str(one.finding.message),
            "remedy": str(one.finding.remedy),
            "article": str(one.finding.article),
        }
        for one in findings
    ]


async def sample_document(console: ConsoleRequest, tree: Tree, sample: str = SAMPLES[0].key) -> Document:
    """The contract that a made-up person would get, with the tenant's first employer."""
    employer = (await legal_entities(console.session))[0]
    today = clock.today(tenant_of(console.session).zoneinfo)
    title, blocks = merge(tree, sample_facts(tree, sample, employer, today))
    return Document(title, SAMPLE_NUMBER, employer.name, blocks, mark=mark_of(console))


def mark_of(console: ConsoleRequest) -> str:
    """What stands at the head of every page of a contract that is made now."""
    return ON_TRIAL if console.settings.on_trial else ""


def _fields() -> Iterable[dict[str, Any]]:
    for group, fields in GROUPS:
        for field in fields:
            choices = [choice for choice in field.choices if choice]
            yield _field(field.name, field.label, field.kind, group, choices)
    for name, label in GIVEN.items():
        yield _field(name, label, "given", mark("双方和系统"), [])


def _field(name: str, label: str, kind: str, group: str, choices: list[str]) -> dict[str, Any]:
    return {"name": name, "label": _(label), "kind": kind, "group": _(group), "choices": choices}
