"""How the tenant's messages go out."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from litestar import Controller, Response, get, post

from ....platform.clock import now
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.hiring.candidate_sign_in.service import code_use
from ....tenants.messaging.channels.types import CHANNELS
from ....tenants.messaging.messages.delivery import (
    LONGEST_WAIT,
    MODES,
    MOST_A_DAY,
    MOST_CODES,
    QUIET,
    Delivery,
    Group,
    Way,
    delivery,
    save_delivery,
)
from ...actor import needs
from ...context import Console, ConsoleRequest

_EVENING = time(22, 15)
_CODES = ("codes_per_hour", "codes_per_day")
_FEWEST_CODES = 20


class DeliveryController(Controller):
    """`/hr/delivery`."""

    path = "/hr/delivery"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The settings, and what they mean this evening."""
        wanted = await delivery(console.session)
        start, end = (wanted.hours.start, wanted.hours.end) if wanted.hours.any else QUIET
        values = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "per_day": str(wanted.per_day)}
        values |= {name: str(getattr(wanted, name)) for name in _CODES}
        values |= {"quiet": "1"} if wanted.hours.any else {}
        for group in Group:
            way = wanted.ways.get(group, Way())
            values |= {
                f"{group}.mode": way.mode,
                f"{group}.first": way.first,
                f"{group}.minutes": str(way.minutes),
            }
            values |= {f"{group}.at_night": "1"} if way.at_night else {}
        return await self._page(console, wanted, Form(values))

    @post("/")
    async def save(self, console: Console) -> Response[Any]:
        """Keep them for what is queued from now on."""
        form, before = await console.form(), await delivery(console.session)
        wanted = _read(form, before)
        if not form.ok:
            return await self._page(console, before, form, status=422)
        await save_delivery(console.session, wanted, actor=console.actor)
        return console.redirect(href("hr.delivery.show"), flash=_("已保存，从现在起按新的方式发送。"))

    async def _page(
        self, console: ConsoleRequest, saved: Delivery, form: Form, status: int = 200
    ) -> Response[str]:
        zone = saved.hours.zone
        evening = datetime.combine(now().astimezone(zone).date(), _EVENING, zone)
        return await console.page(
            "delivery",
            "hr/messaging/delivery/settings.html",
            status_code=status,
            form=form,
            groups=list(Group),
            zone=zone.key,
            evening=evening,
            opens=[(group, saved.opening_of(group, evening)) for group in Group],
            codes=await code_use(console.session),
        )


def _read(form: Form, before: Delivery) -> Delivery:
    """What was typed; of no use where the form is wrong."""
    start = end = time()
    if form.checked("quiet"):
        start, end = _time(form, "start"), _time(form, "end")
        if form.ok and start == end:
            form.add_error("end", _("开始和结束不能是同一时间。"))
    ways, plain = {}, Way()
    for group in Group:
        mode = form.choice(f"{group}.mode", MODES)
        # At once, nothing comes first or waits: whatever stands there is no fault.
        ordered = mode != "together"
        ways[group] = Way(
            next((one for one in MODES if one == mode), plain.mode),
            form.choice(f"{group}.first", CHANNELS) if ordered else plain.first,
            form.whole(f"{group}.minutes", 1, LONGEST_WAIT) if ordered else plain.minutes,
            form.checked(f"{group}.at_night"),
        )
    hours, per_day = replace(before.hours, start=start, end=end), form.whole("per_day", 1, MOST_A_DAY)
    codes = {name: form.whole(name, _FEWEST_CODES, MOST_CODES) for name in _CODES}
    return Delivery(hours, per_day, ways, **codes)


def _time(form: Form, name: str) -> time:
    try:
        return time.fromisoformat(form.value(name)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        form.add_error(name, _("请填写时间，例如 22:00。"))
        return time()
