"""Fields that several forms have in common."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ..formats import FormatError
from ..formats.dates import parse_clock
from ..formats.uscc import parse_uscc
from ..i18n import gettext as _
from .forms import Form


def uscc_field(form: Form) -> str:
    """The 统一社会信用代码 in `uscc`; one whose check character is wrong is taken when `uscc_sure` is ticked.

    Genuine codes of the pilot years fail the check, so that it can be overruled, but never by mistake.
    """
    if not form.value("uscc"):
        form.add_error("uscc", _("请填写这一项。"))
        return ""
    try:
        code, doubts = parse_uscc(form.value("uscc"))
    except FormatError as wrong:
        form.add_error("uscc", str(wrong))
        return ""
    if doubts and not form.checked("uscc_sure"):
        form.add_error("uscc", _("校验位不符，请对照营业执照核对。"))
        form.add_error("uscc_sure", _("如果与营业执照完全一致，请勾选后再提交。"))
    return code


def moment_field(
    form: Form, day: str, clock: str, zone: ZoneInfo, *, required: bool = True
) -> datetime | None:
    """The moment (in UTC) typed as a date in the field `day` and a time of day in `clock`, where the tenant is.

    Not required, both are blank together or filled together.
    """
    required = required or bool(form.value(day) or form.value(clock))
    date, time = form.day(day, required=required), form.parsed(clock, parse_clock, required=required)
    if date is None or time is None:
        return None
    moment = datetime.combine(date, time, zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(date, time):
        form.add_error(clock, _("这一天没有这个时间（时钟调整），请换一个时间。"))
        return None
    return moment
