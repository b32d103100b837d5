"""The rule of offers: whether a second person approves them, and in how many days they are answered."""

from typing import Any

from litestar import Controller, Response, get, post

from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....tenants.access.users.queries import users_with
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.contracts.offers.feature import OfferPermission
from ....tenants.contracts.offers.rule import MOST_DAYS, OfferRule, offer_rule, save_offer_rule
from ...actor import needs
from ...context import Console, ConsoleRequest


class OfferRuleController(Controller):
    """`/hr/offer-rule`."""

    path = "/hr/offer-rule"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The rule as it is."""
        rule = await offer_rule(console.session)
        values = {"reply_days": str(rule.reply_days)} | ({"approval": "1"} if rule.approval else {})
        return await _page(console, Form(values))

    @post("/")
    async def save(self, console: Console) -> Response[Any]:
        """Keep another rule for the offers that are written from now on."""
        form = await console.form()
        days = form.whole("reply_days", 1, MOST_DAYS)
        if not form.ok:
            return await _page(console, form)
        await save_offer_rule(console.session, OfferRule(form.checked("approval"), days), actor=console.actor)
        return console.redirect(
            href("hr.offers.rule.show"), flash=_("已保存，以后起草的录用通知书按新设置。")
        )


async def _page(console: ConsoleRequest, form: Form) -> Response[str]:
    return await console.page(
        "offer-rule",
        "hr/contracts/offers/rule.html",
        status_code=200 if form.ok else 422,
        form=form,
        most=MOST_DAYS,
        approvers=await users_with(console.session, OfferPermission.APPROVE),
    )
