"""Telling whoever makes contracts, in one mail a day, of the deadlines that come near."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.crypto.vault import Vault
from ....platform.db import tenant_of
from ....platform.i18n import gettext as _
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_told, letter, seen_by
from ..labour_contracts.feature import ContractPermission
from .calendar import WORDS
from .queries import deadlines
from .types import Deadline

MAIL = "deadline.mail"
_MORNING = time(9)
_MOST = 30


async def tell_of_today(session: AsyncSession, vault: Vault) -> None:
    """Ask for this day's mails, where there is something to say; twice on a day is once."""
    if any(one.told_today for one in await deadlines(session, vault)):
        zone = tenant_of(session).zoneinfo
        moment = datetime.combine(clock.today(zone), _MORNING, zone)
        await have_told(session, MAIL, ContractPermission.MAKE, {}, (moment,))


async def deadline_mail(session: AsyncSession, vault: Vault, user_id: UUID, *, at: str) -> StaffMail | None:
    """The mail of a day to one member, as far as they see; None where there is nothing."""
    async with seen_by(session, user_id, ContractPermission.MAKE) as user:
        found = [one for one in await deadlines(session, vault) if one.told_today] if user is not None else []
    if user is None or not found:
        return None
    what = _("{n} 份合同的期限").format(n=len(found))
    lines = [_line(one) for one in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(_("还有 {n} 份，见“期限”页面。").format(n=len(found) - _MOST))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, *lines, action=_("看期限")),
        path="/hr/deadlines",
        key=f"{tenant_of(session).schema}.deadline.{user_id.hex}.{at}",
        user_id=user_id,
    )


def _line(one: Deadline) -> str:
    when = _("晚了 {n} 天").format(n=-one.left) if one.late else _("还有 {n} 天").format(n=one.left)
    said = _("{what}：{day}，{when}").format(
        what=WORDS[one.kind].format(name=one.name), day=one.day.isoformat(), when=when
    )
    if one.cost is not None:
        said += _("，已要多付约 {cost} 元").format(cost=f"{one.cost:,.2f}")
    return said
