"""The page of one contract, as every action on it leads back to it."""

from uuid import UUID

from litestar import Response

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....tenants.access.users.queries import users_with
from ....tenants.audit.queries import events_of_contract
from ....tenants.contracts.contract_templates.fields import dictionary_of
from ....tenants.contracts.contract_templates.queries import version_of
from ....tenants.contracts.evidence.labels import describe
from ....tenants.contracts.evidence.service import archived_objects
from ....tenants.contracts.labour_contracts.answers import MOST_WORDS as MOST_WORDS_OF_ANSWER
from ....tenants.contracts.labour_contracts.answers import answers_of, digest_of
from ....tenants.contracts.labour_contracts.approval import return_reason
from ....tenants.contracts.labour_contracts.clearance import stopping
from ....tenants.contracts.labour_contracts.failures import failure_of
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.origin import departures_of
from ....tenants.contracts.labour_contracts.service import document_of, values_of
from ....tenants.contracts.labour_contracts.states import state_now
from ....tenants.contracts.law.findings import Finding
from ....tenants.contracts.paper_copies.queries import copies_of
from ....tenants.contracts.sealing.rule import four_eyes
from ....tenants.contracts.signing.concerns import MOST_WORDS, REFUSALS
from ....tenants.contracts.signing.deadlines import sending_of
from ....tenants.contracts.signing.person_checks import MOST_WORDS as MOST_CHECK_WORDS
from ....tenants.contracts.signing.person_checks import words_of
from ....tenants.contracts.signing.queries import checks_of, concerns_of, is_check_owed, read_concerns
from ....tenants.people.employees.feature import EmployeePermission
from ....tenants.people.employees.queries import employment_with
from ....tenants.people.seals.kinds import KINDS
from ....tenants.people.seals.queries import seals_for
from ...context import ConsoleRequest
from ...staff import names_of
from .form import SOURCES


async def contract_page(
    console: ConsoleRequest,
    found: Contract,
    form: Form | None = None,
    *,
    answering: UUID | None = None,
    confirming: bool = False,
) -> Response[str]:
    """One contract: text, state, what the candidate said of it, events, what to do next.

    `form`: what was typed about `answering`, a concern or a paper copy, or `confirming` who the candidate is, and why it cannot
    be taken.
    """
    session = console.session
    events = await events_of_contract(session, found.id)
    said = await read_concerns(session, console.vault, await concerns_of(session, found.id))
    checks = [
        (one, await words_of(session, console.vault, one)) for one in await checks_of(session, found.id)
    ]
    reason, departures = await departures_of(session, console.vault, found)
    answers = await answers_of(session, console.vault, found)
    names = await names_of(session, (found.created_by, found.approved_by))
    waits = found.approval == "wanted"
    blanks = dictionary_of((await version_of(session, found.template_id)).tree)
    stands = await stopping(session, console.vault, found)
    return await console.page(
        "contracts",
        "hr/contracts/labour_contracts/show.html",
        fragment="hr/contracts/labour_contracts/_live.html",
        status_code=200 if form is None else 422,
        contract=found,
        state=state_now(found),
        sending=sending_of(found),
        said=said,
        checks=checks,
        check_owed=state_now(found) == "sent" and await is_check_owed(session, found),
        most_check_words=MOST_CHECK_WORDS,
        reasons=REFUSALS,
        blank_label=blanks.label,
        form=form or Form(),
        answering=answering,
        confirming=confirming,
        most=MOST_WORDS,
        findings=[Finding.from_json(kept) for kept in found.findings],
        failure=failure_of(found),
        document=await document_of(session, console.vault, found),
        sources=[(blanks.label(name), source, SOURCES[source]) for name, source in found.sources.items()],
        made_by=names.get(found.created_by, ""),
        answers={one.key: one.words for one in answers},
        answers_seen=digest_of(answers),
        most_answer=MOST_WORDS_OF_ANSWER,
        place=(await values_of(session, console.vault, found))["job.location"] if stands else "",
        approved_by=names.get(found.approved_by, ""),
        own=console.actor in (found.created_by, *(one.by for one in answers)),
        approvers=await users_with(session, ContractPermission.APPROVE) if waits else (),
        return_reason=await return_reason(session, console.vault, found),
        stopping=stands,
        departures=departures,
        departure_reason=reason,
        events=[(event, describe(event.kind)) for event in events],
        archived=await archived_objects(session, found.id),
        copies=await copies_of(session, console.vault, found.id),
        file=await file_of(console, found),
        seal=(await seals_for(session)).get(found.legal_entity_id),
        two=await four_eyes(session),
        kinds=KINDS,
    )


async def file_of(console: ConsoleRequest, found: Contract) -> str:
    """The page of whom the contract is with: the candidate's, or the employee's; empty where they have none to see."""
    if found.application_id is not None:
        return href("hr.candidates.show", application_id=found.application_id)
    if not console.staff.may(EmployeePermission.READ):
        return ""
    employed = await employment_with(console.session, found.person_id, found.legal_entity_id)
    return href("hr.employees.show", employee_id=employed.id) if employed is not None else ""


async def anew_of(console: ConsoleRequest, found: Contract) -> str:
    """Where another contract is made in the place of one that came to nothing; empty where that cannot be done here."""
    if found.application_id is not None:
        return href("hr.labour_contracts.blank", application_id=found.application_id)
    if not console.staff.may(EmployeePermission.READ):
        return ""
    employed = await employment_with(console.session, found.person_id, found.legal_entity_id)
    return href("hr.labour_contracts.renewal.blank", employee_id=employed.id) if employed is not None else ""
