"""`/hr/interviews` was the list of one's own cards, and `/hr/interviews/<id>` a card: sent mails still say so."""

from uuid import UUID

from litestar.di import Provide
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.requests import AnyRequest
from ....tenants.access.users.queries import SignedIn
from ....tenants.hiring.candidates.feature import CandidatePermission
from ....tenants.hiring.interviews.errors import AssignmentNotFoundError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.queries import assignment_of
from ...actor import Moved, Needs

_OLD, _NEW = "/hr/interviews", "/hr/assignments"


class _OrMyCards(Needs):
    """Who sees no interviews but their own means their cards."""

    async def _lead_on(self, request: AnyRequest, session: AsyncSession, found: SignedIn) -> None:
        may = found.rights.may
        if may(InterviewPermission.SCORE) and not any(map(may, self.permissions)):
            raise Moved(_new(request))


class _OrMyCard(Needs):
    """Who names an assignment of their own means its card."""

    async def _lead_on(self, request: AnyRequest, session: AsyncSession, found: SignedIn) -> None:
        try:
            await assignment_of(session, UUID(str(request.path_params["interview_id"])), found.user.id)
        except AssignmentNotFoundError:
            return
        raise Moved(_new(request))


def _new(request: AnyRequest) -> str:
    query = request.url.query
    return request.url.path.replace(_OLD, _NEW, 1) + (f"?{query}" if query else "")


INTERVIEWS = {"staff": Provide(_OrMyCards((CandidatePermission.READ,)))}
INTERVIEW = {"staff": Provide(_OrMyCard((CandidatePermission.READ,)))}
MY_CARD = {"staff": Provide(_OrMyCard((InterviewPermission.SCORE,)))}
