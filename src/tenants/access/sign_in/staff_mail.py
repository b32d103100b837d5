"""Having members told of something by mail: those who may do something about it, each as far as they see."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db import tenant_of
from ....platform.db.narrowing import narrowed
from ....platform.emails import Email
from ....platform.features import Permission
from ....platform.i18n import gettext as _
from ....platform.queue import enqueue
from ..scope.service import walls
from ..users.models import User
from ..users.queries import find_user, rights_of, users_with


async def have_told(
    session: AsyncSession, job: str, may: Permission, about: Mapping[str, str], moments: Iterable[datetime]
) -> None:
    """Ask for a mail to everybody with the permission `may` at each of the `moments`; `about`: what the job is given besides."""
    await have_each_told(session, job, await users_with(session, may), about, moments)


async def have_each_told(
    session: AsyncSession,
    job: str,
    users: Iterable[User],
    about: Mapping[str, str],
    moments: Iterable[datetime],
) -> None:
    """The same for these members."""
    times = tuple(moments)
    for user in users:
        for at in times:
            payload = {**about, "user": str(user.id), "at": at.isoformat()}
            await enqueue(session, job, payload, run_at=at, dedupe=":".join(payload.values()))


@asynccontextmanager
async def seen_by(session: AsyncSession, user_id: UUID, may: Permission) -> AsyncIterator[User | None]:
    """A member who is to be told, with the session narrowed to what their permission `may` lets them see; None when they have
    left since."""
    user = await find_user(session, user_id)
    if user is None or not user.active:
        yield None
        return
    with narrowed(session, walls((await rights_of(session, user_id)).scope(may))):
        yield user


def letter(session: AsyncSession, to: User, what: str, *lines: str, action: str) -> Email:
    """What such a mail says: `what` there is, the `lines` below it, and the word on its button."""
    return Email(
        subject=_("{company}：{what}").format(company=tenant_of(session).name, what=what),
        greeting=_("{name}，您好：").format(name=to.name),
        paragraphs=lines,
        action=action,
    )
