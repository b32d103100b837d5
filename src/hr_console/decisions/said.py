"""What is said after a result was worked on."""

from ...platform.i18n import gettext as _
from ...platform.i18n.formats import format_time
from ...tenants.decisions.models import Decision


def said_of(decision: Decision, name: str) -> str:
    """Told, told later, or waiting for a second person."""
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
    return words.format(name=name)
