"""谁来确认: one person or two, time to take back, and what the rule confirms by itself after an impact assessment."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from ....platform.clock import today
from ....platform.db import tenant_of
from ....platform.errors import DomainError
from ....platform.formats.numbers import whole_number
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import gettext as _
from ....platform.i18n import lazy
from ....tenants.hiring.decisions.assessments import (
    KEPT_YEARS,
    Findings,
    assessment,
    assessments,
    file_assessment,
    latest_assessment,
)
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.policy import BY_RULE, LONGEST_MINUTES, change_policy, policy_of
from ....tenants.hiring.vacancies.queries import vacancies
from ...actor import needs, reauthenticated
from ...context import Console, ConsoleRequest

_PROVEN = reauthenticated(DecisionPermission.MANAGE_RULES, doing=lazy("修改结果确认设置"))
_MOST = 2000
QUESTIONS = {
    "purpose": (
        lazy("处理目的和方式"),
        lazy("用规则自动确认哪些结果，为了什么；用到候选人的哪些信息（面试官的评分、否决），不用哪些"),
    ),
    "necessity": (
        lazy("是否合法、正当、必要"),
        lazy("为什么需要自动确认，由人逐个确认为什么不够；候选人是否事先知情"),
    ),
    "impact": (
        lazy("对个人权益的影响和安全风险"),
        lazy("可能怎样误判，对哪些人更不利，泄露或滥用会怎样；有没有不合理的差别待遇"),
    ),
    "measures": (
        lazy("保护措施"),
        lazy("候选人可以要求人工复核、结果写明依据、撤回时间、规则试算和版本、谁能查看"),
    ),
    "proportion": (
        lazy("措施是否合法、有效并与风险程度相适应"),
        lazy("结论，以及以后什么情况下要重新评估"),
    ),
}
"""What Art. 56 wants to be assessed, with what helps to answer."""


class ConfirmingController(Controller):
    """`/hr/rule/confirming` and `/hr/rule/assessments`."""

    path = "/hr/rule"
    dependencies = needs(DecisionPermission.MANAGE_RULES)

    @get("/confirming")
    async def show(self, console: Console) -> Response[str]:
        """How results are confirmed."""
        policy = await policy_of(console.session)
        values = {"take_back": str(policy.take_back_minutes)}
        values |= {"otherwise": "1"} if policy.second_if_otherwise else {}
        return await self._page(
            console, Form(values), set(map(str, policy.second_vacancies)), set(policy.by_rule)
        )

    @post("/confirming", dependencies=_PROVEN)
    async def change(self, console: Console) -> Response[Any]:
        """Change it."""
        form = await console.form()
        known = {str(vacancy.id) for vacancy in await vacancies(console.session)}
        second, by_rule = set(form.all("second")) & known, set(form.all("by_rule")) & set(BY_RULE)
        minutes = whole_number(form.value("take_back"))
        if minutes is None or minutes > LONGEST_MINUTES:
            form.add_error("take_back", _("请填写 0 到 {most} 之间的整数。").format(most=LONGEST_MINUTES))
        if form.ok and minutes is not None:
            try:
                await change_policy(
                    console.session,
                    console.author,
                    take_back_minutes=minutes,
                    second_if_otherwise=form.checked("otherwise"),
                    second_vacancies=set(map(UUID, second)),
                    by_rule=by_rule,
                )
            except DomainError as refused:
                form.refuse(refused)
        if not form.ok:
            return await self._page(console, form, second, by_rule)
        return console.redirect(href("hr.decisions.policy.show"), flash=_("已保存，从下一个结果起生效。"))

    @get("/assessments/new")
    async def blank(self, console: Console) -> Response[str]:
        """The form of an assessment, with the last one's words to go on from."""
        last = await latest_assessment(console.session)
        values = {name: getattr(last, name) for name in QUESTIONS} if last is not None else {}
        values |= {
            "assessor": console.staff.name,
            "assessed_on": today(tenant_of(console.session).zoneinfo).isoformat(),
        }
        return await self._form(console, Form(values))

    @post(
        "/assessments/new",
        dependencies=reauthenticated(DecisionPermission.MANAGE_RULES, doing=lazy("保存影响评估")),
    )
    async def file(self, console: Console) -> Response[Any]:
        """Keep it; from then on it is only read."""
        form = await console.form()
        said = {name: form.lines(name, most=_MOST) for name in QUESTIONS}
        assessor = form.text("assessor", most=100)
        day = form.day("assessed_on")
        if day is not None and day > today(tenant_of(console.session).zoneinfo):
            form.add_error("assessed_on", _("评估日期不能晚于今天。"))
        if not form.ok or day is None:
            return await self._form(console, form)
        findings = Findings(**said, assessor=assessor, assessed_on=day)
        number = await file_assessment(console.session, findings, console.author)
        said_so = _("已保存为第 {n} 版，至少保存 {years} 年。").format(n=number, years=KEPT_YEARS)
        return console.redirect(href("hr.decisions.policy.read", number=number), flash=said_so)

    @get("/assessments/{number:int}")
    async def read(self, console: Console, number: FromPath[int]) -> Response[str]:
        """One assessment, to be read or printed."""
        return await console.page(
            "rule",
            "hr/hiring/decisions/assessment.html",
            filed=await assessment(console.session, number),
            questions=QUESTIONS,
        )

    async def _form(self, console: ConsoleRequest, form: Form) -> Response[str]:
        return await console.page(
            "rule",
            "hr/hiring/decisions/assess.html",
            status_code=200 if form.ok else 422,
            form=form,
            questions=QUESTIONS,
            most=_MOST,
        )

    async def _page(
        self, console: ConsoleRequest, form: Form, second: set[str], by_rule: set[str]
    ) -> Response[str]:
        return await console.page(
            "rule",
            "hr/hiring/decisions/confirming.html",
            status_code=200 if form.ok else 422,
            form=form,
            second=second,
            by_rule=by_rule,
            vacancies=await vacancies(console.session),
            filed=await assessments(console.session),
            most=LONGEST_MINUTES,
        )
