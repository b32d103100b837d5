"""Telling members by mail of a contract template that is to be approved, or was sent back."""

from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.i18n import gettext, lazy
from ...access.sign_in.emails import StaffMail
from ...access.sign_in.staff_mail import have_each_told, letter
from ...access.users.models import User
from ...access.users.queries import find_actor, find_user, rights_of, users_with
from .feature import ContractTemplatePermission
from .models import ContractTemplateDraft

MAIL = "contract_template.mail"
_STATES = MappingProxyType({"wanted": "submitted", "returned": "returned"})
_WORDS = MappingProxyType(
    {"wanted": lazy("合同模板“{name}”等您审批"), "returned": lazy("合同模板“{name}”没有通过审批")}
)
_THEN = MappingProxyType(
    {
        "wanted": lazy("请逐条看过改动，同意或写明原因驳回；同意之后从生效日起用。"),
        "returned": lazy("原因见草稿的页面，改好后可以再提交。"),
    }
)


async def tell_approvers(session: AsyncSession, draft: ContractTemplateDraft) -> None:
    """Have everybody told who may approve the draft: whoever took no part in it."""
    found = await users_with(session, ContractTemplatePermission.APPROVE)
    writers = {user.id for user in await _writers(session, draft)}
    await _tell(session, draft, "wanted", [user for user in found if user.id not in writers])


async def tell_writers(session: AsyncSession, draft: ContractTemplateDraft) -> None:
    """Have everybody who wrote the draft told that it came back."""
    await _tell(session, draft, "returned", await _writers(session, draft))


async def template_mail(
    session: AsyncSession, draft_id: UUID, user_id: UUID, *, about: str, at: str
) -> StaffMail | None:
    """The mail about one draft to one member; None where it is seen to, or they may do nothing about it any more."""
    may = ContractTemplatePermission.APPROVE if about == "wanted" else ContractTemplatePermission.EDIT
    draft, user = await session.get(ContractTemplateDraft, draft_id), await find_user(session, user_id)
    if draft is None or draft.state != _STATES[about]:
        return None
    if user is None or not user.active or not (await rights_of(session, user_id)).may(may):
        return None
    what = str(_WORDS[about].format(name=gettext(draft.name)))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=letter(session, user, what, str(_THEN[about]), action=gettext("打开合同模板")),
        path=f"/hr/contract-templates/drafts/{draft.id}/{'review' if about == 'wanted' else 'submit'}",
        key=f"{tenant_of(session).schema}.template.{draft.id.hex}.{about}.{user_id.hex}.{at}",
        user_id=user_id,
    )


async def _writers(session: AsyncSession, draft: ContractTemplateDraft) -> list[User]:
    found = [await find_actor(session, actor) for actor in draft.writers]
    return [user for user in found if user is not None]


async def _tell(session: AsyncSession, draft: ContractTemplateDraft, about: str, users: list[User]) -> None:
    await have_each_told(session, MAIL, users, {"draft": str(draft.id), "about": about}, (clock.now(),))
