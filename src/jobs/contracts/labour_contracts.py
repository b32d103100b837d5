"""Setting, signing and sealing contracts."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.keyed import sha256_hex
from ...platform.providers.signer.port import CandidateSignature, CompanySeal
from ...platform.queue import Handler, Urgency, job
from ...platform.signatures.handwriting import sanitise, to_svg
from ...tenants.company.branding.service import letterhead
from ...tenants.contracts.labour_contracts.failures import record_given_up
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.service import (
    document_of,
    record_rendered,
    record_sealed,
    record_signed,
)
from ...tenants.contracts.signing.service import signing_of, strokes_of
from ...tenants.people.seals.service import seal_in_use
from ..context import Context


def give_up(job_name: str) -> Handler:
    """The `last_try` of a job on a contract: HR sees it, and can have it tried again."""

    async def record(context: Context, payload: dict[str, Any]) -> None:
        async with context.work() as session:
            contract = await load(session, UUID(payload["contract"]), lock=True)
            await record_given_up(session, contract, job_name)

    return record


@job("contract.render", concurrency=2, last_try=give_up("contract.render"))
async def render(context: Context, payload: dict[str, Any]) -> None:
    """Set the PDF of a draft and make the places for its signatures."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "draft":
            return
        document = await document_of(session, context.services.vault, contract)
        made_at = contract.created_at
        paper = await letterhead(session)
    prepared = await context.services.signer.prepare(document, made_at, paper)
    key, digest = await _store(context, contract_id, "draft", prepared.pdf)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        await record_rendered(session, contract, key=key, sha256=digest)


@job("contract.sign", concurrency=2, last_try=give_up("contract.sign"), urgency=Urgency.URGENT)
async def sign(context: Context, payload: dict[str, Any]) -> None:
    """Put the candidate's signature on."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "signing":
            return
        signature = await _signature(context, session, contract)
        draft_key = contract.draft_key
    pdf = await context.store.get(draft_key)
    signed = await context.services.signer.sign_candidate(pdf, signature)
    key, digest = await _store(context, contract_id, "signed", signed)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        await record_signed(session, contract, key=key, sha256=digest)


@job("contract.seal", concurrency=2, last_try=give_up("contract.seal"), urgency=Urgency.URGENT)
async def seal(context: Context, payload: dict[str, Any]) -> None:
    """Put the company's seal on."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "sealing":
            return
        wanted = await _seal(session, contract)
        signed_key = contract.signed_key
    pdf = await context.store.get(signed_key)
    final = await context.services.signer.seal_company(pdf, wanted)
    key, digest = await _store(context, contract_id, "final", final)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        await record_sealed(session, context.services.vault, contract, key=key, sha256=digest)


async def _store(context: Context, contract_id: UUID, kind: str, pdf: bytes) -> tuple[str, str]:
    # The hash is in the name: a repeated job makes other bytes (time stamps differ) and must not meet its own.
    digest = sha256_hex(pdf)
    key = context.object_key("contracts", str(contract_id), f"{kind}-{digest[:16]}.pdf")
    await context.store.put(key, pdf)
    return key, digest


async def _signature(context: Context, session: AsyncSession, contract: Contract) -> CandidateSignature:
    vault = context.services.vault
    signing = await signing_of(session, contract)
    person_key = await vault.subject(session, contract.person_id)
    if (
        signing.strokes_encrypted is None
        or signing.drawn_at is None
        or contract.person.id_number_digest is None
    ):
        raise ValueError(f"contract {contract.id} is to be signed without a drawing")
    strokes = sanitise(strokes_of(person_key.decrypt("strokes", signing.strokes_encrypted)))
    return CandidateSignature(
        name=contract.person.name,
        identity_hash=contract.person.id_number_digest.hex()[:32],
        drawing_svg=to_svg(strokes),
        signed_at=signing.drawn_at,
    )


async def _seal(session: AsyncSession, contract: Contract) -> CompanySeal:
    chosen = await seal_in_use(session, contract.legal_entity_id)
    signing = await signing_of(session, contract)
    if signing.seal_requested_at is None:
        raise ValueError(f"contract {contract.id} is to be sealed but nobody asked")
    return CompanySeal(
        company=contract.employer_name,
        uscc=contract.employer_uscc,
        kind=chosen.kind,
        serial=chosen.serial,
        sealed_at=signing.seal_requested_at,
    )
