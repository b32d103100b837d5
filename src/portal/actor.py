"""Who the candidate is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.work import cookie_name
from ..platform.settings import Settings
from ..tenants.access.service import find_session

COOKIE = "me"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate who proved their phone."""

    person_id: UUID

    @property
    def actor(self) -> str:
        return f"candidate:{self.person_id}"


class SignInNeeded(HTTPException):
    """The candidate has not proved their phone, or that was too long ago."""

    status_code = 303

    def __init__(self) -> None:
        super().__init__(headers={"Location": "/"})


async def provide_candidate(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    settings: NamedDependency[Settings],
) -> Candidate:
    """The candidate of this request.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    token = request.cookies.get(cookie_name(settings, COOKIE), "")
    person_id = await find_session(session, "candidate", token) if token else None
    if person_id is None:
        raise SignInNeeded
    return Candidate(person_id)
