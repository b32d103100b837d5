"""Telling whoever makes contracts that an employee wants one on paper: at once, and again before it is due."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import gettext
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_told, letter, seen_by
from ...company.settings.calendar import while_there_is_time
from ..labour_contracts.feature import ContractPermission
from .models import PaperCopy

MAIL = "paper_copy.mail"


async def tell_staff(session: AsyncSession, copy: PaperCopy) -> None:
    """Have everybody who makes contracts told now, and once more while there is time; each as far as they see."""
    moments = (clock.now(), await while_there_is_time(session, copy.due_at))
    await have_told(session, MAIL, ContractPermission.MAKE, {"copy": str(copy.id)}, moments)


async def copy_mail(session: AsyncSession, copy_id: UUID, user_id: UUID, *, at: str) -> StaffMail | None:
    """The mail about one copy to one member; None where it is seen to, or beyond what they see."""
    statement = (
        select(PaperCopy)
        .where(PaperCopy.id == copy_id, PaperCopy.state == "asked")
        .options(joinedload(PaperCopy.contract), joinedload(PaperCopy.person))
    )
    async with seen_by(session, user_id, ContractPermission.MAKE) as user:
        copy = await session.scalar(statement) if user is not None else None
    if user is None or copy is None:
        return None
    due = copy.due_at.astimezone(tenant_of(session).zoneinfo).strftime("%m-%d %H:%M")
    what = gettext("{name}申请劳动合同（{number}）的纸质复印件").format(
        name=copy.person.name, number=copy.contract.number
    )
    then = gettext("已答应对方 {due} 前交付。请打印，交付后在合同页登记。").format(due=due)
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, what, then, action=gettext("打开合同")),
        path=f"/hr/contracts/{copy.contract_id}#copies",
        key=f"{tenant_of(session).schema}.paper_copy.{copy.id.hex}.{user_id.hex}.{at}",
        user_id=user_id,
    )
