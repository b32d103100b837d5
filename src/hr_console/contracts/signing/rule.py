"""The rule of signing: how long a contract is read, in how many days it is signed and a candidate answered."""

from dataclasses import asdict
from typing import Any

from litestar import Controller, Response, get, post

from ....platform.clock import now
from ....platform.db import tenant_of
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.providers.person_check.registry import person_check_of
from ....platform.settings import Settings
from ....tenants.access.users.queries import users_with
from ....tenants.company.settings.feature import SettingsPermission
from ....tenants.contracts.labour_contracts.approval import contract_approval, save_contract_approval
from ....tenants.contracts.labour_contracts.feature import ContractPermission
from ....tenants.contracts.signing.notice import NOTICE
from ....tenants.contracts.signing.rule import (
    LEAST_SECONDS,
    MOST_ANSWER_DAYS,
    MOST_SIGN_DAYS,
    PERSON_CHECKS,
    SigningRule,
    answer_due,
    end_of_day,
    save_signing_rule,
    signing_rule,
)
from ...actor import needs
from ...context import Console, ConsoleRequest

_SECONDS = {str(seconds): seconds for seconds in LEAST_SECONDS.values()}


class SigningRuleController(Controller):
    """`/hr/signing-rule`."""

    path = "/hr/signing-rule"
    dependencies = needs(SettingsPermission.MANAGE)

    @get("/")
    async def show(self, console: Console) -> Response[str]:
        """The rule, and what it means for a contract that is sent now."""
        rule = await signing_rule(console.session)
        # a box that is not ticked is not in a form at all
        values = {name: str(value) for name, value in asdict(rule).items() if value is not False}
        if await contract_approval(console.session):
            values["contract_approval"] = "1"
        return await _page(console, Form(values))

    @post("/")
    async def save(self, console: Console) -> Response[Any]:
        """Keep another rule for what is read, sent and asked from now on."""
        form = await console.form()
        seconds = form.choice("least_seconds", _SECONDS)
        sign_days = form.whole("sign_days", 1, MOST_SIGN_DAYS)
        answer_days = form.whole("answer_days", 1, MOST_ANSWER_DAYS)
        person_check = form.choice("person_check", _offered(console.settings))
        if not form.ok:
            return await _page(console, form)
        hand_seam = form.checked("hand_seam")
        rule = SigningRule(_SECONDS[seconds], sign_days, answer_days, person_check, hand_seam)
        await save_signing_rule(console.session, rule, actor=console.actor)
        await save_contract_approval(console.session, form.checked("contract_approval"), actor=console.actor)
        return console.redirect(
            href("hr.signing.rule.show"), flash=_("已保存，从现在起阅读和发送的合同、提出的问题按新设置。")
        )


def _offered(settings: Settings) -> tuple[str, ...]:
    """What a tenant can have checked here: nothing where no provider is, no faces where it does not check them."""
    if person_check_of(settings) is None:
        return ("none",)
    return tuple(PERSON_CHECKS) if settings.person_check_rule_id else ("none", "three_elements")


async def _page(console: ConsoleRequest, form: Form) -> Response[str]:
    rule = await signing_rule(console.session)
    return await console.page(
        "signing-rule",
        "hr/contracts/signing/rule.html",
        status_code=200 if form.ok else 422,
        form=form,
        checks={value: PERSON_CHECKS[value] for value in _offered(console.settings)},
        checked_by=person_check_of(console.settings),
        until=end_of_day(now(), tenant_of(console.session).zoneinfo, rule.sign_days),
        due=await answer_due(console.session),
        choices=tuple(_SECONDS),
        notice=NOTICE,
        approvers=await users_with(console.session, ContractPermission.APPROVE),
    )
