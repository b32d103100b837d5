"""An interviewer's own: the meetings to come, and who waits for my scores."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.http.download import file_response
from ....tenants.hiring.interviews.calendar import FILE_NAME, MEDIA_TYPE
from ....tenants.hiring.interviews.emails import panels_file
from ....tenants.hiring.interviews.errors import InterviewNotFoundError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.queries import interview_of
from ....tenants.hiring.interviews.schedule import event_of, meetings_of
from ....tenants.hiring.scorecards.pending import open_interviews
from ...actor import Staff, needs
from ...nav import console_page

AnyRequest = Request[Any, Any, Any]
Session = NamedDependency[AsyncSession]
Me = NamedDependency[Staff]


class InterviewController(Controller):
    """`/hr/interviews`."""

    path = "/hr/interviews"
    dependencies = needs(InterviewPermission.SCORE)

    @get("/")
    async def listing(self, request: AnyRequest, session: Session, staff: Me) -> Response[str]:
        """My meetings from today on, and the cards I owe."""
        zone = tenant_of(session).zoneinfo
        morning = datetime.combine(clock.today(zone), time(), zone)
        meetings = await meetings_of(session, staff.id, morning)
        shown = {interview.id for interview, _event in meetings}  # each with its button; not twice
        return await console_page(
            request,
            session,
            staff,
            "interviews",
            "hr/hiring/my_interviews/list.html",
            rows=[row for row in await open_interviews(session, staff.id) if row[0].id not in shown],
            meetings=meetings,
        )

    @get("/{interview_id:uuid}/invite.ics")
    async def invitation(self, interview_id: FromPath[UUID], session: Session, staff: Me) -> Response[bytes]:
        """My meeting for my calendar."""
        interview = await interview_of(session, interview_id, staff.id)
        if interview.event_id is None:
            raise InterviewNotFoundError
        event = await event_of(session, interview.event_id)
        return file_response((await panels_file(session, event)).encode(), FILE_NAME, MEDIA_TYPE)
