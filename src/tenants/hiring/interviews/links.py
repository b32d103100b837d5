"""An interviewer's personal link: scoring one candidate without a log-in and without a paid seat."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from ....platform import clock
from ....platform.auth.links import make_link_token, read_link_token
from ....platform.crypto.vault import Vault
from ...access.users.models import User
from ...access.users.queries import active_user_id
from ...access.users.queries import user as user_of
from ...access.users.service import GivenRole, NewUser, create_user
from ...company.settings.features import Feature, is_on
from ..candidates.models import Application
from .errors import LinkInvalidError
from .models import InterviewAssignment

LINK_LIFE = timedelta(days=30)
_PURPOSE = "interview"


async def link_token(session: AsyncSession, vault: Vault, assignment: InterviewAssignment) -> str:
    """What stands in the interviewer's link."""
    return await make_link_token(session, vault, _PURPOSE, assignment.id)


async def by_link(
    session: AsyncSession, vault: Vault, token: str, *, lock: bool = False
) -> tuple[InterviewAssignment, Application, User]:
    """What a link leads to: the assignment, the candidate's application and the interviewer.

    Raises:
        LinkInvalidError: not ours, too old, the interviewer is kept out, or the department scores by log-in only.
    """
    assignment_id = await read_link_token(session, vault, _PURPOSE, token)
    assignment = await session.get(InterviewAssignment, assignment_id) if assignment_id is not None else None
    if assignment is None or assignment.released_at is not None:
        raise LinkInvalidError
    if max(assignment.created_at, assignment.held_at or assignment.created_at) + LINK_LIFE <= clock.now():
        raise LinkInvalidError
    user = await user_of(session, assignment.user_id)
    statement = (
        select(Application)
        .where(Application.id == assignment.application_id)
        .options(joinedload(Application.person), joinedload(Application.vacancy))
    )
    if lock:
        statement = statement.with_for_update(of=Application, key_share=True)
    application = (await session.scalars(statement)).one()
    if lock:
        await session.refresh(assignment)  # as it is now that nobody else is at it
    if not user.active or not await is_on(
        session, Feature.INTERVIEW_LINKS, application.vacancy.department_id
    ):
        raise LinkInvalidError
    return assignment, application, user


async def interviewer(session: AsyncSession, *, login: str, name: str, actor: str) -> UUID:
    """The person with this address, who may score from now on; made, without password and seat, when new."""
    login = login.strip().lower()
    known = await active_user_id(session, login)
    if known is not None:
        return known
    roles = [GivenRole("interviewer")]
    return (await create_user(session, NewUser(login, name, seat=False), roles=roles, actor=actor)).id
