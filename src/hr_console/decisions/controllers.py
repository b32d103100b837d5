"""The tenant's decision rule: in words, and the limit to change."""

from decimal import Decimal
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform.http.forms import Form
from ...platform.http.pages import redirect
from ...platform.i18n import gettext as _
from ...tenants.access.permissions import Permission
from ...tenants.decisions.rule import Line, Rule, average_rule
from ...tenants.decisions.service import Confirmer, rule_in_force, save_rule
from ...tenants.settings.queries import tenant_settings
from ..actor import Staff, needs
from ..nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class RuleController(Controller):
    """`/hr/rule`."""

    path = "/hr/rule"
    dependencies = needs(Permission.RULES_MANAGE)

    @get("/")
    async def show(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """The rule in force."""
        rule = await rule_in_force(session)
        average = next(
            (line.limit for line in rule.lines if line.kind == "average_at_least"),
            Decimal(7),
        )
        veto = next((line for line in rule.lines if line.kind == "dimension_below"), None)
        values = {
            "average": str(average),
            "dimension": veto.dimension if veto else "",
            "below": str(veto.limit) if veto else "",
        }
        return await self._page(request, session, staff, Form(values))

    @post("/")
    async def save(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """Keep a new version; what is marked already keeps the old one."""
        form = await Form.read(request)
        average = form.decimal("average", Decimal(0), Decimal(10))
        below = form.decimal("below", Decimal(0), Decimal(10))
        if average is None and form.ok:
            form.add_error("average", _("请填写这一项。"))
        dimension = form.value("dimension")
        if bool(dimension) != (below is not None):
            form.add_error("below", _("一票否决需要同时选择维度和分数，或都留空。"))
        if not form.ok or average is None:
            return await self._page(request, session, staff, form, status=422)
        rule = average_rule(0, average)
        if dimension and below is not None:
            veto = Line("dimension_below", "fail", below, dimension)
            rule = Rule(0, (rule.lines[0], veto, *rule.lines[1:]))
        number = await save_rule(session, rule, Confirmer(staff.actor, staff.name))
        return redirect(
            request,
            "/hr/rule",
            flash=_("已保存为第 {n} 版，从现在起生效。").format(n=number),
        )

    async def _page(
        self,
        request: AnyRequest,
        session: AsyncSession,
        staff: Staff,
        form: Form,
        status: int = 200,
    ) -> Response[str]:
        rule = await rule_in_force(session)
        settings = await tenant_settings(session)
        context: dict[str, Any] = {"rule": rule, "form": form, "dimensions": settings.dimensions}
        return await console_page(
            request,
            session,
            staff,
            "rule",
            "hr/decisions/rule.html",
            status_code=status,
            **context,
        )
