"""Putting finished contracts away, with their evidence."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.keyed import sha256_hex
from ...platform.queue import Urgency, job
from ...platform.verify.anchor import anchor_key, anchor_of_bundle, bundle_name
from ...platform.verify.bundle import MANIFEST, BundleParts, bundle_files, pack
from ...tenants.audit.models import AuditEvent
from ...tenants.audit.queries import span_for_contract
from ...tenants.audit.service import link_of
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.evidence.service import Stored, record_archived
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.service import starts_on
from ...tenants.people.employees.service import Employment, file_employee
from ..context import Context
from .evidence_report import report_of
from .labour_contracts import give_up


@job("contract.archive", concurrency=2, last_try=give_up("contract.archive"), urgency=Urgency.BULK)
async def archive(context: Context, payload: dict[str, Any]) -> None:
    """File the employee; then the final PDF and the evidence bundle go under Object Lock."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "completed":
            return
        first, last = await starts_on(session, context.services.vault, contract)
        employment = Employment(
            contract.person_id,
            contract.legal_entity_id,
            first,
            contract_id=contract.id,
            application_id=contract.application_id,
            job_title=contract.job_title,
            department_id=contract.department_id,
        )
        await file_employee(session, employment)
        settings = await tenant_settings(session)
    pdf = await context.store.get(contract.final_key)
    # A second transaction: the bundle shows the filing too.
    async with context.work() as session:
        contract = await load(session, contract_id)
        links, mine = await _events(session, context, contract)
        notice = context.services.signer.notice
        report = report_of(contract, mine, pdf, chain_head=links[-1]["hash"], notice=notice)
        facts = _facts(contract) | {"tenant": str(context.tenant.id)}
    retain_until = _years_after(last or clock.today_in_china(), settings.retention_years)
    trust = context.services.signer.trust()
    report_pdf = await context.services.signer.evidence_report(report, clock.now())
    files = bundle_files(
        BundleParts(pdf, report_pdf, links, trust.root_pem, trust.chain_pem, trust.crls, facts)
    )
    token = await context.services.timestamps.stamp(files[MANIFEST])
    objects = [
        await _put(context, contract_id, kind, data, retain_until)
        for kind, data in (("contract.pdf", pdf), ("evidence.zip", pack(files, token)))
    ]
    # What is stamped names the end of the chain: from now on that is known where nobody can change it.
    name = bundle_name(*objects[-1].object_key.split("/")[-2:])
    anchor = anchor_of_bundle(files[MANIFEST], token, links[-1]["seq"])
    key = anchor_key(context.tenant.schema, name, links[-1]["seq"], links[-1]["hash"])
    await context.store.put(key, anchor, retain_until=_end_of(retain_until))
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        await record_archived(session, contract, objects, retain_until=retain_until)


async def _put(context: Context, contract_id: UUID, kind: str, data: bytes, until: date) -> Stored:
    name, _dot, ending = kind.partition(".")
    key = context.object_key("archive", str(contract_id), f"{name}-{sha256_hex(data)[:16]}.{ending}")
    stored = await context.store.put(key, data, retain_until=_end_of(until))
    return Stored(kind, stored.key, stored.sha256, stored.size)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max.replace(microsecond=0), UTC)


def _facts(contract: Contract) -> dict[str, str]:
    return {
        "contract_number": contract.number,
        "contract_sha256": contract.final_sha256,
        "draft_sha256": contract.draft_sha256,
        "signed_sha256": contract.signed_sha256,
        "employer": contract.employer_name,
    }


async def _events(
    session: AsyncSession, context: Context, contract: Contract
) -> tuple[list[dict[str, Any]], list[AuditEvent]]:
    """The chain from this contract's first event to its last, and those of the events that are its own."""
    tenant = str(context.tenant.id)
    links: list[dict[str, Any]] = []
    mine: list[AuditEvent] = []
    for event in await span_for_contract(session, contract.id, contract.application_id):
        link = link_of(event, tenant)
        if _belongs(event, contract):
            mine.append(event)
            links.append(link)
        else:  # somebody else's: only what keeps the chain whole
            links.append({key: link[key] for key in ("seq", "prev", "hash")})
    return links, mine


def _belongs(event: AuditEvent, contract: Contract) -> bool:
    if event.contract_id == contract.id:
        return True
    return contract.application_id is not None and event.application_id == contract.application_id


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
