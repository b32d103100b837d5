"""What HR types about an interview."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from ....platform import clock
from ....platform.http.fields import moment_field
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.hiring.interviews.arrangement import Plan
from ....tenants.hiring.interviews.models import Interview

MINUTES = (30, 45, 60, 90, 120, 180)
MOST_PANEL = 10
_FURTHEST = timedelta(days=366)


def filled(interview: Interview, panel: Collection[UUID], zone: ZoneInfo) -> Form:
    """The form with what stands."""
    at = interview.starts_at.astimezone(zone)
    form = Form(
        {
            "day": at.date().isoformat(),
            "time": f"{at:%H:%M}",
            "minutes": str(interview.minutes),
            "place": interview.place,
            "link": interview.link,
            "note": interview.note,
        }
    )
    form.set_all("panel", map(str, panel))
    return form


def read_plan(form: Form, round_name: str, interviewers: Collection[UUID], zone: ZoneInfo) -> Plan | None:
    """The plan, or None with what is wrong noted in `form`."""
    starts_at = moment_field(form, "day", "time", zone)
    if starts_at is not None and starts_at > clock.now() + _FURTHEST:
        form.add_error("day", _("日期超过一年，请核对年份。"))
    minutes = form.choice("minutes", tuple(map(str, MINUTES)))
    place = form.text("place", required=False, most=200)
    link = form.text("link", required=False, most=500)
    if link and not link.startswith("https://"):
        form.add_error("link", _("请填写以 https:// 开头的会议链接；会议号和密码可以写在说明里。"))
    if not place and not link:
        form.add_error("place", _("请填写地点或线上会议链接。"))
    note = form.lines("note", required=False, most=500)
    known = {str(id_): id_ for id_ in interviewers}
    panel = frozenset(known[text] for text in form.all("panel") if text in known)
    if not panel:
        form.add_error("panel", _("请至少选一位面试官。"))
    elif len(panel) > MOST_PANEL:
        form.add_error("panel", _("一场面试最多 {most} 位面试官。").format(most=MOST_PANEL))
    if not form.ok or starts_at is None:
        return None
    return Plan(round_name, starts_at, int(minutes), place, link, note, panel)
