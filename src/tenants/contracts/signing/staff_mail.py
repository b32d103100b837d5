"""Telling whoever makes contracts that a candidate asks or refuses: at once, and again before the promised answer is due."""

from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import gettext, lazy
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_told, letter, seen_by
from ...company.settings.calendar import while_there_is_time
from ..labour_contracts.feature import ContractPermission
from .models import Concern

MAIL = "concern.mail"
_WORDS = MappingProxyType(
    {
        "question": lazy("{name}对劳动合同（{number}）有疑问"),
        "mistake": lazy("{name}指出劳动合同（{number}）信息有误"),
        "paper": lazy("{name}要求改签纸质劳动合同（{number}）"),
        "refusal": lazy("{name}拒签劳动合同（{number}）"),
    }
)


async def tell_staff(session: AsyncSession, concern: Concern) -> None:
    """Have everybody who makes contracts told now, and once more while there is time to answer; each as far as they see."""
    moments = [clock.now()]
    if concern.due_at is not None:
        moments.append(await while_there_is_time(session, concern.due_at))
    await have_told(session, MAIL, ContractPermission.MAKE, {"concern": str(concern.id)}, moments)


async def concern_mail(
    session: AsyncSession, concern_id: UUID, user_id: UUID, *, at: str
) -> StaffMail | None:
    """The mail about one concern to one member; None where it is seen to, or beyond what they see."""
    statement = (
        select(Concern)
        .where(Concern.id == concern_id, Concern.state == "open")
        .options(joinedload(Concern.contract), joinedload(Concern.person))
    )
    async with seen_by(session, user_id, ContractPermission.MAKE) as user:
        concern = await session.scalar(statement) if user is not None else None
    if user is None or concern is None:
        return None
    said = str(_WORDS[concern.kind].format(name=concern.person.name, number=concern.contract.number))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, said, *_lines(session, concern, said), action=gettext("打开合同")),
        path=f"/hr/contracts/{concern.contract_id}#concern-{concern.id}",
        key=f"{tenant_of(session).schema}.concern.{concern.id.hex}.{user_id.hex}.{at}",
        user_id=user_id,
    )


def _lines(session: AsyncSession, concern: Concern, said: str) -> tuple[str, ...]:
    if concern.due_at is None:
        return (gettext("{what}。原因见合同页，处理后请点“知道了”。").format(what=said),)
    due = concern.due_at.astimezone(tenant_of(session).zoneinfo).strftime("%m-%d %H:%M")
    return (
        gettext("{what}。合同在您答复前不能签署。").format(what=said),
        gettext("已答应对方 {due} 前答复。").format(due=due),
    )
