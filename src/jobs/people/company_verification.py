"""Verifying companies: sending the small amount, doing what time brings, telling the admins."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.emails import Email
from ...platform.i18n import LazyText, gettext
from ...platform.i18n import lazy as _
from ...platform.providers.bank_transfer.port import Payee
from ...platform.queue import Urgency, enqueue, job
from ...tenants.access.sign_in.emails import StaffMail
from ...tenants.access.users.models import User
from ...tenants.access.users.queries import active_users, users_with
from ...tenants.company.settings.feature import SettingsPermission
from ...tenants.people.company_verification.details import details_of
from ...tenants.people.company_verification.models import CompanyVerification
from ...tenants.people.company_verification.proof import WATCH
from ...tenants.people.company_verification.queries import verification
from ...tenants.people.company_verification.service import TELL, TRANSFER
from ...tenants.people.company_verification.transfer import record_sent
from ...tenants.people.company_verification.watching import look_after
from ..context import Context
from ..messaging.members import staff_notification, tell

MAIL = "company_verification.mail"
# News → its headline, and what it means.
_NEWS: Mapping[str, tuple[LazyText, LazyText]] = MappingProxyType(
    {
        "rejected": (_("{employer}的企业认证资料被退回"), _("退回的原因在认证页上，修改后可以重新提交。")),
        "transfer_sent": (
            _("已向{employer}的对公账户打款，请填写金额"),
            _("请在 10 天内查看银行流水，把收到的金额填到认证页上，填对即通过。"),
        ),
        "transfer_failed": (
            _("{employer}的打款验证已作废"),
            _("金额没有在期限内填对。可以在认证页上申请重新打款。"),
        ),
        "proven": (
            _("{employer}已通过企业认证"),
            _("之后新生成的合同不再标注试用。认证一年有效，到期前会提醒您。"),
        ),
        "due_soon": (
            _("{employer}的企业认证将于 {day} 到期"),
            _("请在到期前重新认证。到期后新生成的合同会标注“试用 · 主体未认证”。"),
        ),
        "lapsed": (
            _("{employer}的企业认证已到期"),
            _("现在新生成的合同会标注“试用 · 主体未认证”，重新认证后恢复。"),
        ),
        "changed": (
            _("{employer}的企业认证已失效"),
            _(
                "单位全称、信用代码或法定代表人有变更，请重新认证。认证前新生成的合同会标注“试用 · 主体未认证”。"
            ),
        ),
    }
)


@job(TRANSFER, retries=10)
async def send_transfer(context: Context, payload: dict[str, Any]) -> None:
    """Have the small amount sent; where a person sends it, it waits for them."""
    verification_id = UUID(payload["verification"])
    async with context.work() as session:
        found = await verification(session, verification_id)
        if found.state != "transfer_due":
            return
        details = await details_of(session, context.services.vault, found)
        payee, number = Payee(found.name, details.bank, details.account), found.transfers
    key = f"{context.tenant.schema}.{verification_id.hex}.{number}"
    fen = await context.services.bank_transfer.send(payee, key)
    if fen is None:
        return
    async with context.work() as session:
        found = await verification(session, verification_id, lock=True)
        if (found.state, found.transfers) == ("transfer_due", number):
            await record_sent(session, context.services.vault, found, fen, actor="system")


@job(WATCH, urgency=Urgency.BULK)
async def watch(context: Context, payload: dict[str, Any]) -> None:
    """A moment has come at which something may be due."""
    async with context.work() as session:
        await look_after(session, await verification(session, UUID(payload["verification"]), lock=True))


@job(TELL)
async def tell_admins(context: Context, payload: dict[str, Any]) -> None:
    """Have each member told who may verify the company."""
    async with context.work() as session:
        for user in await users_with(session, SettingsPermission.MANAGE):
            mail = payload | {"user": str(user.id)}
            mail.pop("tenant", None)
            dedupe = f"{mail['verification']}:{mail['news']}:{mail['at']}:{user.id}"
            await enqueue(session, MAIL, mail, dedupe=dedupe)


@staff_notification(MAIL)
async def send_mail(context: Context, payload: dict[str, Any]) -> None:
    """Tell one of them."""
    async with context.work() as session:
        users = await active_users(session, [UUID(payload["user"])])
        mail = await _mail(session, context, payload, users[0]) if users else None
    if mail is not None:
        await tell(context, mail)


async def _mail(session: AsyncSession, context: Context, payload: dict[str, Any], user: User) -> StaffMail:
    found = await verification(session, UUID(payload["verification"]))
    headline, meaning = _NEWS[payload["news"]]
    day = _day(found, context)
    said = str(headline.format(employer=found.name, day=day))
    return StaffMail(
        to=user.login,
        name=user.name,
        email=Email(
            subject=gettext("{company}：{what}").format(company=context.tenant.name, what=said),
            greeting=gettext("{name}，您好：").format(name=user.name),
            paragraphs=(gettext("{what}。").format(what=said) + str(meaning),),
            action=gettext("打开认证页"),
        ),
        path=f"/hr/employers/{found.legal_entity_id}/verification",
        key=f"{context.tenant.schema}.{found.id.hex}.{payload['news']}.{user.id.hex}.{payload['at']}",
        user_id=user.id,
    )


def _day(found: CompanyVerification, context: Context) -> str:
    until = found.proven_until
    return until.astimezone(context.tenant.zoneinfo).strftime("%Y-%m-%d") if until is not None else ""
