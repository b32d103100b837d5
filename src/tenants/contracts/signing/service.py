"""The candidate's three steps (read → verify → sign).

Each rung is checked in order, the idempotent one first: who has signed already is answered as done. The signatures
themselves are made by jobs; what is asked for here is kept, and nothing half-done is ever visible.
"""

import hashlib
import json

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Vault
from ....platform.errors import DomainError
from ....platform.features import Event
from ....platform.queue import enqueue
from ....platform.signatures.handwriting import Strokes, sanitise
from ...access.sessions.asked_codes import (
    TRIES,
    Asker,
    ask_code,
    code_wait,
    has_open_code,
    issue_code,
    last_code,
    use_code,
)
from ...access.sessions.errors import CodeSpentError
from ...audit.service import record
from ...messaging.messages.completion import note_acted
from ...messaging.messages.service import send_code
from ..labour_contracts.models import Contract
from ..labour_contracts.states import CONCLUDED, advance
from .errors import (
    CodeLateError,
    CodeTriedOutError,
    NotCheckedError,
    NotIdentifiedError,
    NotReadError,
    NotVerifiedError,
)
from .feature import SigningEvent
from .models import Signing
from .queries import is_check_owed
from .standing import require_signable

_SIGNED = ("signing", "pending_company", "sealing", *CONCLUDED)
_USE = "签署确认"  # rules: allow untranslated – a text message
PURPOSE = "sign"


async def signing_of(session: AsyncSession, contract: Contract) -> Signing:
    """How far the candidate has come; made at the first look, by whichever of two devices is first."""
    signing = await session.get(Signing, contract.id, with_for_update={"key_share": True})
    if signing is None:
        first = insert(Signing).values(contract_id=contract.id).on_conflict_do_nothing()
        await session.execute(first)
        signing = await session.get_one(Signing, contract.id, with_for_update={"key_share": True})
    return signing


def is_signed(contract: Contract) -> bool:
    """Whether the candidate's part is done."""
    return contract.state in _SIGNED


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
    """Step ②, first half: text a code to the candidate's phone, good in this browser. Who has proved it needs none.

    Raises:
        NotToSignError, NotReadError, NotIdentifiedError, NotCheckedError: a rung is missing.
        CodeLimitError: too many codes were asked for.
    """
    signing = await signing_of(session, contract)
    require_signable(contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.identified_at is None:
        raise NotIdentifiedError
    if signing.verified_at is not None:
        return
    if await is_check_owed(session, contract):
        raise NotCheckedError
    ask = await ask_code(session, asker(contract, browser))
    if (issued := await issue_code(session, ask, binding(contract))) is not None:
        await send_code(session, vault, contract.person, code=issued[1], use=_USE)
        note(session, SigningEvent.CODE_ISSUED, contract, binding=binding(contract).hex())


async def code_sent(session: AsyncSession, contract: Contract, browser: str) -> tuple[bool, int]:
    """Whether a code for this contract can be typed in here, and in how many seconds another can be asked for."""
    asking = asker(contract, browser)
    return await has_open_code(session, asking), await code_wait(session, asking)


async def verify(session: AsyncSession, contract: Contract, code: str, browser: str) -> None:
    """Step ②, second half: the code proves the phone and the will to sign this text. Proved once, it is proved.

    Raises:
        NotToSignError, NotReadError, NotIdentifiedError, NotCheckedError: a rung is missing.
        WrongTryError: the code is wrong.
        CodeTriedOutError, CodeLateError: it was wrong five times, or its time is over.
        CodeSpentError: it is used, for another contract or another browser's.
    """
    if is_signed(contract):
        return
    signing = await signing_of(session, contract)
    require_signable(contract)
    if signing.read_at is None:
        raise NotReadError
    if signing.identified_at is None:
        raise NotIdentifiedError
    if signing.verified_at is not None:
        return
    if await is_check_owed(session, contract):
        raise NotCheckedError
    asking = asker(contract, browser)
    try:
        await use_code(session, asking, binding(contract), code)
    except CodeSpentError as spent:
        raise await _why_spent(session, asking) from spent
    signing.verified_at = clock.now()
    note(session, SigningEvent.CODE_VERIFIED, contract, binding=binding(contract).hex())


async def _why_spent(session: AsyncSession, asking: Asker) -> DomainError:
    """Why this browser's code is of no use, for somebody who is signed in: they may know."""
    last = await last_code(session, asking)
    if last is None or last.used_at is not None:
        return CodeSpentError()
    return CodeTriedOutError() if last.wrong_tries >= TRIES else CodeLateError()


async def submit_drawing(session: AsyncSession, vault: Vault, contract: Contract, strokes: object) -> None:
    """Step ③: take the hand-drawn signature and let a job sign the document. A second tap changes nothing.

    Raises:
        NotToSignError, NotReadError, NotVerifiedError: a rung is missing.
        HandwritingError: the drawing is empty, too small or not a drawing.
    """
    if is_signed(contract):
        return
    signing = await signing_of(session, contract)
    require_signable(contract)
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
    note(session, SigningEvent.SIGNATURE_DRAWN, contract, drawing=signing.drawing_sha256)
    for asked_by in ("contract_ready", "contract_reminder"):
        await note_acted(session, contract.person_id, contract.application_id, asked_by)
    await enqueue(
        session,
        "contract.sign",
        {"contract": str(contract.id)},
        dedupe=str(contract.id),
    )


def note(session: AsyncSession, kind: Event, contract: Contract, **data: str) -> None:
    """Write to the chain what the candidate did."""
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
