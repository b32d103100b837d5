"""Dates and amounts as the reader writes them; times in the tenant's zone."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ..clock import BEIJING
from ..tenant import current_tenant
from . import current_locale

_WEEKDAYS = {
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def _zone() -> ZoneInfo:
    tenant = current_tenant.get()
    return tenant.zoneinfo if tenant is not None else BEIJING


def local(moment: datetime) -> datetime:
    """The moment where the tenant is."""
    return moment.astimezone(_zone())


def format_date(value: date | datetime | None) -> str:
    """2026-11-22"""
    if isinstance(value, datetime):
        value = local(value)
    return value.strftime("%Y-%m-%d") if value is not None else ""


def format_datetime(value: datetime | None) -> str:
    """2026-11-22 18:00"""
    return local(value).strftime("%Y-%m-%d %H:%M") if value is not None else ""


def format_seconds(value: datetime | None) -> str:
    """2026-11-22 18:00:05, for timelines"""
    return local(value).strftime("%Y-%m-%d %H:%M:%S") if value is not None else ""


def format_time(value: datetime | None) -> str:
    """18:00"""
    return local(value).strftime("%H:%M") if value is not None else ""


def format_daymonth(value: date | datetime) -> str:
    """11月25日, Nov 25"""
    day = local(value) if isinstance(value, datetime) else value
    if current_locale.get() == "en":
        return f"{_MONTHS[day.month - 1]} {day.day}"
    return f"{day.month}月{day.day}日"


def format_weekday(value: date | datetime) -> str:
    """周三, Wed"""
    day = local(value) if isinstance(value, datetime) else value
    return _WEEKDAYS[current_locale.get()][day.weekday()]


def format_money(value: Decimal | None) -> str:
    """¥12,000.00"""
    return f"¥{value:,.2f}" if value is not None else ""
