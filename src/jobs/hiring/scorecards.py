"""Reminding interviewers of the cards they owe, and telling those who asked when reminding does not help."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.crypto.vault import Vault
from ...platform.db import tenant_of
from ...platform.emails import Email
from ...platform.i18n import gettext as _
from ...tenants.access.sign_in.emails import StaffMail
from ...tenants.access.users.models import User
from ...tenants.company.settings.features import Feature, is_on
from ...tenants.hiring.candidates.models import Application
from ...tenants.hiring.interviews.card_reminders import JOB
from ...tenants.hiring.interviews.links import link_token
from ...tenants.hiring.interviews.models import InterviewAssignment
from ...tenants.hiring.scorecards.corrections import JOB as CORRECT
from ...tenants.hiring.scorecards.corrections import GivenBack, given_back
from ...tenants.hiring.scorecards.reminders import LAST_STEP, Owing, due_reminder, record_reminded
from ..context import Context
from ..messaging.members import staff_notification, tell


@staff_notification(JOB)
async def remind(context: Context, payload: dict[str, Any]) -> None:
    """Send the reminder that is due, if one is."""
    assignment_id, since = UUID(payload["interview"]), datetime.fromisoformat(payload["since"])
    asked_by = payload["asked_by"]
    async with context.work() as session:
        owing = await due_reminder(session, assignment_id, asked_by=asked_by, since=since)
        if owing is None:
            return
        mails = await _mails(session, context.services.vault, owing)
    for mail in mails:
        await tell(context, mail)
    async with context.work() as session:
        await record_reminded(session, owing, asked_by=asked_by, since=since)


@staff_notification(CORRECT)
async def ask_to_correct(context: Context, payload: dict[str, Any]) -> None:
    """Mail the interviewer whose card was given back."""
    revision_id = UUID(payload["revision"])
    async with context.work() as session:
        found = await given_back(session, revision_id)
        if found is None:
            return
        path = await _path(session, context.services.vault, found.assignment, found.application)
        key = f"{tenant_of(session).schema}.card.back.{revision_id.hex}"
    email = _correction(found)
    await tell(context, _mail(found.interviewer, email, path, key))


async def _mails(session: AsyncSession, vault: Vault, owing: Owing) -> list[StaffMail]:
    key = f"{tenant_of(session).schema}.card.{owing.assignment.id.hex}.{owing.step}"
    if owing.step == LAST_STEP:
        path = f"/hr/candidates/{owing.application.id}"
        return [_mail(user, _overdue(owing, user), path, f"{key}.{user.id.hex}") for user in owing.to]
    path = await _path(session, vault, owing.assignment, owing.application)
    return [_mail(user, _reminder(owing, user), path, key) for user in owing.to]


async def _path(
    session: AsyncSession, vault: Vault, assignment: InterviewAssignment, application: Application
) -> str:
    """Where the card is filled in: without a log-in where the department works with links."""
    if await is_on(session, Feature.INTERVIEW_LINKS, application.vacancy.department_id):
        return f"/i/{await link_token(session, vault, assignment)}"
    return f"/hr/assignments/{assignment.id}"


def _mail(user: User, email: Email, path: str, key: str) -> StaffMail:
    return StaffMail(user.login, user.name, email, path, key, user_id=user.id)


def _reminder(owing: Owing, user: User) -> Email:
    application = owing.application
    said = _("{candidate}（{post} · {round}）还在等您的面试评价，一份约 90 秒，手机上就能完成。").format(
        candidate=application.person.name, post=application.vacancy.title, round=_(owing.assignment.round)
    )
    return Email(
        subject=_("请提交面试评价"),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(said, _("候选人要等评价齐了才能得到答复。已经提交的，请忽略这封邮件。")),
        action=_("现在评价"),
    )


def _correction(found: GivenBack) -> Email:
    application = found.application
    said = _("您对{candidate}（{post} · {round}）的面试评价被退回更正，理由：{reason}").format(
        candidate=application.person.name,
        post=application.vacancy.title,
        round=_(found.assignment.round),
        reason=found.reason,
    )
    return Email(
        subject=_("请更正面试评价"),
        greeting=_("{name}，您好：").format(name=found.interviewer.name),
        paragraphs=(said, _("您之前填写的内容都在，改好后请重新提交；提交前仍按原评价计算。")),
        action=_("更正评价"),
    )


def _overdue(owing: Owing, user: User) -> Email:
    application = owing.application
    said = _("提醒两次后，{interviewer}仍未提交{candidate}（{post} · {round}）的面试评价。").format(
        interviewer=owing.interviewer.name,
        candidate=application.person.name,
        post=application.vacancy.title,
        round=_(owing.assignment.round),
    )
    return Email(
        subject=_("面试评价迟迟未交"),
        greeting=_("{name}，您好：").format(name=user.name),
        paragraphs=(said, _("请直接联系面试官，或另请一位面试官评价，以免误了答复候选人的日期。")),
        action=_("查看候选人"),
    )
