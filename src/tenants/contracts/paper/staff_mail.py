"""Telling members of a contract on paper: it is due, it waits for the second pair of eyes, it was sent back."""

from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db import tenant_of
from ....platform.i18n import gettext, lazy
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_told, letter, seen_by
from ..labour_contracts.feature import ContractPermission
from ..labour_contracts.models import Contract
from .feature import PaperPermission
from .queries import paper_of

MAIL = "paper.mail"
DUE, TO_CHECK, SENT_BACK = "due", "to_check", "sent_back"
_FOR = MappingProxyType(
    {DUE: ContractPermission.MAKE, TO_CHECK: PaperPermission.CHECK, SENT_BACK: ContractPermission.MAKE}
)
_WORDS = MappingProxyType(
    {
        DUE: lazy("{name}的纸质合同（{number}）还没有签署完成"),
        TO_CHECK: lazy("{name}的纸质合同（{number}）等您核对"),
        SENT_BACK: lazy("{name}的纸质合同（{number}）扫描件被退回"),
    }
)
_NEXT = MappingProxyType(
    {
        DUE: lazy(
            "请打印、签字盖章并上传扫描件，再由另一位同事核对。最晚 {due}；书面合同须在用工一个月内订立。"
        ),
        TO_CHECK: lazy("请逐项核对扫描件，通过后合同才算签署完成。最晚 {due}。"),
        SENT_BACK: lazy("原因见合同页，请重新扫描上传。最晚 {due}。"),
    }
)


async def tell_staff(session: AsyncSession, contract: Contract, kind: str, at: datetime) -> None:
    """Have everybody who can do it told at that moment, each as far as they see."""
    await have_told(session, MAIL, _FOR[kind], {"contract": str(contract.id), "kind": kind}, (at,))


async def paper_mail(
    session: AsyncSession, contract_id: UUID, user_id: UUID, kind: str, *, at: str
) -> StaffMail | None:
    """The mail about one contract to one member; None where it is seen to, not theirs to do, or beyond what they see."""
    async with seen_by(session, user_id, _FOR[kind]) as user:
        paper = await paper_of(session, contract_id) if user is not None else None
    if user is None or paper is None:
        return None
    scan = paper.waiting
    to_check = scan is not None and scan.uploaded_by != f"user:{user_id}"
    if (kind == TO_CHECK and not to_check) or (kind == SENT_BACK and scan is not None):
        return None
    zone, due = tenant_of(session).zoneinfo, paper.contract.paper_due_at
    person = paper.contract.person.name
    what = str(_WORDS[kind].format(name=person, number=paper.contract.number))
    by = due.astimezone(zone).strftime("%Y-%m-%d") if due is not None else "—"
    then = str(_NEXT[kind].format(due=by))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, what, then, action=gettext("打开合同")),
        path=f"/hr/contracts/{contract_id}/paper",
        key=f"{tenant_of(session).schema}.paper.{kind}.{contract_id.hex}.{user_id.hex}.{at}",
        user_id=user_id,
    )
