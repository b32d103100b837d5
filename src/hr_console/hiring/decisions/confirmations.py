"""What is said after a result was worked on."""

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import gettext as _
from ....platform.i18n.formats import format_time
from ....tenants.hiring.decisions.models import Decision
from ....tenants.messaging.messages.delivery import Group, quiet_until


async def said_of(session: AsyncSession, decision: Decision, name: str) -> str:
    """Told, told later or in the morning, or waiting for a second person."""
    if decision.proposed_outcome is not None and not (decision.confirmed_at or decision.tell_at):
        return _("已提出{name}的结果，等另一位同事确认后才会通知。").format(name=name)
    words = (
        _("已确认{name}通过，正在通知。")
        if decision.confirmed_outcome == "pass"
        else _("已确认{name}未通过，正在通知。")
    )
    if decision.tell_at is not None:
        words = (
            _("已确认{name}通过，{time} 通知，在此之前可以撤回。")
            if decision.confirmed_outcome == "pass"
            else _("已确认{name}未通过，{time} 通知，在此之前可以撤回。")
        )
        return words.format(name=name, time=format_time(decision.tell_at))
    if (morning := await quiet_until(session, Group.RESULTS)) is not None:
        words = (
            _("已确认{name}通过。进度页现在就能看到，消息最晚 {time} 发出。")
            if decision.confirmed_outcome == "pass"
            else _("已确认{name}未通过。进度页现在就能看到，消息最晚 {time} 发出。")
        )
        return words.format(name=name, time=format_time(morning))
    return words.format(name=name)
