"""The page of an employer's verification, as every action on it leads back to it."""

from dataclasses import asdict

from litestar import Response

from ....platform.http.forms import Form
from ....tenants.people.company_verification.details import Details, details_of
from ....tenants.people.company_verification.queries import Standing, documents_of, standing_of
from ....tenants.people.company_verification.service import REASONS
from ....tenants.people.company_verification.transfer import TRIES
from ....tenants.people.employers.models import LegalEntity
from ...context import ConsoleRequest

_TO_CHANGE = ("preparing", "rejected")


async def verification_page(
    console: ConsoleRequest, employer: LegalEntity, form: Form | None = None, *, step: int = 0
) -> Response[str]:
    """How the employer stands, and one of the three steps: `step`, or the one that is next."""
    session = console.session
    standing = await standing_of(session, employer.id)
    under_way = standing.open
    typed = under_way or standing.proof or standing.ended  # for the next one most of it is the same
    details = Details() if typed is None else await details_of(session, console.vault, typed)
    papers = {} if under_way is None else await documents_of(session, under_way.id)
    asked = console.query.get("step", "")
    shown = step or (int(asked) if asked in ("1", "2", "3") else 0)
    return await console.page(
        "employers",
        "hr/people/company_verification/show.html",
        status_code=200 if form is None else 422,
        employer=employer,
        standing=standing,
        step=_step(standing, details, "licence" in papers, shown),
        asked=shown > 0,
        details=details,
        papers=papers,
        form=form or Form(asdict(details)),
        reasons=REASONS,
        tries=TRIES,
    )


def _step(standing: Standing, details: Details, licence: bool, asked: int) -> int:
    """The step to show: papers can be changed only before they are handed in, and there is no transfer before that."""
    under_way = standing.open
    if under_way is not None and under_way.state not in _TO_CHANGE:
        return 3 if under_way.state.startswith("transfer") else 2
    if under_way is None or not (licence and details.bank):
        return 1
    if asked in (1, 2):
        return asked
    return 1 if under_way.state == "rejected" and under_way.reason != "authorisation_incomplete" else 2
