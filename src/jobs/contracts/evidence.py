"""Putting finished contracts away, with their evidence."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.keyed import sha256_hex
from ...platform.documents.blocks import Document
from ...platform.providers.storage.checked import Copy, read_whole
from ...platform.queue import Urgency, job
from ...platform.signatures.contents import SignedContents, contents_of
from ...platform.verify.anchor import anchor_key, anchor_of_bundle, bundle_name
from ...platform.verify.bundle import MANIFEST, BundleParts, bundle_files, pack
from ...tenants.audit.models import AuditEvent
from ...tenants.audit.queries import span_for_contract
from ...tenants.audit.service import link_of
from ...tenants.company.settings.queries import tenant_settings
from ...tenants.contracts.evidence.queries import DOCUMENT, SCAN
from ...tenants.contracts.evidence.retention import kept_at_first
from ...tenants.contracts.evidence.service import Stored, locked_until, record_archived
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.service import starts_on
from ...tenants.contracts.paper.queries import accepted_scan
from ...tenants.people.employees.service import Employment, file_employee
from ..context import Context
from .evidence_report import report_of
from .labour_contracts import give_up
from .paper_report import paper_report_of

_SECONDS = 30.0


@job("contract.archive", concurrency=2, last_try=give_up("contract.archive"), urgency=Urgency.BULK)
async def archive(context: Context, payload: dict[str, Any]) -> None:
    """File the employee; then the final PDF and the evidence bundle go under Object Lock."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state not in ("completed", "completed_on_paper"):
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
        settings, on_paper = await tenant_settings(session), contract.on_paper_since is not None
    pdf = await read_whole(context.store, Copy(contract.final_key, contract.final_sha256))
    pool = context.services.pool
    signed = None if on_paper else await pool.run(_SECONDS, contents_of, pdf)
    # A second transaction: the bundle shows the filing too.
    async with context.work() as session:
        contract = await load(session, contract_id)
        links, mine = await _events(session, context, contract)
        report = await _report(session, context, contract, mine, signed, links[-1]["hash"])
        facts = _facts(contract) | {"tenant": str(context.tenant.id), "alg": context.services.signer.alg}
    retain_until = kept_at_first(last, settings.retention_years)
    trust = await context.services.signer.trust()
    report_pdf = await context.services.signer.evidence_report(report, clock.now())
    parts = BundleParts(pdf, report_pdf, links, trust.root_pem, trust.chain_pem, trust.crls, facts, signed)
    # Not here: it takes a while, and others wait for what transactions of this process have locked.
    files = await pool.run(_SECONDS, bundle_files, parts)
    signature = await context.services.signer.sign_manifest(files[MANIFEST])
    objects = [
        await _put(context, contract_id, kind, data, retain_until)
        for kind, data in ((SCAN if on_paper else DOCUMENT, pdf), ("evidence.zip", pack(files, signature)))
    ]
    # What is signed names the end of the chain: from now on that is known where nobody can change it.
    name = bundle_name(*objects[-1].object_key.split("/")[-2:])
    anchor = anchor_of_bundle(files[MANIFEST], signature, links[-1]["seq"])
    key = anchor_key(context.tenant.schema, name, links[-1]["seq"], links[-1]["hash"])
    await context.store.put(key, anchor, retain_until=locked_until(retain_until))
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        hashes = {"manifest": sha256_hex(files[MANIFEST]), "signature": sha256_hex(signature)}
        await record_archived(session, contract, objects, retain_until=retain_until, signed=hashes)


async def _report(  # rules: allow parameters – everything that a report is made of
    session: AsyncSession,
    context: Context,
    contract: Contract,
    events: list[AuditEvent],
    signed: SignedContents | None,
    chain_head: str,
) -> Document:
    if signed is not None:
        return report_of(
            contract, events, signed, chain_head=chain_head, notice=context.services.signer.notice
        )
    scan = await accepted_scan(session, contract.id)
    if scan is None:
        raise ValueError(f"contract {contract.id} was signed on paper, and there is no scan of it")
    return paper_report_of(contract, scan, events, chain_head=chain_head)


async def _put(context: Context, contract_id: UUID, kind: str, data: bytes, until: date) -> Stored:
    name, _dot, ending = kind.partition(".")
    key = context.object_key("archive", str(contract_id), f"{name}-{sha256_hex(data)}.{ending}")
    stored = await context.store.put(key, data, retain_until=locked_until(until))
    return Stored(kind, stored.key, stored.sha256, stored.size, stored.version)


def _facts(contract: Contract) -> dict[str, str]:
    facts = {
        "contract": str(contract.id),
        "contract_number": contract.number,
        "contract_sha256": contract.final_sha256,
        "draft_sha256": contract.draft_sha256,
        "signed_sha256": contract.signed_sha256,
        "employer": contract.employer_name,
    }
    return facts | ({"application": str(contract.application_id)} if contract.application_id else {})


async def _events(
    session: AsyncSession, context: Context, contract: Contract
) -> tuple[list[dict[str, Any]], list[AuditEvent]]:
    """The chain from this contract's first event to its last, and those of the events that are its own; of somebody else's only
    what keeps the chain whole."""
    mine, others = await span_for_contract(session, contract.id, contract.application_id)
    links = [link_of(event, str(context.tenant.id)) for event in mine]
    links += [{"seq": seq, "prev": prev.hex(), "hash": own.hex()} for seq, prev, own in others]
    return sorted(links, key=lambda link: link["seq"]), list(mine)
