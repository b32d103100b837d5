"""Telling members by mail of a contract that is to be approved, or was not."""

from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import gettext, lazy
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_each_told, have_told, letter, seen_by
from ...access.users.queries import find_actor
from .feature import ContractPermission
from .models import Contract

MAIL = "contract.approval_mail"
_WORDS = MappingProxyType(
    {
        "wanted": lazy("{name}的劳动合同（{number}）等您审批"),
        "returned": lazy("{name}的劳动合同（{number}）没有通过审批"),
    }
)
_THEN = MappingProxyType(
    {
        "wanted": lazy("请核对全文、校验提示和同事写的原因，同意或写明原因驳回；同意之后才能发送。"),
        "returned": lazy("原因见合同的页面。请撤回后改好重新生成。"),
    }
)


async def tell_approvers(session: AsyncSession, contract: Contract) -> None:
    """Have everybody who approves contracts told that one waits; each as far as they see."""
    about = {"contract": str(contract.id), "about": "wanted"}
    await have_told(session, MAIL, ContractPermission.APPROVE, about, (clock.now(),))


async def tell_maker(session: AsyncSession, contract: Contract) -> None:
    """Have whoever made the contract told that it was not approved."""
    maker = await find_actor(session, contract.created_by)
    if maker is not None:
        about = {"contract": str(contract.id), "about": "returned"}
        await have_each_told(session, MAIL, (maker,), about, (clock.now(),))


async def approval_mail(
    session: AsyncSession, contract_id: UUID, user_id: UUID, *, about: str, at: str
) -> StaffMail | None:
    """The mail about one contract to one member; None where it is seen to, or beyond what they see."""
    statement = select(Contract).where(Contract.id == contract_id).options(joinedload(Contract.person))
    may = ContractPermission.APPROVE if about == "wanted" else ContractPermission.MAKE
    async with seen_by(session, user_id, may) as user:
        contract = await session.scalar(statement) if user is not None else None
    if user is None or contract is None or contract.approval != about or contract.state == "withdrawn":
        return None
    what = str(_WORDS[about].format(name=contract.person.name, number=contract.number))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, what, str(_THEN[about]), action=gettext("打开合同")),
        path=f"/hr/contracts/{contract.id}",
        key=f"{tenant_of(session).schema}.approval.{contract.id.hex}.{about}.{user_id.hex}.{at}",
        user_id=user_id,
    )
