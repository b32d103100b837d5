"""The form a contract is made with, whatever it is made from: an application, or an employment."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from litestar import Response

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.formats.regions import regions_of
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.contract_templates.fields import GROUPS, TERM_FIELDS, dictionary_of
from ....tenants.contracts.contract_templates.models import ContractTemplate
from ....tenants.contracts.contract_templates.queries import templates_in_force
from ....tenants.contracts.labour_contracts.answers import MOST_WORDS, answers_to, unanswered
from ....tenants.contracts.labour_contracts.errors import ContractBlockedError
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.origin import Origin
from ....tenants.contracts.labour_contracts.service import Draft
from ....tenants.contracts.law.findings import FIGURE, REASON, Finding
from ....tenants.contracts.minimum_wages.queries import wage_table
from ....tenants.contracts.minimum_wages.service import MOST_WORDS as MOST_WAGE_WORDS
from ....tenants.contracts.minimum_wages.service import verify
from ....tenants.contracts.offers.models import Offer
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.persons.models import Person
from ...context import ConsoleRequest
from ...hiring.blacklist.controllers import warning_of
from ..minimum_wages.form import WAGE_FIELDS, read_wage, wage_values
from .form import SOURCES, Given, own_groups, sources_of, used_by

MOST_REASON = 300
_PAY = 3  # a template's own blanks stand behind what is asked of the term, the work and the pay
ANSWER = "answer-"
"""What the field of an answer is called, before the key of its finding."""
Make = Callable[[LegalEntity, Draft], Awaitable[Contract]]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a contract is made from. `address` takes the form, `back` is where it came from.

    `given`: blanks with the value they had at first, marked with its source while it stands. `standing`: the contract that
    is in the way, said with `notice`. `hint`: what is to be known before one begins. `asks_fixed`: whether the employee
    can have asked for a fixed term. `offer`: the accepted one, from which nothing departs without a reason; `offered`: every
    blank that it fills or leaves empty. `template`: the code of the one that is chosen at first, where that is known.
    """

    person: Person
    job: str
    heading: str
    address: str
    back: str
    employers: Sequence[LegalEntity]
    given: Mapping[str, Given]
    standing: Contract | None
    notice: str
    hint: str = ""
    asks_fixed: bool = False
    offer: Offer | None = None
    offered: Mapping[str, str] = field(default_factory=dict)
    template: str = ""


async def make(console: ConsoleRequest, basis: Basis, create: Make) -> Response[Any]:
    """Check against the law and make it; what blocks is said beside its field."""
    form = await console.form()
    known = {template.code: template for template in await _templates(console)}
    code = form.choice("template", known)
    employers = {str(row.id): row for row in basis.employers}
    employer = form.choice("employer", employers)
    chosen = form.ok
    answers = read_answers(form)
    reason = form.lines("departure_reason", required=False, most=MOST_REASON)
    findings: list[Finding] = []
    if chosen:  # whatever else is wrong: only the check knows where it is to be said
        values = {one.name: form.value(one.name) for one in dictionary_of(known[code].tree).term_fields}
        draft = Draft(
            known[code],
            values,
            console.settings.font_fallback_dir,
            fixed_on_request=basis.asks_fixed and form.checked("fixed_on_request"),
            origin=Origin(
                sources=sources_of(basis.given, values),
                reason="" if form.errors_of("departure_reason") else reason,
            ),
            reliable=not console.settings.on_trial,
            answers=answers,
        )
        try:
            made = await _made(console, form, partial(create, employers[employer], draft))
            return console.redirect(
                href("hr.labour_contracts.show", contract_id=made.id), flash=_("合同已生成，正在排版。")
            )
        except ContractBlockedError as blocked:
            findings = blocked.findings
            _say_unanswered(form, unanswered(findings, answers_to(findings, answers, console.actor)))
        except DomainError as refused:
            form.add_error("", str(refused))
    return await form_page(console, basis, form, findings, status=422)


def read_answers(form: Form) -> dict[str, str]:
    """What was typed as answers to findings, by their keys; what is too long is said beside it, and none."""
    typed = {
        name: form.lines(name, required=False, most=MOST_WORDS)
        for name in form.values()
        if name.startswith(ANSWER)
    }
    return {name.removeprefix(ANSWER): text for name, text in typed.items() if not form.errors_of(name)}


def _say_unanswered(form: Form, findings: Sequence[Finding]) -> None:
    """Put what stops a contract beside its field: a warning beside the field of its reason."""
    for finding in findings:
        name = ANSWER + finding.key
        if finding.asks != REASON:
            form.add_error(finding.field, str(finding.message))
        elif not form.errors_of(name):
            form.add_error(name, _("请写明原因，或改掉这一处。"))


async def form_page(
    console: ConsoleRequest, basis: Basis, form: Form, findings: Sequence[Finding] = (), *, status: int = 200
) -> Response[str]:
    """The form, as it was typed."""
    known = await _templates(console)
    own = own_groups(known)
    asked = [*TERM_FIELDS, *(one.name for _title, members in own for one in members)]
    sources = sources_of(basis.given, {name: form.value(name) for name in asked})
    return await console.page(
        "contracts",
        "hr/contracts/labour_contracts/form.html",
        status_code=status,
        basis=basis,
        warning=await warning_of(console.session, console.vault, console.staff, basis.person.id),
        form=form,
        findings=findings,
        wage=await _figure_form(console, form, findings),
        most_wage_words=MOST_WAGE_WORDS,
        groups=[*GROUPS[:_PAY], *own, *GROUPS[_PAY:]],
        templates=[(template.code, _(template.name)) for template in known],
        employers=[(str(row.id), row.name) for row in basis.employers],
        used_by=used_by(known),
        sources={
            name: SOURCES[source]
            for name, source in sources.items()
            if source != "typed" or name in basis.given
        },
        most_reason=MOST_REASON,
    )


async def _made(console: ConsoleRequest, form: Form, create: Callable[[], Awaitable[Contract]]) -> Contract:
    """The contract; where the check asks for a minimum wage and one was typed, it is kept first, for every later contract too.

    Raises:
        DomainError: see `create`.
    """
    try:
        return await create()
    except ContractBlockedError as blocked:
        asked = any(finding.asks == FIGURE for finding in blocked.findings)
        if not asked or not form.value("wage_region") or not await _take_figure(console, form):
            raise
    return await create()


async def _take_figure(console: ConsoleRequest, form: Form) -> bool:
    """Keep the minimum wage that was typed, of the place of work and nowhere else; what is wrong with it is said beside it."""
    wage = read_wage(form)
    if wage is None:
        return False
    if wage.region not in regions_of(form.value("job.location")):
        form.add_error("wage_region", _("请填写工作地点所在的省、市或区县。"))
        return False
    start = form.day("contract.start")
    if start is not None and wage.effective_from > max(start, clock.today_in_china()):
        form.add_error("wage_from", _("合同开始时这个标准还没有执行，请填写现行的标准。"))
        return False
    try:
        await verify(console.session, wage, actor=console.actor)
    except DomainError as refused:
        form.refuse(refused)
        return False
    return True


async def _figure_form(console: ConsoleRequest, form: Form, findings: Sequence[Finding]) -> Form | None:
    """The fields in which the minimum wage is typed where the check asks for it: what is known of the place at first."""
    if any(form.errors_of(name) for name in WAGE_FIELDS):
        return form
    regions = regions_of(form.value("job.location"))
    if not regions or not any(finding.asks == FIGURE for finding in findings):
        return None
    table = await wage_table(console.session)
    return Form(wage_values(regions[0], table.at(form.value("job.location"), clock.today_in_china())))


async def _templates(console: ConsoleRequest) -> Sequence[ContractTemplate]:
    """What contracts are made from today."""
    return await templates_in_force(console.session, clock.today(tenant_of(console.session).zoneinfo))
