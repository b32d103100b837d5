"""The operators' page: every tenant with its state, size and last activity, and nothing of its people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.exc import SQLAlchemyError

from ...platform import clock
from ...platform.db import UnknownCellError
from ...platform.errors import DomainError
from ...platform.formats.numbers import page_number
from ...platform.http.addresses import href
from ...platform.http.client import client_address
from ...platform.http.forms import Form
from ...platform.http.work import cookie_name, own_cookie
from ...platform.i18n import gettext as _
from ...platform.tenancy.models import STATUSES, TenantRow
from ...platform.workdays import missing_plan
from ...tenants.company.lifecycle.feature import TRIAL_OVER
from ...tenants.company.lifecycle.service import activate, reopen, resume, suspend
from ...tenants.company.operators.feature import ENTRY_LIMIT
from ...tenants.company.operators.models import Operator, OperatorLog
from ...tenants.company.operators.service import (
    SESSION_LIFE,
    WAITING,
    as_it_is_there,
    enter,
    history,
    leave,
    tenant_by_slug,
    tenants,
    unsound_archives,
    waiting_tenants,
)
from ...tenants.company.signups.service import throttle
from ...tenants.people.company_verification.models import CompanyVerification
from ...tenants.people.company_verification.queries import handed_in
from ..context import Front, FrontRequest
from .operator import COOKIE, SIGNED_IN

_PAGE = 50


class OperatorController(Controller):
    """`/ops`."""

    path = "/ops"
    dependencies = SIGNED_IN

    @get("/")
    async def listing(self, front: Front, operator: NamedDependency[Operator], state: State) -> Response[str]:
        """Every tenant, newest first."""
        asked = front.query.get("status", "")
        query, status = front.query.get("q", "")[:60], asked if asked in (*STATUSES, WAITING) else ""
        number = front.query.get("page", "1")
        offset = (page_number(number) - 1) * _PAGE
        rows, total = await tenants(
            front.directory, state.database, query=query, status=status, offset=offset, limit=_PAGE
        )
        return front.render(
            "front/ops/list.html", operator=operator, rows=rows, total=total, query=query,
            status=status, offset=offset, size=_PAGE, statuses=STATUSES,
            plan_of=missing_plan(clock.today_in_china()), unsound=await unsound_archives(front.directory),
            waiting=await waiting_tenants(front.directory),
        )  # fmt: skip

    @get("/tenants/{slug:str}")
    async def show(
        self, front: Front, slug: FromPath[str], operator: NamedDependency[Operator], state: State
    ) -> Response[str]:
        """One tenant: its state, and what was done to it by whom."""
        return await _page(front, operator, slug, Form(), state)

    @post("/tenants/{slug:str}")
    async def change(
        self, front: Front, slug: FromPath[str], operator: NamedDependency[Operator], state: State
    ) -> Response[Any]:
        """Suspend, resume, make a customer, take a closing back. The tenant's own chain records it too."""
        row, _log = await as_it_is_there(state.database, await tenant_by_slug(front.directory, slug))
        form = await front.form()
        actor = f"operator:{operator.name}"
        tenant = await state.directory.by_schema(row.schema_name)
        try:
            async with state.database.tenant(tenant) as session:
                wanted = form.choice("do", ("suspend", "resume", "activate", "reopen"))
                if wanted == "suspend":
                    await suspend(session, reason=form.text("reason", required=False, most=200), actor=actor)
                elif wanted == "resume":
                    more = clock.now() + timedelta(days=front.settings.trial_days)
                    until = more if row.status_reason == TRIAL_OVER else None
                    await resume(session, actor=actor, trial_until=until)
                elif wanted == "activate":
                    await activate(session, actor=actor)
                elif wanted == "reopen":
                    await reopen(session, actor=actor)
        except DomainError as refused:
            form.refuse(refused)
        if not form.ok:
            return await _page(front, operator, slug, form, state, status=422)
        return front.redirect(href("front.ops.show", slug=slug), flash=_("已保存，立即生效。"))

    @post("/leave")
    async def sign_out(self, front: Front) -> Response[str]:
        """End the session."""
        await leave(front.directory, front.request.cookies.get(cookie_name(front.settings, COOKIE), ""))
        response = front.redirect(href("front.ops.how_to_enter"), flash=_("已安全退出。"))
        response.set_cookie(own_cookie(front.settings, COOKIE, "", 0))
        return response

    @get("/enter")
    async def how_to_enter(self, front: Front) -> Response[str]:
        """Operators come in by a link that is made on the machine itself."""
        return front.render("front/ops/enter.html", token="")

    @get("/enter/{token:str}")
    async def look(self, front: Front, token: FromPath[str]) -> Response[str]:
        """A button: a look at the link by a mail scanner or a chat preview does not use it up."""
        return front.render("front/ops/enter.html", token=token)

    @post("/enter/{token:str}")
    async def let_in(self, front: Front, token: FromPath[str]) -> Response[Any]:
        """Use the link up."""
        await throttle(front.directory, ENTRY_LIMIT, client_address(front.request))
        made = await enter(front.directory, token)
        if made is None:
            return front.redirect(href("front.ops.how_to_enter"), flash=_("这个链接已用过或已过期。"))
        response = front.redirect(href("front.ops.listing"))
        response.set_cookie(own_cookie(front.settings, COOKIE, made, int(SESSION_LIFE.total_seconds())))
        return response


async def _page(
    front: FrontRequest, operator: Operator, slug: str, form: Form, state: State, status: int = 200
) -> Response[str]:
    # What another transaction has just changed must be seen here.
    directory = front.directory
    row = await tenant_by_slug(directory, slug)
    await directory.refresh(row)
    now, untold = await as_it_is_there(state.database, row)
    told = [entry for entry in await history(directory, row) if entry.origin not in _origins(row, untold)]
    return front.render(
        "front/ops/tenant.html", status_code=status, operator=operator, row=now, moving_to=row.moving_to,
        log=[*untold, *told], form=form, verifications=await _verifications(state, row),
    )  # fmt: skip


def _origins(row: TenantRow, untold: Sequence[OperatorLog]) -> set[str]:
    """What a line of another cell is called once it is told: between the two it stands in both."""
    return {f"{row.cell}:{entry.number}" for entry in untold}


async def _verifications(state: State, row: TenantRow) -> Sequence[CompanyVerification]:
    """What the tenant's companies have handed in to be verified; nothing where its cell does not answer."""
    tenant = await state.directory.by_schema(row.schema_name)
    try:
        async with state.database.tenant(tenant) as session:
            return await handed_in(session)
    except (OSError, SQLAlchemyError, UnknownCellError):
        return ()
