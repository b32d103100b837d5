"""The form a contract is made with, whatever it is made from: an application, or an employment."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response

from ....platform.errors import DomainError
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.contracts.labour_contracts.errors import ContractBlockedError
from ....tenants.contracts.labour_contracts.fields import GROUPS, TERM_FIELDS
from ....tenants.contracts.labour_contracts.law.findings import Finding, blocking
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.origin import Origin
from ....tenants.contracts.labour_contracts.queries import templates
from ....tenants.contracts.labour_contracts.service import Draft
from ....tenants.contracts.offers.models import Offer
from ....tenants.people.employers.models import LegalEntity
from ....tenants.people.persons.models import Person
from ...context import ConsoleRequest
from ...hiring.blacklist.controllers import warning_of
from .form import SOURCES, Given, sources_of, used_by

MOST_REASON = 300
Make = Callable[[LegalEntity, Draft], Awaitable[Contract]]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a contract is made from. `address` takes the form, `back` is where it came from.

    `given`: blanks with the value they had at first, marked with its source while it stands. `standing`: the contract that
    is in the way, said with `notice`. `hint`: what is to be known before one begins. `asks_fixed`: whether the employee
    can have asked for a fixed term. `offer`: the accepted one, from which nothing departs without a reason.
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


async def make(console: ConsoleRequest, basis: Basis, create: Make) -> Response[Any]:
    """Check against the law and make it; what blocks is said beside its field."""
    form = await console.form()
    known = {template.code: template for template in await templates(console.session)}
    code = form.choice("template", known)
    employers = {str(row.id): row for row in basis.employers}
    employer = form.choice("employer", employers)
    findings: list[Finding] = []
    if form.ok:
        values = {name: form.value(name) for name in TERM_FIELDS}
        reason = form.lines("departure_reason", required=False, most=MOST_REASON)
        draft = Draft(
            known[code],
            values,
            console.settings.font_fallback_dir,
            fixed_on_request=basis.asks_fixed and form.checked("fixed_on_request"),
            origin=Origin(sources=sources_of(basis.given, values), reason=reason),
        )
        try:
            made = await create(employers[employer], draft)
            return console.redirect(
                href("hr.labour_contracts.show", contract_id=made.id), flash=_("合同已生成，正在排版。")
            )
        except ContractBlockedError as blocked:
            findings = blocked.findings
            for finding in blocking(findings):
                form.add_error(finding.field, str(finding.message))
        except DomainError as refused:
            form.add_error("", str(refused))
    return await form_page(console, basis, form, findings, status=422)


async def form_page(
    console: ConsoleRequest, basis: Basis, form: Form, findings: Sequence[Finding] = (), *, status: int = 200
) -> Response[str]:
    """The form, as it was typed."""
    known = await templates(console.session)
    sources = sources_of(basis.given, {name: form.value(name) for name in TERM_FIELDS})
    return await console.page(
        "contracts",
        "hr/contracts/labour_contracts/form.html",
        status_code=status,
        basis=basis,
        warning=await warning_of(console.session, console.vault, console.staff, basis.person.id),
        form=form,
        findings=findings,
        groups=GROUPS,
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
