"""Setting, signing and sealing contracts."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.keyed import sha256_hex
from ...platform.providers.signer.port import CandidateSignature, CompanySeal
from ...platform.providers.storage.checked import Copy, read_whole
from ...platform.queue import Handler, Urgency, job
from ...platform.signatures.handwriting import sanitise, to_svg
from ...platform.signatures.parties import Parties
from ...platform.verify.imprint import imprint_digest
from ...tenants.audit.queries import last_of_contract
from ...tenants.company.branding.service import letterhead
from ...tenants.contracts.labour_contracts.approval_mail import MAIL, approval_mail
from ...tenants.contracts.labour_contracts.failures import record_given_up
from ...tenants.contracts.labour_contracts.feature import ContractEvent
from ...tenants.contracts.labour_contracts.models import Contract
from ...tenants.contracts.labour_contracts.queries import contract as load
from ...tenants.contracts.labour_contracts.service import (
    Sealed,
    document_of,
    record_rendered,
    record_sealed,
    record_signed,
)
from ...tenants.contracts.sealing.models import SealEntry
from ...tenants.contracts.sealing.service import entry_of
from ...tenants.contracts.signing.feature import SigningEvent
from ...tenants.contracts.signing.service import signing_of, strokes_of
from ...tenants.people.company_verification.queries import is_proven
from ...tenants.people.seals.queries import look_of
from ...tenants.people.seals.queries import seal as seal_of
from ..context import Context
from ..messaging.members import staff_notification, tell

_SECONDS = 30.0


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
        made_at, hand_seam = contract.created_at, contract.hand_seam
        trial = not await is_proven(session, contract.legal_entity_id)
        parties = _parties(contract, trial=trial)
        paper = await letterhead(session)
    prepared = await context.services.signer.prepare(document, parties, made_at, paper, hand_seam=hand_seam)
    key, digest = await _store(context, contract_id, "draft", prepared.pdf)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        alg = context.services.signer.alg
        await record_rendered(
            session, contract, key=key, sha256=digest, parties=parties.digest, alg=alg, trial=trial
        )


@job("contract.sign", concurrency=2, last_try=give_up("contract.sign"), urgency=Urgency.URGENT)
async def sign(context: Context, payload: dict[str, Any]) -> None:
    """Put the candidate's signature on."""
    contract_id = UUID(payload["contract"])
    async with context.work() as session:
        contract = await load(session, contract_id)
        if contract.state != "signing":
            return
        signature = await _signature(context, session, contract)
        for kind in (ContractEvent.CHECKED, SigningEvent.READ):
            await _require_recorded(session, contract, kind, document=contract.draft_sha256)
        await _require_recorded(session, contract, SigningEvent.CODE_VERIFIED)
        draft = Copy(contract.draft_key, contract.draft_sha256)
    pdf = await read_whole(context.store, draft)
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
        entry = await entry_of(session, contract.id)
        wanted = await _seal(session, contract, entry)
        await _require_recorded(session, contract, ContractEvent.SIGNED, document=entry.before_sha256)
        # The file that the seal was pressed on, no other.
        signed = Copy(contract.signed_key, entry.before_sha256)
    pdf = await read_whole(context.store, signed)
    final = await context.services.signer.seal_company(pdf, wanted)
    imprint = await context.services.pool.run(_SECONDS, imprint_digest, final)
    key, digest = await _store(context, contract_id, "final", final)
    async with context.work() as session:
        contract = await load(session, contract_id, lock=True)
        filed = Sealed(key, digest, imprint)
        await record_sealed(session, context.services.vault, contract, filed)


@staff_notification(MAIL)
async def send_approval_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one member of one contract that waits for their approval, or did not get it."""
    contract_id, user_id = UUID(payload["contract"]), UUID(payload["user"])
    async with context.work() as session:
        mail = await approval_mail(session, contract_id, user_id, about=payload["about"], at=payload["at"])
    if mail is not None:
        await tell(context, mail)


async def _require_recorded(session: AsyncSession, contract: Contract, kind: str, **said: str) -> None:
    """See that the chain tells of what must have been done before, and of just this: whoever changes the rows of a contract
    does not change that.

    Raises:
        ValueError: it does not. The contract then stands in 待办, without the signature.
    """
    last = await last_of_contract(session, contract.id, kind)
    if last is None or any(last.data.get(key) != value for key, value in said.items()):
        raise ValueError(f"contract {contract.id} is not as {kind} says in the chain")


async def _store(context: Context, contract_id: UUID, kind: str, pdf: bytes) -> tuple[str, str]:
    # The hash is in the name: a repeated job makes other bytes (time stamps differ) and must not meet its own.
    digest = sha256_hex(pdf)
    key = context.object_key("contracts", str(contract_id), f"{kind}-{digest}.pdf")
    await context.store.put(key, pdf)
    return key, digest


def _parties(contract: Contract, *, trial: bool) -> Parties:
    return Parties(
        contract.person.name,
        _identity_hash(contract),
        contract.employer_name,
        contract.employer_uscc,
        trial=trial,
    )


def _identity_hash(contract: Contract) -> str:
    """As certificates and documents name a worker: a keyed hash of the document's number.

    Raises:
        ValueError: the worker's number is not known.
    """
    if contract.person.id_number_digest is None:
        raise ValueError(f"contract {contract.id} is with somebody whose number is not known")
    return contract.person.id_number_digest.hex()[:32]


async def _signature(context: Context, session: AsyncSession, contract: Contract) -> CandidateSignature:
    vault = context.services.vault
    signing = await signing_of(session, contract)
    person_key = await vault.subject(session, contract.person_id)
    if signing.strokes_encrypted is None or signing.drawn_at is None:
        raise ValueError(f"contract {contract.id} is to be signed without a drawing")
    drawn = person_key.decrypt("strokes", signing.strokes_encrypted)
    await _require_recorded(
        session, contract, SigningEvent.SIGNATURE_DRAWN, drawing=sha256_hex(drawn.encode())
    )
    strokes = sanitise(strokes_of(drawn))
    return CandidateSignature(
        name=contract.person.name,
        identity_hash=_identity_hash(contract),
        drawing_svg=to_svg(strokes),
        signed_at=signing.drawn_at,
    )


async def _seal(session: AsyncSession, contract: Contract, entry: SealEntry) -> CompanySeal:
    look = await look_of(session, await seal_of(session, entry.seal_id), contract.employer_name)
    return CompanySeal(
        company=contract.employer_name,
        uscc=contract.employer_uscc,
        kind=look.caption,
        serial=look.serial,
        sealed_at=entry.pressed_at,
        holder=look.holder,
        scan=look.scan,
    )
