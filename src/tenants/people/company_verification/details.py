"""What is typed for a verification beside the employer itself: where a small amount is to be sent, and who applies."""

import json
import unicodedata
from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.formats import FormatError
from ....platform.i18n import gettext
from .models import CompanyVerification

APPLICANTS = ("representative", "agent")
_FIELD = "details"


@dataclass(frozen=True, slots=True)
class Details:
    """`bank` and `account`: of the company, in its own name. `applicant`: the legal representative, or an agent (经办人) whom a
    signed letter of authorisation names; of the agent no more than the name is kept."""

    bank: str = ""
    account: str = ""
    applicant: str = ""
    agent: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be typed."""
        return bool(self.bank and self.account and self.applicant in APPLICANTS) and (
            self.applicant != "agent" or bool(self.agent)
        )


async def details_of(session: AsyncSession, vault: Vault, verification: CompanyVerification) -> Details:
    """What was typed so far."""
    if verification.details_encrypted is None:
        return Details()
    key = await vault.subject(session, verification.id)
    return Details(**json.loads(key.decrypt(_FIELD, verification.details_encrypted)))


async def keep_details(
    session: AsyncSession, vault: Vault, verification: CompanyVerification, details: Details
) -> None:
    """Keep what was typed."""
    key = await vault.subject(session, verification.id)
    verification.details_encrypted = key.encrypt(_FIELD, json.dumps(asdict(details), ensure_ascii=False))


def parse_account(text: str) -> str:
    """The number of a company's bank account, which banks write in groups of four.

    Raises:
        FormatError: not 6 to 30 digits.
    """
    number = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "")
    if not (number.isascii() and number.isdigit() and 6 <= len(number) <= 30):
        raise FormatError("FORMAT", gettext("请填写对公账号，6 到 30 位数字。"))
    return number
