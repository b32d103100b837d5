"""Confirming many results: shown first who is told what, then done row by row and said of each."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeGuard
from uuid import UUID

from litestar import Controller, Response, post
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.crypto.vault import Vault
from ....platform.http.addresses import href
from ....platform.http.forms import Form
from ....platform.i18n import LazyText, lazy
from ....platform.i18n import gettext as _
from ....tenants.audit.author import Author
from ....tenants.hiring.candidates.errors import CandidateNotFoundError
from ....tenants.hiring.candidates.models import Application
from ....tenants.hiring.candidates.queries import application
from ....tenants.hiring.decisions.feature import DecisionPermission
from ....tenants.hiring.decisions.models import Decision
from ....tenants.hiring.decisions.policy import policy_of
from ....tenants.hiring.decisions.service import confirm, current
from ....tenants.messaging.messages.delivery import Group, quiet_until
from ...actor import needs
from ...context import Console, ConsoleRequest

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
    async def check(self, console: Console) -> Response[Any]:
        """What would happen to the ticked rows: how many hear what, and who is left out and why."""
        form = await console.form()
        rows = await _rows(console.session, form, lock=False)
        if not rows:
            return console.redirect(href("hr.candidates.listing", todo=1), flash=_("请先勾选候选人。"))
        return await self._page(console, rows, done=False)

    @post("/", status_code=200)
    async def confirm(self, console: Console) -> Response[Any]:
        """Confirm what the system marked, for every ticked row that is still as the page showed it.

        Sent twice, the second time finds everything done and says so.
        """
        form = await console.form()
        rows = await _rows(console.session, form, lock=True)
        if not rows:
            return console.redirect(href("hr.candidates.listing", todo=1), flash=_("请先勾选候选人。"))
        by = console.author
        done = [await _confirmed(console.session, console.vault, row, by) for row in rows]
        return await self._page(console, done, done=True)

    async def _page(self, console: ConsoleRequest, rows: Sequence[Row], *, done: bool) -> Response[str]:
        return await console.page(
            "candidates",
            "hr/hiring/decisions/bulk.html",
            rows=rows,
            ready=[row for row in rows if row.left is None],
            left=[row for row in rows if row.left is not None],
            done=done,
            policy=await policy_of(console.session),
            morning=await quiet_until(console.session, Group.RESULTS),
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


async def _confirmed(session: AsyncSession, vault: Vault, row: Row, by: Author) -> Row:
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
