"""Confirming many results: shown first who is told what, then done row by row and said of each."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeGuard
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....platform.http.pages import redirect
from ....platform.i18n import LazyText, lazy
from ....platform.i18n import gettext as _
from ....tenants.hiring.candidates.errors import CandidateNotFoundError
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.models import Decision
from ....tenants.hiring.decisions.policy import policy_of
from ....tenants.hiring.decisions.service import Confirmer, confirm, current
from ....tenants.messaging.messages.delivery import Group, quiet_until
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]
_BACK = "/hr/candidates?todo=1"
_MOST = 100
_DONE, _HELD, _PROPOSED = "done", "held", "proposed"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of the selection; `left`: why nothing is, or was, done. `state`: what was."""

    application: Application
    decision: Decision | None
    left: LazyText | None = None
    state: str = ""


class BulkConfirmController(Controller):
    """`/hr/candidates/confirm`."""

    path = "/hr/candidates/confirm"
    dependencies = needs(DecisionPermission.CONFIRM)

    @post("/check", status_code=200)
    async def check(self, request: AnyRequest, session: Session, staff: Me) -> Response[Any]:
        """What would happen to the ticked rows: how many hear what, and who is left out and why."""
        form = await Form.read(request)
        rows = await _rows(session, form, lock=False)
        if not rows:
            return redirect(request, _BACK, flash=_("请先勾选候选人。"))
        return await self._page(request, session, staff, rows, done=False)

    @post("/", status_code=200)
    async def confirm(
        self, request: AnyRequest, session: Session, staff: Me, vault: NamedDependency[Any]
    ) -> Response[Any]:
        """Confirm what the system marked, for every ticked row that is still as the page showed it.

        Sent twice, the second time finds everything done and says so.
        """
        form = await Form.read(request)
        rows = await _rows(session, form, lock=True)
        if not rows:
            return redirect(request, _BACK, flash=_("请先勾选候选人。"))
        by = Confirmer(staff.actor, staff.name)
        done = [await _confirmed(session, vault, row, by) for row in rows]
        return await self._page(request, session, staff, done, done=True)

    async def _page(
        self, request: AnyRequest, session: AsyncSession, staff: Staff, rows: Sequence[Row], *, done: bool
    ) -> Response[str]:
        return await console_page(
            request,
            session,
            staff,
            "candidates",
            "hr/hiring/decisions/bulk.html",
            rows=rows,
            ready=[row for row in rows if row.left is None],
            left=[row for row in rows if row.left is not None],
            done=done,
            policy=await policy_of(session),
            morning=await quiet_until(session, Group.RESULTS),
        )


async def _rows(session: AsyncSession, form: Form, *, lock: bool) -> list[Row]:
    """The selection. Always in the same order: two people with overlapping pages must not wait for each other."""
    seen = set(form.all("seen"))
    rows = []
    for application_id in sorted(_ids(form.all("application")))[:_MOST]:
        with suppress(CandidateNotFoundError):
            found = await application(session, application_id, lock=lock)
            decision = await current(session, found)
            rows.append(Row(found, decision, _left(decision, seen)))
    return rows


def _left(decision: Decision | None, seen: set[str]) -> LazyText | None:
    """Why this row cannot be confirmed as the page showed it."""
    if decision is None:
        return lazy("还没有面试评价")
    if decision.confirmed_at is not None:
        return lazy("已经确认过")
    if seen and str(decision.id) not in seen:
        return lazy("您打开页面后又有了新的评价")
    return None if _plain(decision) else lazy("需复核，请逐个处理")


def _plain(decision: Decision | None) -> TypeGuard[Decision]:
    return decision is not None and decision.outcome in ("pass", "fail")


async def _confirmed(session: AsyncSession, vault: Any, row: Row, by: Confirmer) -> Row:
    if row.left is not None or not _plain(row.decision):
        return row
    after = await confirm(session, vault, row.application, outcome=row.decision.outcome, reason="", by=by)
    state = _PROPOSED if after.confirmed_at is None else _HELD if after.tell_at is not None else _DONE
    return Row(row.application, after, state=state)


def _ids(texts: list[str]) -> set[UUID]:
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found
