"""What HR answers to the findings of a check: why a warning does not matter here, or that a ban was misread.

A fact is mended and never answered: age, probation, pay.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.keyed import sha256_hex
from ....platform.crypto.vault import Subject, Vault
from ..law.findings import MISREAD, REASON, Finding
from .models import Contract

MOST_WORDS = 300
ANSWERED = (REASON, MISREAD)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member, `by` as in the chain, said of the finding with this key; `asks`: of which kind it is."""

    key: str
    code: str
    asks: str
    words: str
    by: str


def answers_to(findings: Iterable[Finding], words: Mapping[str, str], by: str) -> list[Answer]:
    """What was said, by the keys of findings: of those only that can be answered."""
    return [
        Answer(one.key, one.code, one.asks, words[one.key].strip(), by)
        for one in {finding.key: finding for finding in findings}.values()
        if one.asks in ANSWERED and words.get(one.key, "").strip()
    ]


def unanswered(findings: Iterable[Finding], answers: Sequence[Answer]) -> list[Finding]:
    """What stops the contract still: errors and warnings that nobody has answered as they ask."""
    said = {(answer.key, answer.asks) for answer in answers}
    return [one for one in findings if one.level != "alarm" and (one.key, one.asks) not in said]


def digest_of(answers: Sequence[Answer]) -> str:
    """By which a form names the answers that whoever approves has looked at."""
    return sha256_hex(json.dumps([asdict(one) for one in answers], ensure_ascii=False).encode())


def codes_of(answers: Sequence[Answer], asks: str) -> str:
    """The rules that were answered so, for the chain: which, not what was said."""
    return ",".join(sorted({answer.code for answer in answers if answer.asks == asks}))


def encrypted_answers(key: Subject, answers: Sequence[Answer]) -> bytes | None:
    """As they are kept with the contract; None where there are none."""
    if not answers:
        return None
    return key.encrypt("answers", json.dumps([asdict(one) for one in answers], ensure_ascii=False))


async def answers_of(session: AsyncSession, vault: Vault, contract: Contract) -> list[Answer]:
    """What was answered to the findings of a contract."""
    if contract.answers_encrypted is None:
        return []
    key = await vault.subject(session, contract.person_id)
    return [Answer(**kept) for kept in json.loads(key.decrypt("answers", contract.answers_encrypted))]
