"""The page of a contract on paper."""

from litestar import Response

from ....platform.http.forms import Form
from ....tenants.contracts.labour_contracts.models import Contract
from ....tenants.contracts.labour_contracts.service import written_by
from ....tenants.contracts.labour_contracts.states import CONCLUDED
from ....tenants.contracts.paper.queries import reason_of, scans_of
from ....tenants.contracts.paper.reading import MOST_BYTES
from ....tenants.contracts.paper.service import CHECKS
from ...context import ConsoleRequest
from ...staff import names_of

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
        names=await names_of(
            session, (actor for one in scans for actor in (one.uploaded_by, one.checked_by))
        ),
        written_by=await written_by(session, console.vault, found),
        checks=CHECKS,
        most_mb=MOST_BYTES // 1_000_000,
        most_reason=MOST_REASON,
    )
