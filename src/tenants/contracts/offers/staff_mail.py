"""Telling members of an offer by mail: who approves that one waits, who makes them what the candidate said."""

from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.features import Permission
from ....platform.i18n import gettext, lazy
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_told, letter, seen_by
from .feature import OfferPermission
from .models import Offer
from .types import WAITING

MAIL = "offer.mail"
_WORDS = MappingProxyType(
    {
        "approval": lazy("{name}的录用通知书等您审批"),
        "asked": lazy("{name}对录用通知书有疑问"),
        "accepted": lazy("{name}接受了录用通知书"),
        "declined": lazy("{name}没有接受录用通知书"),
        "lapsed": lazy("{name}没有在期限内答复录用通知书"),
    }
)
_THEN = MappingProxyType(
    {
        "approval": lazy("请核对薪酬、期限和试用期，同意或写明原因驳回。"),
        "asked": lazy("请在录用通知书的页面上答复，对方会马上收到。"),
        "accepted": lazy("入职登记填好后就可以生成劳动合同，内容从录用通知书带出。"),
        "declined": lazy("原因见录用通知书的页面。可以改条款重新发一版，或把候选人归档。"),
        "lapsed": lazy("可以联系对方，改好后重新发一版。"),
    }
)
# As what an offer must still stand, for the mail to be worth sending.
_WHILE = MappingProxyType({"approval": ("pending_approval",), "asked": WAITING})


async def tell_approvers(session: AsyncSession, offer: Offer) -> None:
    """Have everybody who approves offers told that one waits; each as far as they see."""
    await _have_told(session, offer, "approval", OfferPermission.APPROVE)


async def tell_makers(session: AsyncSession, offer: Offer, about: str) -> None:
    """Have everybody who makes offers told what became of one: `asked`, `accepted`, `declined` or `lapsed`."""
    await _have_told(session, offer, about, OfferPermission.MAKE)


async def offer_mail(
    session: AsyncSession, offer_id: UUID, user_id: UUID, *, about: str, at: str
) -> StaffMail | None:
    """The mail about one offer to one member; None where it is seen to, or beyond what they see."""
    statement = select(Offer).where(Offer.id == offer_id).options(joinedload(Offer.person))
    may = OfferPermission.APPROVE if about == "approval" else OfferPermission.MAKE
    async with seen_by(session, user_id, may) as user:
        offer = await session.scalar(statement) if user is not None else None
    if user is None or offer is None or offer.state not in _WHILE.get(about, (about,)):
        return None
    if about == "asked" and not offer.question_open:
        return None
    what = str(_WORDS[about].format(name=offer.person.name))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, what, str(_THEN[about]), action=gettext("打开录用通知书")),
        path=f"/hr/offers/{offer.id}",
        key=f"{tenant_of(session).schema}.offer.{offer.id.hex}.{about}.{user_id.hex}.{at}",
        user_id=user_id,
    )


async def _have_told(session: AsyncSession, offer: Offer, about: str, may: Permission) -> None:
    await have_told(session, MAIL, may, {"offer": str(offer.id), "about": about}, (clock.now(),))
