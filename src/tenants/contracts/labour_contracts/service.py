"""Making a contract from the interview file, checking it against the law, sending it."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.documents.blocks import Document, decode, encode
from ....platform.i18n import lazy as _
from ....platform.ids import new_id
from ....platform.queue import enqueue
from ...audit.events import Event
from ...audit.service import record
from ...company.settings.features import Feature, is_on
from ...hiring.candidates.models import Application
from ...hiring.candidates.service import Identity, open_identity
from ...messaging.messages.service import notify
from ...people.employees.models import Employee, LegalEntity
from .errors import (
    ContractBlockedError,
    ContractExistsError,
    FeatureOffError,
    NotHiredError,
    OnboardingMissingError,
    WrongStateError,
)
from .facts import Parsed, facts_of, parse_values, terms_of
from .fields import TERM_FIELDS
from .law.findings import Finding, blocking
from .law.periods import last_day
from .law.rules import check_terms
from .law.wages import minimum_wage
from .models import Contract, ContractTemplate
from .printability import printing_findings
from .queries import open_contract_of
from .template import MissingValueError, check_template, merge

_SIGN_WITHIN = timedelta(days=7)
_KEEP = "下载并妥善保存"  # rules: allow untranslated – a text message
_SALES = "销售"  # rules: allow untranslated – data


def suggest(application: Application, *, today: date) -> dict[str, str]:
    """The form's first values, from the interview file: three years from the day the person can come."""
    vacancy = application.vacancy
    start = max(application.available_on or today, today)
    pay = application.expected_pay_low or Decimal(0)
    values = {name: field.default for name, field in TERM_FIELDS.items()}
    values |= {
        "contract.start": start.isoformat(),
        "contract.employment_start": start.isoformat(),
        "contract.end": last_day(start, 36).isoformat(),
        "probation.end": last_day(start, 3).isoformat(),
        "job.title": vacancy.title,
        "job.department": vacancy.department,
        "job.duties": f"承担{vacancy.title}岗位的日常工作，完成部门安排的工作任务",  # rules: allow untranslated – goes into the contract
        "job.location": vacancy.location,
        "social.place": vacancy.location,
    }
    if pay > 0:
        values |= {"pay.base": f"{pay:.2f}", "probation.wage": f"{pay:.2f}"}
    return values


def template_for(application: Application) -> str:
    """The template's code that fits the opening's kind."""
    return "fixed_sales" if application.vacancy.kind == _SALES else "fixed_tech"


async def create(
    session: AsyncSession,
    vault: Vault,
    application: Application,
    template: ContractTemplate,
    values: Mapping[str, str],
    *,
    employer: LegalEntity,
    fonts: Path | None,
    actor: str,
) -> Contract:
    """Check the terms and make the contract; a job sets its PDF. `fonts`: the folder of the fallback fonts.

    Raises:
        NotHiredError, FeatureOffError, ContractExistsError, OnboardingMissingError: it is not time for it.
        ContractBlockedError: the law or a gap stands in the way; nothing is kept.
    """
    if application.stage not in ("offer", "sign"):
        raise NotHiredError
    if not await is_on(session, Feature.E_CONTRACTS, application.vacancy):
        raise FeatureOffError
    if await open_contract_of(session, application.id) is not None:
        raise ContractExistsError
    worker = await open_identity(session, vault, application.person)
    if not worker.id_number or not worker.address:
        raise OnboardingMissingError
    parsed = parse_values(values)
    findings = await check(session, application, template, parsed, worker, employer, fonts)
    if blocking(findings):
        raise ContractBlockedError(findings)
    number = await _next_number(session)
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
    seal = await vault.subject(session, application.person_id)
    contract = Contract(
        id=contract_id,
        number=number,
        application_id=application.id,
        person_id=application.person_id,
        legal_entity_id=employer.id,
        employer_name=employer.name,
        employer_uscc=employer.uscc,
        template_id=template.id,
        state="draft",
        terms_sealed=seal.seal("terms", json.dumps(parsed.texts, ensure_ascii=False)),
        blocks_sealed=seal.seal_bytes("blocks", encode(document)),
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
    application.stage = "sign"
    data: dict[str, str | int] = {
        "template": template.code,
        "version": template.version,
        "template_hash": template.body_hash,
    }
    _record(session, Event.CONTRACT_CREATED, contract, actor=actor, **data)
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
    application: Application,
    template: ContractTemplate,
    parsed: Parsed,
    worker: Identity,
    employer: LegalEntity,
    fonts: Path | None,
) -> list[Finding]:
    """Every finding about template, values and terms."""
    findings = [*check_template(template.body), *parsed.problems]
    findings += printing_findings(parsed.texts, worker, employer, fonts)
    if parsed.problems:
        return findings
    earlier = select(Employee.id).where(
        Employee.person_id == application.person_id,
        Employee.legal_entity_id == employer.id,
    )
    terms = terms_of(
        parsed,
        template_code=template.code,
        worker=worker,
        earlier_probation=await session.scalar(earlier) is not None,
    )
    return [
        *findings,
        *check_terms(terms, today=clock.today(), minimum=minimum_wage(terms.location)),
    ]


async def document_of(session: AsyncSession, vault: Vault, contract: Contract) -> Document:
    """The contract as blocks: what the candidate reads."""
    seal = await vault.subject(session, contract.person_id)
    return decode(seal.open_bytes("blocks", contract.blocks_sealed))


async def starts_on(session: AsyncSession, vault: Vault, contract: Contract) -> tuple[date, date | None]:
    """First and last day of the contract."""
    seal = await vault.subject(session, contract.person_id)
    parsed = parse_values(json.loads(seal.open("terms", contract.terms_sealed)))
    return parsed.dates["contract.start"], parsed.dates.get("contract.end")


async def record_rendered(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """The PDF is set and lies in the store: HR may look at it and send it."""
    if contract.state != "draft":
        return
    contract.draft_key, contract.draft_sha256, contract.state = key, sha256, "checked"
    _record(session, Event.CONTRACT_CHECKED, contract, document=sha256)


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
    if contract.state != "checked":
        raise WrongStateError
    contract.state, contract.sent_at = "sent", clock.now()
    _record(
        session,
        Event.CONTRACT_SENT,
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
    if contract.state not in ("draft", "checked", "sent"):
        raise WrongStateError
    contract.state, contract.failed_at = "withdrawn", None
    contract.application.stage = "offer"
    _record(session, Event.CONTRACT_WITHDRAWN, contract, actor=actor)


async def record_signed(session: AsyncSession, contract: Contract, *, key: str, sha256: str) -> None:
    """The candidate's signature is on."""
    if contract.state != "signing":
        return
    contract.signed_key, contract.signed_sha256 = key, sha256
    contract.state, contract.signed_at = "pending_company", clock.now()
    _record(session, Event.CONTRACT_SIGNED, contract, document=sha256)


async def record_sealed(
    session: AsyncSession, vault: Vault, contract: Contract, *, key: str, sha256: str
) -> None:
    """The company's seal is on: the contract is concluded, the employee told, the archive asked to take it."""
    if contract.state != "sealing":
        return
    contract.final_key, contract.final_sha256 = key, sha256
    contract.state, contract.completed_at = "completed", clock.now()
    contract.application.stage = "onboard"
    _record(session, Event.CONTRACT_SEALED, contract, document=sha256)
    await _tell(session, vault, contract, "contract_completed", _KEEP)
    await enqueue(
        session,
        "contract.archive",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


async def _tell(session: AsyncSession, vault: Vault, contract: Contract, event: str, step: str) -> None:
    values = {"post": contract.application.vacancy.title, "step": step}
    await notify(
        session,
        vault,
        contract.application,
        event=event,
        reference=str(contract.id),
        values=values,
    )


async def _next_number(session: AsyncSession) -> str:
    # Two made at the same moment would count the same number: the second waits for the first.
    key = func.hashtextextended("contracts:" + tenant_of(session).schema, 0)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    made = await session.scalar(select(func.count(Contract.id)))
    return f"HT-{clock.today():%Y-%m%d}-{(made or 0) + 1:04d}"


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
