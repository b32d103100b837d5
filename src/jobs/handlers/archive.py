"""Putting finished contracts away, with their evidence."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.crypto.keyed import sha256_hex
from ...platform.documents.blocks import (
    Document,
    Heading,
    KeyValues,
    Paragraph,
    Plain,
    Table,
)
from ...platform.i18n.formats import format_seconds
from ...platform.queue import job
from ...platform.verify.bundle import BundleParts, build_bundle
from ...tenants.archive.evidence import describe
from ...tenants.archive.service import Stored, record_archived
from ...tenants.audit.models import AuditEvent
from ...tenants.audit.queries import span_for_contract
from ...tenants.audit.service import link_of
from ...tenants.contracts.models import Contract
from ...tenants.contracts.queries import contract as load
from ...tenants.contracts.service import starts_on
from ...tenants.employees.service import file_employee
from ...tenants.settings.queries import tenant_settings
from ..context import Context


@job("contract.archive", concurrency=2)
async def archive(context: Context, payload: dict[str, Any]) -> None:
    """File the employee; then the final PDF and the evidence bundle go under Object Lock."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "completed":
            return
        first, last = await starts_on(session, context.services.vault, contract)
        await file_employee(session, contract, starts_on=first)
        settings = await tenant_settings(session)
    # A second transaction: the bundle shows the filing too.
    async with context.work() as session:
        contract = await load(session, contract_id)
        links, report = await _evidence(session, context, contract)
        final_key = contract.final_key
        facts = _facts(contract)
    retain_until = _years_after(last or clock.today(), settings.retention_years)
    pdf = await context.services.store.get(final_key)
    trust = context.services.signer.trust()
    report_pdf = await context.services.signer.evidence_report(report, clock.now())
    bundle = build_bundle(
        BundleParts(pdf, report_pdf, links, trust.root_pem, trust.chain_pem, trust.crls, facts)
    )
    objects = [
        await _put(context, contract_id, kind, data, retain_until)
        for kind, data in (("contract.pdf", pdf), ("evidence.zip", bundle))
    ]
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        await record_archived(session, contract, objects, retain_until=retain_until)


async def _put(context: Context, contract_id: UUID, kind: str, data: bytes, until: date) -> Stored:
    name, _dot, ending = kind.partition(".")
    key = context.object_key("archive", str(contract_id), f"{name}-{sha256_hex(data)[:16]}.{ending}")
    locked = datetime.combine(until, time.max.replace(microsecond=0), UTC)
    stored = await context.services.store.put(key, data, retain_until=locked)
    return Stored(kind, stored.key, stored.sha256, stored.size)


def _facts(contract: Contract) -> dict[str, str]:
    return {
        "contract_number": contract.number,
        "contract_sha256": contract.final_sha256,
        "draft_sha256": contract.draft_sha256,
        "signed_sha256": contract.signed_sha256,
        "employer": contract.legal_entity.name,
    }


async def _evidence(
    session: AsyncSession, context: Context, contract: Contract
) -> tuple[list[dict[str, Any]], Document]:
    tenant = str(context.tenant.id)
    links: list[dict[str, Any]] = []
    mine: list[AuditEvent] = []
    for event in await span_for_contract(session, contract.id, contract.application_id):
        link = link_of(event, tenant)
        if event.application_id == contract.application_id:
            mine.append(event)
            links.append(link)
        else:  # somebody else's: only what keeps the chain whole
            links.append({key: link[key] for key in ("seq", "prev", "hash")})
    return links, _report(context, contract, mine)


def _report(context: Context, contract: Contract, events: list[AuditEvent]) -> Document:
    rows = tuple((format_seconds(e.at), describe(e.kind), e.hash.hex()[:16]) for e in events)
    return Document(
        title="签署存证报告",
        number=contract.number,
        owner=contract.legal_entity.name,
        blocks=(
            Paragraph((Plain(context.services.signer.notice),)),
            KeyValues(
                (
                    ("合同编号", contract.number),
                    ("用人单位", contract.legal_entity.name),
                    ("劳动者", contract.person.name),
                    ("证件号码", contract.person.id_number_hint),
                    ("手机号码", contract.person.phone_hint),
                    ("合同最终哈希", contract.final_sha256),
                    ("签署前哈希", contract.draft_sha256),
                )
            ),
            Heading("事件"),
            Table(("时间（北京时间）", "事件", "事件哈希（前 16 位）"), rows, (4, 6, 4)),
            Heading("如何验证"),
            Paragraph(
                (
                    Plain(
                        "本报告与合同、事件链、证书和吊销列表一同装在存证包中。解压后按 README.txt 的命令，"
                        "用 openssl 或所附程序即可离线验证，不依赖任何公司的服务器。"
                    ),
                )
            ),
        ),
    )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
