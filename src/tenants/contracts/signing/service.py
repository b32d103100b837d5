"""The candidate's three steps (read → verify → sign) and the company's seal.

Each rung is checked in order, the idempotent one first: who has signed already is answered as done. The signatures
themselves are made by jobs; what is asked for here is kept, and nothing half-done is ever visible.
"""

import hashlib
import json

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.features import Event
from ....platform.queue import enqueue
from ....platform.signatures.handwriting import Strokes, sanitise
from ...access.sessions.asked_codes import Asker, ask_code, code_wait, has_open_code, issue_code, use_code
from ...audit.service import record
from ...messaging.messages.completion import note_acted
from ...messaging.messages.service import send_code
from ..labour_contracts.models import Contract
from ..labour_contracts.states import advance
from .consent import CONSENT
from .errors import NotReadError, NotToSealError, NotToSignError, NotVerifiedError
from .feature import SigningEvent
from .models import Signing

_SIGNED = ("signing", "pending_company", "sealing", "completed", "archived")
_USE = "签署确认"  # rules: allow untranslated – a text message
PURPOSE = "sign"


async def signing_of(session: AsyncSession, contract: Contract) -> Signing:
    """How far the candidate has come; made at the first look."""
    signing = await session.get(Signing, contract.id, with_for_update={"key_share": True})
    if signing is None:
        signing = Signing(contract_id=contract.id, read_seconds=0, consent_hash="", drawing_sha256="")
        session.add(signing)
    return signing


def is_signed(contract: Contract) -> bool:
    """Whether the candidate's part is done."""
    return contract.state in _SIGNED


async def open_contract(session: AsyncSession, contract: Contract) -> Signing:
    """The candidate looks at the contract."""
    signing = await signing_of(session, contract)
    if signing.opened_at is None:
        signing.opened_at = clock.now()
        _record(session, SigningEvent.DECRYPTED, contract, document=contract.draft_sha256)
    return signing


async def finish_reading(session: AsyncSession, contract: Contract, *, agreed: bool) -> None:
    """Step ①: the candidate has read the text and agrees to sign electronically (电子签名法 Art. 3).

    Raises:
        NotToSignError: it is not (or no longer) to be signed.
        NotReadError: the box is not ticked.
    """
    signing = await open_contract(session, contract)
    _require_sent(contract)
    if signing.read_at is not None:
        return
    if not agreed or signing.opened_at is None:
        raise NotReadError
    now = clock.now()
    signing.read_at = now
    signing.read_seconds = int((now - signing.opened_at).total_seconds())
    signing.consent_hash = sha256_hex(CONSENT.encode())
    _record(
        session,
        SigningEvent.READ,
        contract,
        document=contract.draft_sha256,
        consent=signing.consent_hash,
        seconds=str(signing.read_seconds),
    )


def binding(contract: Contract) -> bytes:
    """What the code is bound to: this contract, these exact bytes, this signer."""
    parts = (
        contract.id.bytes,
        contract.draft_sha256.encode(),
        contract.person_id.bytes,
    )
    return hashlib.sha256(b"\0".join(parts)).digest()


def asker(contract: Contract, browser: str) -> Asker:
    """Who asks for a code to sign: the candidate, in the browser that they are signed in with (`browser`: its token).

    A browser has one code for each text: those for two contracts do not get into each other's way.
    """
    here = f"{browser}:{binding(contract).hex()}"
    return Asker(PURPOSE, contract.person_id.bytes, here, known=True)


async def request_code(session: AsyncSession, vault: Vault, contract: Contract, browser: str) -> None:
    """Step ②, first half: text a code to the candidate's phone, good in this browser.

    Raises:
        NotToSignError, NotReadError: a rung is missing.
        CodeLimitError: too many codes were asked for.
    """
    signing = await signing_of(session, contract)
    _require_sent(contract)
    if signing.read_at is None:
        raise NotReadError
    ask = await ask_code(session, asker(contract, browser))
    if (issued := await issue_code(session, ask, binding(contract))) is not None:
        await send_code(session, vault, contract.person, code=issued[1], use=_USE)
        _record(session, SigningEvent.CODE_ISSUED, contract, binding=binding(contract).hex())


async def code_sent(session: AsyncSession, contract: Contract, browser: str) -> tuple[bool, int]:
    """Whether a code for this contract can be typed in here, and in how many seconds another can be asked for."""
    asking = asker(contract, browser)
    return await has_open_code(session, asking), await code_wait(session, asking)


async def verify(session: AsyncSession, contract: Contract, code: str, browser: str) -> None:
    """Step ②, second half: the code proves the phone and the will to sign this text.

    Raises:
        NotToSignError, NotReadError: a rung is missing.
        WrongTryError: the code is wrong.
        CodeSpentError: it is expired, used, tried too often, for another contract or another browser's.
    """
    signing = await signing_of(session, contract)
    _require_sent(contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.verified_at is not None:
        return
    await use_code(session, asker(contract, browser), binding(contract), code)
    signing.verified_at = clock.now()
    _record(session, SigningEvent.CODE_VERIFIED, contract, binding=binding(contract).hex())


async def submit_drawing(session: AsyncSession, vault: Vault, contract: Contract, strokes: object) -> None:
    """Step ③: take the hand-drawn signature and let a job sign the document. A second tap changes nothing.

    Raises:
        NotToSignError, NotReadError, NotVerifiedError: a rung is missing.
        HandwritingError: the drawing is empty, too small or not a drawing.
    """
    if is_signed(contract):
        return
    signing = await signing_of(session, contract)
    _require_sent(contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.verified_at is None:
        raise NotVerifiedError
    drawn: Strokes = sanitise(strokes)
    text = json.dumps(drawn.lines, separators=(",", ":"))
    key = await vault.subject(session, contract.person_id)
    signing.strokes_encrypted = key.encrypt("strokes", text)
    signing.drawing_sha256 = sha256_hex(text.encode())
    signing.drawn_at = clock.now()
    advance(contract, "signing")
    _record(session, SigningEvent.SIGNATURE_DRAWN, contract, drawing=signing.drawing_sha256)
    await note_acted(session, contract.person_id, contract.application_id, "contract_ready")
    await enqueue(
        session,
        "contract.sign",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


async def request_seal(session: AsyncSession, contract: Contract, *, actor: str) -> None:
    """A seal keeper presses the seal; a job applies it. Pressing twice is pressing once.

    Raises:
        NotToSealError: the candidate has not signed.
    """
    if contract.state in ("sealing", "completed", "archived"):
        return
    if contract.state != "pending_company":
        raise NotToSealError
    signing = await signing_of(session, contract)
    signing.seal_requested_by, signing.seal_requested_at = actor, clock.now()
    advance(contract, "sealing")
    record(
        session,
        SigningEvent.SEAL_REQUESTED,
        actor=actor,
        application_id=contract.application_id,
        contract_id=contract.id,
        data={"document": contract.signed_sha256},
    )
    await enqueue(
        session,
        "contract.seal",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


def _require_sent(contract: Contract) -> None:
    if contract.state != "sent":
        raise NotToSignError


def _record(session: AsyncSession, kind: Event, contract: Contract, **data: str) -> None:
    record(
        session,
        kind,
        actor=f"candidate:{contract.person_id}",
        application_id=contract.application_id,
        contract_id=contract.id,
        data=dict(data),
    )


def strokes_of(opened: str) -> list[list[list[int]]]:
    """The kept drawing, as lines of points."""
    lines: list[list[list[int]]] = json.loads(opened)
    return lines
