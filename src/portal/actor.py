"""Who the candidate is, and where they wanted to go."""

import re
from dataclasses import dataclass
from uuid import UUID

from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.http.addresses import href
from ..platform.http.dependencies import Session
from ..platform.http.work import cookie_name
from ..platform.requests import AnyRequest
from ..tenants.access.sessions.service import find_session

COOKIE = "me"
_GOAL = re.compile(
    r"/(progress|onboarding|pool|m/[0-9]{1,9}-[0-9a-z]{4,20}|(?:review|contracts|interviews|offers)/[0-9a-f-]{36})"
    r"(?:/(read|verify|check|sign|done|pdf|another-time|confirm|decline|ask|mistake|paper|status|copy))?"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate who proved their phone."""

    person_id: UUID

    @property
    def actor(self) -> str:
        return f"candidate:{self.person_id}"


Me = NamedDependency[Candidate]


class SignInNeeded(HTTPException):
    """The candidate has not proved their phone, or that was too long ago; afterwards they come back to `path`."""

    status_code = 303

    def __init__(self, path: str, *, ended: bool) -> None:
        back = href("portal.sign_in.ask_phone", to=goal(path), ended=1 if ended else None)
        super().__init__(headers={"Location": back})


def goal(wanted: str) -> str:
    """Where to go after the sign-in: a page of the candidate's, never another site's address.

    What only takes a form (`/contracts/<id>/code`) leads to the page that has the form.
    """
    found = _GOAL.match(wanted)
    if found is None:
        return href("portal.progress.show")
    return wanted if found.end() == len(wanted) else f"/{found[1]}"


def followed_link(wanted: str) -> str:
    """The code of the message's link that somebody wanted to follow; empty where it was something else."""
    found = _GOAL.fullmatch(wanted)
    return found[1].removeprefix("m/") if found is not None and found[1].startswith("m/") else ""


def candidate_token(request: AnyRequest) -> str:
    """The session token of the candidate's browser, or nothing."""
    return request.cookies.get(cookie_name(request.app.state.settings, COOKIE), "")


async def provide_candidate(
    request: AnyRequest,
    session: Session,
) -> Candidate:
    """The candidate of this request.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    person_id = await signed_in(request, session)
    if person_id is None:
        raise SignInNeeded(request.url.path, ended=bool(candidate_token(request)))
    return Candidate(person_id)


async def signed_in(request: AnyRequest, session: AsyncSession) -> UUID | None:
    """Who is signed in in this browser, if anybody."""
    token = candidate_token(request)
    return await find_session(session, "candidate", token) if token else None


def in_wechat(request: AnyRequest) -> bool:
    """Whether this is WeChat's own browser, which shows no PDF on many phones."""
    return "MicroMessenger" in request.headers.get("user-agent", "")
