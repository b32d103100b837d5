"""The check of a contract before it is made: the template, what HR typed, what both say once merged, and the terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ...people.employers.models import LegalEntity
from ...people.persons.service import Identity
from ..minimum_wages.queries import wage_table
from ..minimum_wages.types import WageTable
from .facts import NOTHING_IS_NONE, History, Parsed, conditions_of, not_filled, terms_of, words_of
from .fields import TERM_FIELDS
from .history import history_of
from .law.findings import Finding
from .law.rules import check_terms
from .law.wording import check_wording
from .models import ContractTemplate
from .printability import printing_findings
from .template import asked, check_annexes, check_structure, label_of, passages


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
    body = proposal.template.body
    words = words_of(proposal.values, employer=proposal.employer, worker=worker)
    conditions = conditions_of(parsed)
    findings = [*parsed.problems, *check_wording(passages(body, words, conditions))]
    if (
        not proposal.printed
    ):  # of what is set only the law is asked: its blanks were filled by the rules of its day
        findings += [
            *check_structure(body),
            *_gaps(body, parsed, conditions),
            *check_annexes(body, words, conditions),
            *printing_findings(parsed.texts, worker, proposal.employer, proposal.fonts),
        ]
    if parsed.problems:
        return findings
    terms = terms_of(
        parsed,
        template_code=proposal.template.code,
        worker=worker,
        history=history,
        fixed_on_request=proposal.fixed_on_request,
    )
    today = clock.today_in_china()
    minimum = wages.at(terms.location, max(terms.start, today))
    terms = replace(terms, previous_end=proposal.previous_end)
    return [*findings, *check_terms(terms, today=today, minimum=minimum)]


def _gaps(body: str, parsed: Parsed, conditions: frozenset[str]) -> Iterator[Finding]:
    """What this template prints and nobody has said; what every contract needs is among the problems already."""
    for name in asked(body, conditions):
        wanted = TERM_FIELDS.get(name)
        if wanted is not None and not wanted.required and name not in (*parsed.texts, *NOTHING_IS_NONE):
            yield not_filled(name, label_of(name))
