"""Telling keepers that a list waits for the second of four eyes."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import gettext as _
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_each_told, letter, seen_by
from ...access.users.queries import users_with
from ...people.seals.queries import keepers
from ..labour_contracts.feature import ContractPermission
from .errors import RequestNotFoundError
from .models import SealRequest
from .standing import lines_of, standing

MAIL = "sealing.mail"


async def tell_keepers(session: AsyncSession, request: SealRequest) -> None:
    """Have everybody told who may approve a list: not whoever asked, and only who keeps every seal on it."""
    kept = await keepers(session, {line.seal_id for line in lines_of(request)})
    may = [
        user
        for user in await users_with(session, ContractPermission.SEAL)
        if request.asked_by != f"user:{user.id}" and all(user.id in members for members in kept.values())
    ]
    await have_each_told(session, MAIL, may, {"request": str(request.id)}, (clock.now(),))


async def request_mail(
    session: AsyncSession, request_id: UUID, user_id: UUID, *, at: str
) -> StaffMail | None:
    """The mail about one list to one keeper; None where it is seen to, or one of its contracts is beyond what they see."""
    request = await session.get(SealRequest, request_id)
    if request is None or request.state != "open":
        return None
    async with seen_by(session, user_id, ContractPermission.SEAL) as user:
        if user is None:
            return None
        try:
            found = await standing(session, request)
        except RequestNotFoundError:
            return None
    what = _("{name}申请用印，{n} 份合同等您确认").format(name=request.asked_name, n=found.total)
    then = _("请逐份核对，用验证码确认后才会盖章；不同意的可以退回。")
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, what, then, action=_("核对并确认")),
        path=f"/hr/sealing/{request_id}",
        key=f"{tenant_of(session).schema}.sealing.{request_id.hex}.{user_id.hex}.{at}",
        user_id=user_id,
    )
