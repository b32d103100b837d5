"""The operators' page: every tenant with its state, size and last activity, and nothing of its people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ...platform import clock
from ...platform.db import Database
from ...platform.errors import DomainError
from ...platform.http.forms import Form
from ...platform.http.pages import page, redirect
from ...platform.http.work import client_address, cookie_name, own_cookie
from ...platform.i18n import gettext as _
from ...platform.settings import Settings
from ...platform.tenancy.context import TRIAL_OVER
from ...platform.tenancy.models import STATUSES, TenantRow
from ...tenants.company.lifecycle.service import activate, reopen, resume, suspend
from ...tenants.company.operators.feature import ENTRY_LIMIT
from ...tenants.company.operators.models import Operator, OperatorLog
from ...tenants.company.operators.service import (
    SESSION_LIFE,
    as_it_is_there,
    enter,
    history,
    leave,
    signed_in,
    tenant_by_slug,
    tenants,
)
from ...tenants.company.signups.service import throttle

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
COOKIE = "ops"
_PAGE = 50


class OperatorNeeded(HTTPException):
    """No operator is signed in."""

    status_code = 303

    def __init__(self) -> None:
        super().__init__(headers={"Location": "/ops/enter"})


async def provide_operator(
    request: AnyRequest, directory: NamedDependency[AsyncSession], settings: NamedDependency[Settings]
) -> Operator:
    """The signed-in operator.

    Raises:
        OperatorNeeded: nobody is.
    """
    token = request.cookies.get(cookie_name(settings, COOKIE), "")
    found = await signed_in(directory, token) if token else None
    if found is None:
        raise OperatorNeeded
    return found


class OperatorController(Controller):
    """`/ops`."""

    path = "/ops"
    dependencies = {"operator": Provide(provide_operator)}

    @get("/")
    async def listing(
        self, request: AnyRequest, directory: Session, operator: NamedDependency[Operator], state: State
    ) -> Response[str]:
        """Every tenant, newest first."""
        asked = request.query_params.get("status", "")
        query, status = request.query_params.get("q", "")[:60], asked if asked in STATUSES else ""
        number = request.query_params.get("page", "1")
        offset = (max(1, int(number)) - 1) * _PAGE if number.isdecimal() and len(number) < 6 else 0
        rows, total = await tenants(
            directory, state.database, query=query, status=status, offset=offset, limit=_PAGE
        )
        return page(
            request, "front/ops/list.html", operator=operator, rows=rows, total=total, query=query,
            status=status, offset=offset, size=_PAGE, statuses=STATUSES,
        )  # fmt: skip

    @get("/tenants/{slug:str}")
    async def show(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        directory: Session,
        operator: NamedDependency[Operator],
        state: State,
    ) -> Response[str]:
        """One tenant: its state, and what was done to it by whom."""
        return await _page(request, directory, operator, slug, Form(), state.database)

    @post("/tenants/{slug:str}")
    async def change(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        directory: Session,
        operator: NamedDependency[Operator],
        state: State,
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Suspend, resume, make a customer, take a closing back. The tenant's own chain records it too."""
        row, _log = await as_it_is_there(state.database, await tenant_by_slug(directory, slug))
        form = await Form.read(request)
        actor = f"operator:{operator.name}"
        tenant = await state.directory.by_schema(row.schema_name)
        try:
            async with state.database.tenant(tenant) as session:
                wanted = form.choice("do", ("suspend", "resume", "activate", "reopen"))
                if wanted == "suspend":
                    await suspend(session, reason=form.text("reason", required=False, most=200), actor=actor)
                elif wanted == "resume":
                    more = clock.now() + timedelta(days=settings.trial_days)
                    until = more if row.status_reason == TRIAL_OVER else None
                    await resume(session, actor=actor, trial_until=until)
                elif wanted == "activate":
                    await activate(session, actor=actor)
                elif wanted == "reopen":
                    await reopen(session, actor=actor)
        except DomainError as refused:
            form.refuse(refused)
        if not form.ok:
            return await _page(request, directory, operator, slug, form, state.database, status=422)
        return redirect(request, f"/ops/tenants/{slug}", flash=_("已保存，立即生效。"))

    @post("/leave")
    async def sign_out(
        self, request: AnyRequest, directory: Session, settings: NamedDependency[Settings]
    ) -> Response[str]:
        """End the session."""
        await leave(directory, request.cookies.get(cookie_name(settings, COOKIE), ""))
        response = redirect(request, "/ops/enter", flash=_("已安全退出。"))
        response.set_cookie(own_cookie(settings, COOKIE, "", 0))
        return response

    @get("/enter")
    async def how_to_enter(self, request: AnyRequest, directory: Session) -> Response[str]:
        """Operators come in by a link that is made on the machine itself."""
        return page(request, "front/ops/enter.html", token="")

    @get("/enter/{token:str}")
    async def look(self, request: AnyRequest, token: FromPath[str], directory: Session) -> Response[str]:
        """A button: a look at the link by a mail scanner or a chat preview does not use it up."""
        return page(request, "front/ops/enter.html", token=token)

    @post("/enter/{token:str}")
    async def let_in(
        self,
        request: AnyRequest,
        token: FromPath[str],
        directory: Session,
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Use the link up."""
        await throttle(directory, ENTRY_LIMIT, client_address(request))
        made = await enter(directory, token)
        if made is None:
            return redirect(request, "/ops/enter", flash=_("这个链接已用过或已过期。"))
        response = redirect(request, "/ops")
        response.set_cookie(own_cookie(settings, COOKIE, made, int(SESSION_LIFE.total_seconds())))
        return response


async def _page(
    request: AnyRequest,
    directory: AsyncSession,
    operator: Operator,
    slug: str,
    form: Form,
    database: Database,
    status: int = 200,
) -> Response[str]:
    # What another transaction has just changed must be seen here.
    row = await tenant_by_slug(directory, slug)
    await directory.refresh(row)
    now, untold = await as_it_is_there(database, row)
    told = [entry for entry in await history(directory, row) if entry.origin not in _origins(row, untold)]
    return page(
        request, "front/ops/tenant.html", status_code=status, operator=operator, row=now, moving_to=row.moving_to,
        log=[*untold, *told], form=form,
    )  # fmt: skip


def _origins(row: TenantRow, untold: Sequence[OperatorLog]) -> set[str]:
    """What a line of another cell is called once it is told: between the two it stands in both."""
    return {f"{row.cell}:{entry.number}" for entry in untold}
