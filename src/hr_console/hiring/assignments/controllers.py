"""An interviewer's own: the interviews to come, and who waits for my scores."""

from datetime import datetime, time
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from ....platform import clock
from ....platform.db import tenant_of
from ....platform.http.download import file_response
from ....tenants.hiring.interviews.calendar import FILE_NAME, MEDIA_TYPE
from ....tenants.hiring.interviews.emails import panels_file
from ....tenants.hiring.interviews.errors import AssignmentNotFoundError
from ....tenants.hiring.interviews.feature import InterviewPermission
from ....tenants.hiring.interviews.queries import assignment_of
from ....tenants.hiring.interviews.schedule import interview_of, interviews_with
from ....tenants.hiring.scorecards.pending import open_assignments
from ...actor import needs
from ...context import Console


class AssignmentController(Controller):
    """`/hr/assignments`."""

    path = "/hr/assignments"
    dependencies = needs(InterviewPermission.SCORE)

    @get("/")
    async def listing(self, console: Console) -> Response[str]:
        """My interviews from today on, and the cards I owe."""
        session = console.session
        zone = tenant_of(session).zoneinfo
        morning = datetime.combine(clock.today(zone), time(), zone)
        interviews = await interviews_with(session, console.staff.id, morning)
        shown = {assignment.id for assignment, _interview in interviews}  # each with its button; not twice
        return await console.page(
            "assignments",
            "hr/hiring/assignments/list.html",
            rows=[row for row in await open_assignments(session, console.staff.id) if row[0].id not in shown],
            interviews=interviews,
        )

    @get("/{assignment_id:uuid}/invite.ics")
    async def invitation(self, console: Console, assignment_id: FromPath[UUID]) -> Response[bytes]:
        """My interview for my calendar."""
        session = console.session
        assignment = await assignment_of(session, assignment_id, console.staff.id)
        if assignment.interview_id is None:
            raise AssignmentNotFoundError
        interview = await interview_of(session, assignment.interview_id)
        return file_response((await panels_file(session, interview)).encode(), FILE_NAME, MEDIA_TYPE)
