"""The rule by which promises are made."""

from datetime import date
from typing import Any

from litestar import Controller, Response, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.clock import now, today
from ....platform.db import tenant_of
from ....platform.formats import FormatError
from ....platform.formats.dates import parse_date
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.workdays import WorkCalendar, published
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.company.settings.queries import tenant_settings
from ....tenants.hiring.promises.rule import MOST_DAYS, MOST_HOURS, PromiseRule, promise_rule, save_rule
from ....tenants.hiring.vacancies.queries import vacancies
from ...actor import needs
from ...context import Console, ConsoleRequest

_MOST_OWN_DAYS = 200


class PromiseRuleController(Controller):
    """`/hr/promise-rule`."""

    path = "/hr/promise-rule"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The rule, what it means today, and which years' official plans are known."""
        rule = await promise_rule(console.session)
        values = {
            "days": str(rule.days),
            "hour": str(rule.hour),
            "warn_hours": str(rule.warn_hours),
            "escalate_hours": str(rule.escalate_hours),
            "days_off": _lines(rule.calendar.off),
            "workdays": _lines(rule.calendar.on),
        }
        values |= {f"kind.{kind}": str(days) for kind, days in rule.by_kind.items()}
        if (await tenant_settings(console.session)).survey:
            values["survey"] = "1"
        return await self._page(console, rule, Form(values))

    @post("/")
    async def save(self, console: Console) -> Response[Any]:
        """Keep another rule for what is promised from now on."""
        session = console.session
        form = await console.form()
        rule = await promise_rule(session)
        read = _read(form, await _kinds(session, rule), rule)
        if read is None:
            return await self._page(console, rule, form, status=422)
        await save_rule(session, read, survey=form.checked("survey"), actor=console.actor)
        return console.redirect(href("hr.promises.rule.show"), flash=_("已保存，从现在起的承诺按新规则。"))

    async def _page(
        self, console: ConsoleRequest, rule: PromiseRule, form: Form, status: int = 200
    ) -> Response[str]:
        year = today(tenant_of(console.session).zoneinfo).year
        return await console.page(
            "promise",
            "hr/hiring/promises/rule.html",
            status_code=status,
            form=form,
            kinds=await _kinds(console.session, rule),
            example=rule.times(now(), rule.days),
            years=[(each, published(each)) for each in (year, year + 1)],
        )


async def _kinds(session: AsyncSession, rule: PromiseRule) -> list[str]:
    """The kinds of vacancies there are, and those the rule names."""
    used = {vacancy.kind for vacancy in await vacancies(session)} - {""}
    return sorted(used | set(rule.by_kind))


def _read(form: Form, kinds: list[str], before: PromiseRule) -> PromiseRule | None:
    """The rule as it was typed, or None where something is wrong with it."""
    days = form.whole("days", 1, MOST_DAYS)
    hour = form.whole("hour", 0, 23)
    warn = form.whole("warn_hours", 0, MOST_HOURS)
    escalate = form.whole("escalate_hours", 0, MOST_HOURS)
    by_kind = {
        kind: number
        for kind in kinds
        if form.value(f"kind.{kind}") and (number := form.whole(f"kind.{kind}", 1, MOST_DAYS))
    }
    off, on = _dates(form, "days_off"), _dates(form, "workdays")
    if off & on:
        form.add_error("workdays", _("同一天不能既放假又上班。"))
    if form.ok and escalate > warn:
        form.add_error("escalate_hours", _("请先提醒 HR，再提醒用人经理：这里不能大于左边的小时数。"))
    if not form.ok:
        return None
    return PromiseRule(days, hour, by_kind, warn, escalate, WorkCalendar(off, on), before.zone)


def _dates(form: Form, name: str) -> frozenset[date]:
    """One date a line; the first line that is none is named."""
    found = set()
    for line in filter(None, map(str.strip, form.value(name).split("\n"))):
        try:
            found.add(parse_date(line))
        except FormatError as wrong:
            form.add_error(name, _("「{line}」{problem}").format(line=line[:30], problem=wrong))
            break
    if len(found) > _MOST_OWN_DAYS:
        form.add_error(name, _("最多 {most} 天。").format(most=_MOST_OWN_DAYS))
    return frozenset(found)


def _lines(days: frozenset[date]) -> str:
    return "\n".join(day.isoformat() for day in sorted(days))
