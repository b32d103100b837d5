"""Making a contract from the interview file, checking it against the law, sending it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.service import record
from ...company.settings.features import Feature, is_on
from ...messaging.messages.occasion import Occasion
from ...messaging.messages.service import notify
from ...people.employees.queries import employments_with
from ...people.employers.models import LegalEntity
from ...people.persons.models import Person
from ...people.persons.queries import lock_person
from ...people.persons.service import Identity, decrypt_identity
from .errors import (
    ContractBlockedError,
    ContractExistsError,
    ContractUnderWayError,
    FeatureOffError,
    OnboardingMissingError,
)
from .facts import History, Parsed, facts_of, kind_of, parse_values, terms_of
from .feature import ContractEvent
from .law.findings import Finding, blocking
from .law.rules import check_terms
from .law.wages import minimum_wage
from .models import Contract, ContractTemplate
from .printability import printing_findings
from .queries import concluded_between, contract_under_way, open_contract_of
from .states import CONTRACT, advance
from .template import MissingValueError, check_template, merge

_SIGN_WITHIN = timedelta(days=7)
withdrawn = Hook[AsyncSession, Contract]()
"""A contract was taken back unsigned."""
concluded = Hook[AsyncSession, Contract]()
"""Both have signed: the contract stands."""
_KEEP = "下载并妥善保存"  # rules: allow untranslated – a text message


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

    `fixed_on_request`: the employee has asked in writing for a fixed term where the law wants none.
    """

    template: ContractTemplate
    values: Mapping[str, str]
    fonts: Path | None
    fixed_on_request: bool = False


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
        ContractBlockedError: the law or a gap stands in the way; nothing is kept.
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
    parsed = parse_values(draft.values)
    findings = await check(session, parties, draft, parsed, worker)
    if blocking(findings):
        raise ContractBlockedError(findings)
    today = clock.today(tenant_of(session).zoneinfo)
    number = f"HT-{today:%Y-%m%d}-{await next_number(session, 'contract'):04d}"
    facts = facts_of(parsed, number=number, employer=employer, worker=worker)
    try:
        title, blocks = merge(template.body, facts)
    except MissingValueError as missing:
        gap = Finding(
            "LC17-x",
            _ARTICLE,
            "error",
            missing.field,
            _("没有填写{field}。").format(field=missing.label),
            _("请填写。"),
        )
        raise ContractBlockedError([*findings, gap]) from missing
    contract_id = new_id()
    document = Document(title, number, employer.name, blocks, f"{tenant_of(session).origin}/verify")
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
        created_by=actor,
        created_at=clock.now(),
    )
    session.add(contract)
    await session.flush()
    data: dict[str, str | int] = {
        "template": template.code,
        "version": template.version,
        "template_hash": template.body_hash,
    }
    if draft.fixed_on_request and kind_of(template.code) == "fixed":
        data["fixed_on_request"] = 1
    _record(session, ContractEvent.CREATED, contract, actor=actor, **data)
    await enqueue(
        session,
        "contract.render",
        {"contract": str(contract_id)},
        dedupe=str(contract_id),
    )
    return contract


_ARTICLE = _("《劳动合同法》第十七条、第八十一条")


async def check(
    session: AsyncSession,
    parties: Parties,
    draft: Draft,
    parsed: Parsed,
    worker: Identity,
) -> list[Finding]:
    """Every finding about template, values and terms."""
    findings = [*check_template(draft.template.body), *parsed.problems]
    findings += printing_findings(parsed.texts, worker, parties.employer, draft.fonts)
    if parsed.problems:
        return findings
    terms = terms_of(
        parsed,
        template_code=draft.template.code,
        worker=worker,
        history=await history_of(session, parties.person.id, parties.employer.id),
        fixed_on_request=draft.fixed_on_request,
    )
    return [
        *findings,
        *check_terms(terms, today=clock.today_in_china(), minimum=minimum_wage(terms.location)),
    ]


async def history_of(session: AsyncSession, person_id: UUID, legal_entity_id: UUID) -> History:
    """What was between a person and an employer, whoever may see it; terms count as consecutive while one employment lasts."""
    with narrowed(session, ()):
        employed = await employments_with(session, person_id, legal_entity_id)
        concluded = await concluded_in_employment(session, person_id, legal_entity_id)
    fixed = [code for contract, code in concluded if kind_of(code) == "fixed"]
    return History(employed=bool(employed), renews=bool(concluded), fixed_terms=len(fixed))


async def concluded_in_employment(
    session: AsyncSession, person_id: UUID, legal_entity_id: UUID
) -> Sequence[tuple[Contract, str]]:
    """As `concluded_between`, without what was concluded up to the last day of an employment that is over."""
    zone = tenant_of(session).zoneinfo
    with narrowed(session, ()):
        employed = await employments_with(session, person_id, legal_entity_id)
    ends = [one.ended_on for one in employed if one.ended_on is not None and one.over(clock.today(zone))]
    return [
        (contract, code)
        for contract, code in await concluded_between(session, person_id, legal_entity_id)
        if contract.completed_at is not None
        and all(contract.completed_at.astimezone(zone).date() > end for end in ends)
    ]


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


async def record_rendered(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """The PDF is set and lies in the store: HR may look at it and send it."""
    if contract.state != "draft":
        return
    advance(contract, "checked")
    contract.draft_key, contract.draft_sha256 = key, sha256
    _record(session, ContractEvent.CHECKED, contract, document=sha256)


def sign_until(sent_at: datetime | None) -> datetime | None:
    """By when the candidate is asked to sign a contract sent then; None before it was sent."""
    return sent_at + _SIGN_WITHIN if sent_at is not None else None


async def send(session: AsyncSession, vault: Vault, contract: Contract, *, actor: str) -> None:
    """Send it to the candidate. Sending twice sends once.

    Raises:
        WrongStateError: the PDF is not ready, or the contract is past that.
    """
    if contract.state == "sent":
        return
    advance(contract, "sent")
    contract.sent_at = clock.now()
    _record(
        session,
        ContractEvent.SENT,
        contract,
        actor=actor,
        document=contract.draft_sha256,
    )
    due = (contract.sent_at + _SIGN_WITHIN).astimezone(tenant_of(session).zoneinfo)
    step = f"请在{due.month}月{due.day}日前阅读并签署"  # rules: allow untranslated – a text message
    await _tell(session, vault, contract, "contract_ready", step)


async def withdraw(session: AsyncSession, contract: Contract, *, actor: str) -> None:
    """Take back a contract that the candidate has not signed.

    Raises:
        WrongStateError: it is signed, or withdrawn already.
    """
    advance(contract, "withdrawn")
    contract.failed_at = None
    _record(session, ContractEvent.WITHDRAWN, contract, actor=actor)
    await withdrawn(session, contract)


async def record_signed(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """The candidate's signature is on."""
    if contract.state != "signing":
        return
    advance(contract, "pending_company")
    contract.signed_key, contract.signed_sha256, contract.signed_at = key, sha256, clock.now()
    _record(session, ContractEvent.SIGNED, contract, document=sha256)


async def record_sealed(
    session: AsyncSession, vault: Vault, contract: Contract, *, key: str, sha256: str
) -> None:
    """The company's seal is on: the contract is concluded, the employee told, the archive asked to take it."""
    if contract.state != "sealing":
        return
    advance(contract, "completed")
    contract.final_key, contract.final_sha256, contract.completed_at = key, sha256, clock.now()
    _record(session, ContractEvent.SEALED, contract, document=sha256)
    await concluded(session, contract)
    await _tell(session, vault, contract, "contract_completed", _KEEP)
    await enqueue(
        session,
        "contract.archive",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


async def _tell(session: AsyncSession, vault: Vault, contract: Contract, event: str, step: str) -> None:
    values = {"post": contract.job_title, "step": step}
    await notify(
        session, vault, contract.person, Occasion(event, str(contract.id), contract.application_id), values
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
        data=dict(data),
    )
