"""The tenant's rule of signing: how long a contract is read, in how many days it is signed and a question is answered."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import lazy as _
from ...audit.service import record
from ...company.settings.calendar import due_after, last_moment
from ...company.settings.queries import lock_settings, tenant_settings
from .feature import SigningEvent

MOST_SIGN_DAYS = 90
MOST_ANSWER_DAYS = 10
LeastSeconds = Literal[0, 3, 5, 10]
LEAST_SECONDS: dict[int, LeastSeconds] = {seconds: seconds for seconds in get_args(LeastSeconds)}
"""The choices that people know from other signing platforms; with 0 every page must still have been seen."""
PERSON_CHECKS = MappingProxyType(
    {
        "none": _("只用短信验证码"),
        "three_elements": _("加运营商三要素：姓名、证件号码、手机号一致"),
        "face": _("加运营商三要素，或由本人自愿选择人脸"),
    }
)
"""How a candidate's identity is checked beside the code. A face is never the only way, and nobody is made to choose it
(人脸识别技术应用安全管理办法 of 2025-06-01)."""


@dataclass(frozen=True, slots=True)
class SigningRule:
    """`least_seconds`: so long a contract must have been in front of its reader; `sign_days`: calendar days in which it can be
    signed; `answer_days`: working days within which the candidate hears what they asked; `person_check`: one of
    `PERSON_CHECKS`; `hand_seam`: the employee's signature runs over the seam of contracts made from now on."""

    least_seconds: LeastSeconds
    sign_days: int
    answer_days: int
    person_check: str = "none"
    hand_seam: bool = False


async def signing_rule(session: AsyncSession) -> SigningRule:
    """The rule of this transaction's tenant."""
    settings = await tenant_settings(session)
    least = LEAST_SECONDS[settings.reading_seconds]
    return SigningRule(
        least, settings.sign_days, settings.answer_days, settings.person_check, settings.hand_seam
    )


async def save_signing_rule(session: AsyncSession, rule: SigningRule, *, actor: str) -> None:
    """Keep another rule for what is read, sent and asked from now on."""
    settings = await lock_settings(session)
    settings.reading_seconds = rule.least_seconds
    settings.sign_days, settings.answer_days = rule.sign_days, rule.answer_days
    settings.person_check, settings.hand_seam = rule.person_check, rule.hand_seam
    record(session, SigningEvent.RULE_CHANGED, actor=actor, data=asdict(rule))


def end_of_day(moment: datetime, zone: ZoneInfo, days: int = 0) -> datetime:
    """The last second of the day of `moment` in this zone, or of the day so many days later."""
    return last_moment(moment.astimezone(zone).date() + timedelta(days=days), zone)


async def answer_due(session: AsyncSession) -> datetime:
    """By when whoever asks now is answered: so many working days on, at the hour at which the tenant answers."""
    return await due_after(session, (await tenant_settings(session)).answer_days)
