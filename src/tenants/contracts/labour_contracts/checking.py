"""The check of a contract before it is made: the template, what HR typed, what both say once merged, and the terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.i18n import lazy as _
from ...people.employers.models import LegalEntity
from ...people.persons.service import Identity
from ..contract_templates.conditions import holds
from ..contract_templates.fields import Dictionary, dictionary_of
from ..contract_templates.models import ContractTemplate
from ..contract_templates.printing import Holds
from ..contract_templates.scope import Post, misfits, scope_of
from ..contract_templates.structure import check_structure
from ..contract_templates.tree import Tree
from ..contract_templates.wording import asked, check_annexes, passages
from ..law.findings import Finding
from ..law.rules import check_terms
from ..law.wording import check_wording
from ..minimum_wages.queries import wage_table
from ..minimum_wages.types import WageTable
from .facts import NOTHING_IS_NONE, History, Parsed, known_of, not_filled, terms_of, words_of
from .history import history_of
from .printability import printing_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is checked: whose contract, on which template, with which values as typed; `fonts` as for printing.

    `previous_end`: the last day of the contract before, under the same employment. `printed`: its PDF is made already.
    """

    person_id: UUID
    employer: LegalEntity
    template: ContractTemplate
    values: Mapping[str, str]
    fonts: Path | None
    fixed_on_request: bool
    previous_end: date | None
    printed: bool = False


async def check(session: AsyncSession, proposal: Proposal, parsed: Parsed, worker: Identity) -> list[Finding]:
    """Every finding, by what was between the two before and by the minimum wages that the tenant knows."""
    return findings_of(
        proposal,
        parsed,
        worker,
        history=await history_of(session, proposal.person_id, proposal.employer.id),
        wages=await wage_table(session),
    )


def findings_of(
    proposal: Proposal, parsed: Parsed, worker: Identity, *, history: History, wages: WageTable
) -> list[Finding]:
    """The same where these are known."""
    tree = proposal.template.tree
    words = words_of(proposal.values, employer=proposal.employer, worker=worker)
    dictionary = dictionary_of(tree)
    known = known_of(parsed, employer=proposal.employer, worker=worker)
    held = partial(holds, known=known, dictionary=dictionary)
    findings = [*parsed.problems, *check_wording(passages(tree, words, held))]
    if (
        not proposal.printed
    ):  # of what is set only the law is asked: its blanks were filled by the rules of its day
        findings += [
            *(placed.finding for placed in check_structure(tree)),
            *_gaps(tree, parsed, held, dictionary),
            *check_annexes(tree, words, held),
            *_elsewhere(proposal),
            *printing_findings(parsed.texts, dictionary, worker, proposal.employer, proposal.fonts),
        ]
    if parsed.problems:
        return findings
    terms = terms_of(parsed, proposal.template, worker, history, fixed_on_request=proposal.fixed_on_request)
    today = clock.today_in_china()
    minimum = wages.at(terms.location, max(terms.start, today))
    terms = replace(terms, previous_end=proposal.previous_end)
    return [*findings, *check_terms(terms, today=today, minimum=minimum)]


def _elsewhere(proposal: Proposal) -> Iterator[Finding]:
    """A doubt where the template is meant for other employers or places."""
    post = Post(str(proposal.employer.id), proposal.values.get("job.location", ""))
    for what in misfits(scope_of(proposal.template.scope or {}), post):
        yield Finding(
            "T7",
            _("合同模板的适用范围"),
            "warning",
            "template",
            _("这份模板不是给这里的{what}用的。").format(what=what),
            _("请换一份模板，或写明为什么用它。"),
            "TEMPLATE_ELSEWHERE",
        )


def _gaps(tree: Tree, parsed: Parsed, held: Holds, dictionary: Dictionary) -> Iterator[Finding]:
    """What this template prints and nobody has said; what every contract needs is among the problems already."""
    wrong = {one.field for one in parsed.problems}
    for name in asked(tree, held):
        if name in wrong:
            continue
        wanted = dictionary.find(name)
        if wanted is not None and not wanted.required and name not in (*parsed.texts, *NOTHING_IS_NONE):
            yield not_filled(name, dictionary.label(name))
