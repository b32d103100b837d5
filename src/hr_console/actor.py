"""Who may come in: finds the signed-in person, what they may do, and whether they have just proved that it is them."""

from functools import partial, reduce
from operator import or_
from typing import Any
from uuid import UUID

from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.exceptions import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from ..platform.db import Database
from ..platform.db.narrowing import narrow
from ..platform.errors import NotFoundError
from ..platform.features import Permission
from ..platform.http.addresses import href, split_address
from ..platform.http.dependencies import Session, SettingsDependency
from ..platform.http.forms import read_fields
from ..platform.http.work import cookie_name, tenant_of_request
from ..platform.i18n import LazyText
from ..platform.requests import AnyRequest
from ..platform.settings import Settings
from ..tenants.access.roles.rights import EVERYTHING
from ..tenants.access.scope.service import walls
from ..tenants.access.sign_in.factors import asked_of
from ..tenants.access.sign_in.pending_request import PendingRequest, keep
from ..tenants.access.sign_in.sessions import is_fresh, note_seen
from ..tenants.access.users.queries import SignedIn, signed_in
from ..tenants.hiring.scorecards.pending import blind_review
from .context import provide_console
from .staff import Staff

COOKIE = "hr"


class RedirectFirst(HTTPException):
    """Something else comes first: signing in, proving who one is, adding a second factor."""

    status_code = 303

    def __init__(self, path: str) -> None:
        super().__init__(headers={"Location": path})


class Moved(HTTPException):
    """The address is an old one; `path` is the new one, and takes the same request."""

    status_code = 308

    def __init__(self, path: str) -> None:
        super().__init__(headers={"Location": path})


def needs(*permissions: Permission) -> dict[str, Any]:
    """The dependency of a controller: somebody signed in who has at least one of these permissions."""
    return _with_console(Needs(permissions))


def any_staff() -> dict[str, Any]:
    """Somebody signed in, also while the second factor that is asked of them is still missing."""
    return _with_console(Needs((), enrolling=True))


def reauthenticated(
    *permissions: Permission, doing: LazyText | None = None, enrolling: bool = False
) -> dict[str, Any]:
    """The dependency of a handler for what weighs more: as `needs`, and a proof of the last minutes.

    Who has none is asked for it first. A form on its way is kept meanwhile, and one click away afterwards; `doing`
    says what that click does.
    """
    return _with_console(Needs(permissions, enrolling=enrolling, proof=True, doing=doing))


class Needs:
    """Provides the signed-in person; `permissions` is read again by the table of rights in the documentation."""

    def __init__(
        self,
        permissions: tuple[Permission, ...],
        *,
        enrolling: bool = False,
        proof: bool = False,
        doing: LazyText | None = None,
    ) -> None:
        self.permissions = permissions
        self.proof = proof
        self._enrolling = enrolling
        self._doing = doing

    async def __call__(
        self,
        request: AnyRequest,
        session: Session,
        settings: SettingsDependency,
    ) -> Staff:
        try:
            found = await self._found(request, session, settings)
        except (HTTPException, NotFoundError):
            # The framework cleans up after a handler, not after a dependency that raises: give the connection back.
            await session.rollback()
            raise
        if self.proof and not is_fresh(found.proved_at):
            user_id = found.user.id
            await session.rollback()
            raise RedirectFirst(await self._put_away(request, user_id, found.session_id))
        await note_seen(session, found.session_id, found.seen_at)
        return Staff(found.user.id, found.user.name, found.rights, found.session_id, found.proved_at)

    async def _found(self, request: AnyRequest, session: AsyncSession, settings: Settings) -> SignedIn:
        token = request.cookies.get(cookie_name(settings, COOKIE), "")
        found = await signed_in(session, token) if token else None
        if found is None:
            raise RedirectFirst(href("hr.sign_in.show", next=_page_of(request)))
        await self._lead_on(request, session, found)
        if self.permissions and not any(map(found.rights.may, self.permissions)):
            raise NotFoundError
        reach = reduce(or_, map(found.rights.scope, self.permissions)) if self.permissions else EVERYTHING
        # From here on the request sees nothing outside, and nothing of what others thought before its person has said.
        narrow(session, (*walls(reach), *blind_review(found.user.id)))
        # Who comes by single sign-on has shown there what their company asks for.
        if not (self._enrolling or found.user.second_factor or found.way == "sso") and asked_of(
            found.asked_factor, found.rights
        ):
            raise RedirectFirst(href("hr.account.factors.choose"))
        return found

    async def _lead_on(self, request: AnyRequest, session: AsyncSession, found: SignedIn) -> None:
        """For addresses that meant something else once.

        Raises:
            Moved: this person means what it was.
        """

    async def _put_away(self, request: AnyRequest, user_id: UUID, session_id: UUID) -> str:
        """Where to prove it; what was to be sent is kept in a transaction of its own, for this one has changed nothing."""
        name = request.url.path.rpartition("/")[2]
        if (
            request.method == "GET" and "." not in name and name != "file"
        ):  # a page: it is opened again afterwards
            return href("hr.reauthentication.show", next=_address(request))
        given = request.query_params if request.method == "GET" else await read_fields(request)
        fields = [
            (name, str(value)) for name, value in given.multi_items() if not isinstance(value, UploadFile)
        ]
        pending = PendingRequest(
            method=str(request.method),
            path=request.url.path,
            fields=tuple(fields),
            back=_sent_from(request),
            doing=str(self._doing or ""),
        )
        database: Database = request.app.state.database
        async with database.tenant(tenant_of_request(request)) as session:
            id_ = await keep(session, request.app.state.vault, user_id, session_id, pending)
        return href("hr.reauthentication.show", errand=id_)


def _with_console(needed: Needs) -> dict[str, Any]:
    # A fresh callable each: the framework refuses a provider that a controller and its handler both name.
    return {"staff": Provide(needed), "console": Provide(partial(provide_console), sync_to_thread=False)}


def local(path: str) -> str:
    """A path of the console, whatever was asked: never another site."""
    home = href("hr.todo.show")
    return path if path.startswith(home) and "//" not in path and "\\" not in path else home


def _address(request: AnyRequest) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _page_of(request: AnyRequest) -> str:
    """The page somebody is on: the one they ask for, or the one whose form they send."""
    return _address(request) if request.method == "GET" else _sent_from(request)


def _sent_from(request: AnyRequest) -> str:
    sent_from = split_address(request.headers.get("referer", ""))
    return local(sent_from.path + (f"?{sent_from.query}" if sent_from.query else ""))
