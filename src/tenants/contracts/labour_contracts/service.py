"""Making a contract from the interview file, checking it against the law, sending it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import next_number, tenant_of
from ....platform.db.narrowing import narrowed
from ....platform.documents.blocks import Document, decode, encode
from ....platform.features import Event
from ....platform.hooks import Hook
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ...company.settings.features import Feature, is_on
from ...company.settings.queries import tenant_settings
from ...people.company_verification.queries import is_proven
from ...people.employers.models import LegalEntity
from ...people.persons.models import Person
from ...people.persons.queries import lock_person
from ...people.persons.service import decrypt_identity
from ..contract_templates.fields import dictionary_of
from ..contract_templates.merging import MissingValueError, merge
from ..contract_templates.models import ContractTemplate
from ..law.findings import MISREAD, REASON
from ..law.periods import last_day
from .answers import answers_to, codes_of, encrypted_answers, unanswered
from .approval import ask, want_approval
from .checking import Proposal, check
from .errors import (
    ContractBlockedError,
    ContractExistsError,
    ContractUnderWayError,
    FeatureOffError,
    OnboardingMissingError,
)
from .facts import Parsed, facts_of, not_filled, parse_values
from .feature import ContractEvent
from .history import concluded_in_employment, history_of
from .models import Contract
from .notifications import sign_by, tell
from .origin import Origin, encrypted_departures
from .queries import contract_under_way, open_contract_of
from .states import APPROVAL, CONTRACT, advance

going_out = Hook[AsyncSession, Vault, Contract]()
"""A contract that can be sent is about to go out: whoever has something against it refuses."""
sent = Hook[AsyncSession, Contract]()
"""A contract goes to the candidate: until when it can be signed is to be set."""
withdrawn = Hook[AsyncSession, Contract]()
"""A contract came to nothing: taken back by the company, or refused by the candidate."""
signed = Hook[AsyncSession, Contract]()
"""The candidate's signature is on: the contract waits for the company's seal."""
concluded = Hook[AsyncSession, Contract]()
"""Both have signed: the contract stands."""
put_on_paper = Hook[AsyncSession, Vault, Contract]()
"""It is to be signed on paper: by when the scan is to be in is to be set."""
ON_TRIAL = "测试/演示"  # rules: allow untranslated – goes into the contract
"""At the head of every page while signatures are not by certificates of a licensed authority."""
_DAYS = {
    "starts_on": "contract.start",
    "ends_on": "contract.end",
    "probation_ends_on": "probation.end",
    "works_from": "contract.employment_start",
}
_KEEP = "下载并妥善保存"  # rules: allow untranslated – a text message
_NO_MORE = "合同已撤回，不用签署"  # rules: allow untranslated – a text message


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom a contract is made, for which job, and what it came of.

    `department_id`: of the job, for what is switched on for some departments only, and for who sees the contract.
    """

    person: Person
    employer: LegalEntity
    job_title: str
    department_id: UUID | None = None
    application_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be printed: a template, what fills its blanks, and the folder of the fallback fonts.

    `fixed_on_request`: the employee has asked in writing for a fixed term where the law wants none. `answers`: what HR says to
    findings that can be answered, by their keys. `reliable`: signatures are by certificates of a licensed authority.
    """

    template: ContractTemplate
    values: Mapping[str, str]
    fonts: Path | None
    fixed_on_request: bool = False
    origin: Origin = field(default_factory=Origin)
    reliable: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


async def create(
    session: AsyncSession,
    vault: Vault,
    parties: Parties,
    draft: Draft,
    *,
    actor: str,
) -> Contract:
    """Check the terms and make the contract; a job sets its PDF.

    Raises:
        FeatureOffError, ContractExistsError, ContractUnderWayError, OnboardingMissingError: it is not time for it.
        ContractBlockedError: the law, a gap or a warning without a reason stands in the way; nothing is kept.
    """
    if not await is_on(session, Feature.E_CONTRACTS, parties.department_id):
        raise FeatureOffError
    employer, template = parties.employer, draft.template
    await lock_person(session, parties.person.id)
    if parties.application_id is not None and await open_contract_of(session, parties.application_id):
        raise ContractExistsError
    with narrowed(session, ()):  # one at a time, whoever may see it
        if await contract_under_way(session, parties.person.id, employer.id) is not None:
            raise ContractUnderWayError
    worker = await decrypt_identity(session, vault, parties.person)
    if not worker.id_number or not worker.address:
        raise OnboardingMissingError
    parsed = parse_values(draft.values, dictionary_of(template.tree).term_fields)
    proposal = Proposal(
        person_id=parties.person.id,
        employer=employer,
        template=template,
        values=draft.values,
        fonts=draft.fonts,
        fixed_on_request=draft.fixed_on_request,
        previous_end=await previous_end(session, vault, parties.person.id, employer.id),
    )
    findings = await check(session, proposal, parsed, worker)
    answers = answers_to(findings, draft.answers, actor)
    if unanswered(findings, answers):
        raise ContractBlockedError(findings)
    today = clock.today(tenant_of(session).zoneinfo)
    number = f"HT-{today:%Y-%m%d}-{await next_number(session, 'contract'):04d}"
    facts = facts_of(parsed, number=number, employer=employer, worker=worker, reliable=draft.reliable)
    try:
        title, blocks = merge(template.tree, facts)
    except MissingValueError as missing:
        raise ContractBlockedError([*findings, not_filled(missing.field, missing.label)]) from missing
    contract_id = new_id()
    mark = "" if draft.reliable else ON_TRIAL
    document = Document(title, number, employer.name, blocks, f"{tenant_of(session).origin}/verify", mark)
    key = await vault.subject(session, parties.person.id)
    contract = Contract(
        id=contract_id,
        number=number,
        application_id=parties.application_id,
        job_title=parties.job_title,
        department_id=parties.department_id,
        person_id=parties.person.id,
        legal_entity_id=employer.id,
        employer_name=employer.name,
        employer_uscc=employer.uscc,
        template_id=template.id,
        state=CONTRACT.initial,
        terms_encrypted=key.encrypt("terms", json.dumps(parsed.texts, ensure_ascii=False)),
        blocks_encrypted=key.encrypt_bytes("blocks", encode(document)),
        findings=[finding.to_json() for finding in findings],
        anchors={},
        draft_sha256="",
        signed_sha256="",
        final_sha256="",
        hand_seam=(await tenant_settings(session)).hand_seam,
        offer_id=draft.origin.offer_id,
        sources={name: source for name, source in draft.origin.sources.items() if name in parsed.texts},
        departures_encrypted=encrypted_departures(key, draft.origin),
        answers_encrypted=encrypted_answers(key, answers),
        fixed_on_request=draft.fixed_on_request,
        approval=APPROVAL.initial,
        **_days(parsed),
        created_by=actor,
        created_at=clock.now(),
    )
    await want_approval(session, contract, answers)
    session.add(contract)
    await session.flush()
    data: dict[str, str | int] = {
        "template": template.code,
        "version": template.version,
        "template_hash": template.body_hash,
    }
    if draft.fixed_on_request and template.kind == "fixed":
        data["fixed_on_request"] = 1
    if draft.origin.offer_id is not None:
        data["offer"] = str(draft.origin.offer_id)
    for asks in (REASON, MISREAD):
        if codes := codes_of(answers, asks):
            data[asks] = codes
    if draft.origin.departures:
        data["departs"] = ",".join(one.field for one in draft.origin.departures)
    _record(session, ContractEvent.CREATED, contract, actor=actor, **data)
    await enqueue(
        session,
        "contract.render",
        {"contract": str(contract_id)},
        dedupe=str(contract_id),
    )
    return contract


async def note_dates(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    """Keep the days of a contract that was made before they were kept beside its terms."""
    for name, day in _days(parse_values(await values_of(session, vault, contract))).items():
        setattr(contract, name, day)


async def wage_of(session: AsyncSession, vault: Vault, contract: Contract) -> Decimal:
    """The monthly wage of a contract, in 元."""
    return parse_values(await values_of(session, vault, contract)).wage


def _days(parsed: Parsed) -> dict[str, date | None]:
    return {column: parsed.dates.get(blank) for column, blank in _DAYS.items()}


async def previous_end(
    session: AsyncSession, vault: Vault, person_id: UUID, legal_entity_id: UUID
) -> date | None:
    """The last day of the last contract under the employment; None where there is none, or it had none."""
    before = await concluded_in_employment(session, person_id, legal_entity_id)
    with narrowed(session, ()):
        return (await starts_on(session, vault, before[0][0]))[1] if before else None


async def document_of(session: AsyncSession, vault: Vault, contract: Contract) -> Document:
    """The contract as blocks: what the candidate reads."""
    key = await vault.subject(session, contract.person_id)
    return decode(key.decrypt_bytes("blocks", contract.blocks_encrypted))


async def values_of(session: AsyncSession, vault: Vault, contract: Contract) -> dict[str, str]:
    """What was typed for the contract, by the names of its blanks."""
    key = await vault.subject(session, contract.person_id)
    values: dict[str, str] = json.loads(key.decrypt("terms", contract.terms_encrypted))
    return values


async def starts_on(session: AsyncSession, vault: Vault, contract: Contract) -> tuple[date, date | None]:
    """First and last day of the contract."""
    parsed = parse_values(await values_of(session, vault, contract))
    return parsed.dates["contract.start"], parsed.dates.get("contract.end")


async def written_by(session: AsyncSession, vault: Vault, contract: Contract) -> date:
    """The last day on which a written contract is in time: one month from the day work began under it (《劳动合同法》 Art. 10).

    From the first day of the new term where it follows another contract.
    """
    days = parse_values(await values_of(session, vault, contract)).dates
    history = await history_of(session, contract.person_id, contract.legal_entity_id)
    return last_day(days["contract.start" if history.renews else "contract.employment_start"], 1)


async def record_rendered(  # rules: allow parameters – the file, and each thing that is said of it
    session: AsyncSession,
    contract: Contract,
    *,
    key: str,
    sha256: str,
    parties: str,
    alg: str,
    trial: bool = False,
) -> None:
    """The PDF is set and lies in the store: HR may look at it and send it. `parties`: the digest of whom it names; `alg`: what
    its signatures will be made with; `trial`: whether it says that the employer is not proven."""
    if contract.state != "draft":
        return
    advance(contract, "checked")
    contract.draft_key, contract.draft_sha256, contract.trial = key, sha256, trial
    _record(session, ContractEvent.CHECKED, contract, document=sha256, parties=parties, alg=alg)
    await ask(session, contract)


async def send(session: AsyncSession, vault: Vault, contract: Contract, *, actor: str) -> None:
    """Send it to the candidate. Sending twice sends once.

    Raises:
        WrongStateError: the PDF is not ready, or the contract is past that.
        NotApprovedError, ContractNotClearedError: a second person, or the law as it is today, has something against it.
    """
    if contract.state == "sent":
        return
    CONTRACT.check(contract.state, "sent")
    await going_out(session, vault, contract)
    advance(contract, "sent")
    await sent(session, contract)
    _record(
        session,
        ContractEvent.SENT,
        contract,
        actor=actor,
        document=contract.draft_sha256,
    )
    if contract.sign_until is None:
        raise LookupError("nobody has said until when the contract can be signed")
    await tell(session, vault, contract, "contract_ready", sign_by(session, contract.sign_until))


async def withdraw(session: AsyncSession, vault: Vault, contract: Contract, *, actor: str) -> None:
    """Take back a contract that the candidate has not signed, and tell them where they had it.

    Raises:
        WrongStateError: it is signed, or withdrawn already.
    """
    advance(contract, "withdrawn")
    _record(session, ContractEvent.WITHDRAWN, contract, actor=actor)
    await withdrawn(session, contract)
    if contract.sent_at is not None:
        await tell(session, vault, contract, "contract_withdrawn", _NO_MORE)


async def go_on_paper(session: AsyncSession, vault: Vault, contract: Contract) -> None:
    """Nothing is signed electronically any more: a contract, locked, is to be signed on paper.

    Raises:
        WrongStateError: it is not made yet, or signed, or came to nothing.
        NotApprovedError, ContractNotClearedError: as for sending.
    """
    CONTRACT.check(contract.state, "on_paper")
    await going_out(session, vault, contract)
    advance(contract, "on_paper")
    contract.failed_at = contract.sign_until = contract.held_since = contract.next_look_at = None
    contract.on_paper_since = clock.now()
    contract.sent_at = contract.sent_at or contract.on_paper_since  # from now on they have it before them
    await put_on_paper(session, vault, contract)


async def record_signed(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """The candidate's signature is on."""
    if contract.state != "signing":
        return
    advance(contract, "pending_company")
    contract.signed_key, contract.signed_sha256, contract.signed_at = key, sha256, clock.now()
    _record(session, ContractEvent.SIGNED, contract, document=sha256)
    await signed(session, contract)


async def conclude_on_paper(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """Both have signed a contract, locked, on paper; its scan lies in the store, and the archive is asked to take it.

    Raises:
        WrongStateError: it is not signed on paper, or was concluded before.
    """
    advance(contract, "completed_on_paper")
    contract.final_key, contract.final_sha256 = key, sha256
    contract.completed_at = clock.now()
    await concluded(session, contract)
    await _ask_archive(session, contract)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The finished PDF in the store; `imprint` is the digest of the seal's picture in it."""

    key: str
    sha256: str
    imprint: str


async def record_sealed(session: AsyncSession, vault: Vault, contract: Contract, sealed: Sealed) -> None:
    """The company's seal is on: the contract is concluded, the employee told, the archive asked to take it."""
    if contract.state != "sealing":
        return
    advance(contract, "completed")
    contract.final_key, contract.final_sha256 = sealed.key, sealed.sha256
    contract.completed_at = clock.now()
    contract.trial = contract.trial or not await is_proven(session, contract.legal_entity_id)
    _record(session, ContractEvent.SEALED, contract, document=sealed.sha256, imprint=sealed.imprint)
    await concluded(session, contract)
    await tell(session, vault, contract, "contract_completed", _KEEP)
    await _ask_archive(session, contract)


async def _ask_archive(session: AsyncSession, contract: Contract) -> None:
    await enqueue(
        session,
        "contract.archive",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


def _record(
    session: AsyncSession,
    kind: Event,
    contract: Contract,
    *,
    actor: str = "system",
    **data: str | int,
) -> None:
    record(
        session,
        kind,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data=data | ({"trial": True} if contract.trial else {}),
    )
