"""The page of a contract on paper."""

from collections.abc import Iterable
from uuid import UUID

from litestar import Response
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.http.forms import Form
from ....tenants.access.users.queries import find_user
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.service import written_by
from ....tenants.contracts.labour_contracts.states import CONCLUDED
from ....tenants.contracts.paper.queries import reason_of, scans_of
from ....tenants.contracts.paper.reading import MOST_BYTES
from ....tenants.contracts.paper.service import CHECKS
from ...context import ConsoleRequest

MOST_REASON = 300


async def paper_page(
    console: ConsoleRequest, found: Contract, form: Form, *, status: int = 200
) -> Response[str]:
    """What to print, to upload and to check; `form`: what was typed, and why it cannot be taken."""
    session = console.session
    scans = await scans_of(session, found.id)
    waiting = next((one for one in scans if one.state == "waiting"), None)
    return await console.page(
        "contracts",
        "hr/contracts/paper/show.html",
        status_code=status,
        contract=found,
        concluded=found.on_paper_since is not None and found.state in CONCLUDED,
        form=form,
        waiting=waiting,
        own=waiting is not None and waiting.uploaded_by == console.actor,
        scans=[(one, await reason_of(session, console.vault, found, one)) for one in scans],
        names=await _names(session, (actor for one in scans for actor in (one.uploaded_by, one.checked_by))),
        written_by=await written_by(session, console.vault, found),
        checks=CHECKS,
        most_mb=MOST_BYTES // 1_000_000,
        most_reason=MOST_REASON,
    )


async def _names(session: AsyncSession, actors: Iterable[str]) -> dict[str, str]:
    """Who the members were that events call so."""
    names = {}
    for actor in {one for one in actors if one.startswith("user:")}:
        user = await find_user(session, UUID(actor.removeprefix("user:")))
        names[actor] = user.name if user is not None else ""
    return names
