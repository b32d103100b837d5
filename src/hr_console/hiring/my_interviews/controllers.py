"""An interviewer's own: the meetings to come, and who waits for my scores."""

from datetime import datetime, time
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

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
from ...actor import needs
from ...context import Console


class InterviewController(Controller):
    """`/hr/interviews`."""

    path = "/hr/interviews"
    dependencies = needs(InterviewPermission.SCORE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """My meetings from today on, and the cards I owe."""
        session = console.session
        zone = tenant_of(session).zoneinfo
        morning = datetime.combine(clock.today(zone), time(), zone)
        meetings = await meetings_of(session, console.staff.id, morning)
        shown = {interview.id for interview, _event in meetings}  # each with its button; not twice
        return await console.page(
            "interviews",
            "hr/hiring/my_interviews/list.html",
            rows=[row for row in await open_interviews(session, console.staff.id) if row[0].id not in shown],
            meetings=meetings,
        )

    @get("/{interview_id:uuid}/invite.ics")
    async def invitation(self, console: Console, interview_id: FromPath[UUID]) -> Response[bytes]:
        """My meeting for my calendar."""
        session = console.session
        interview = await interview_of(session, interview_id, console.staff.id)
        if interview.event_id is None:
            raise InterviewNotFoundError
        event = await event_of(session, interview.event_id)
        return file_response((await panels_file(session, event)).encode(), FILE_NAME, MEDIA_TYPE)
