"""Where applications come from: a fixed list, and what a tenant writes beside it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.i18n import mark
from ...audit.service import record
from .feature import CandidateEvent
from .models import Application
from .queries import sources

SOURCES = (
    mark("官网"), mark("招聘网站"), mark("内推"), mark("猎头"), mark("社交媒体"), mark("校园招聘"), mark("线下招聘会"),
    mark("人才库"), mark("手工添加"),
)  # fmt: skip
LONGEST = 20


async def offered_sources(session: AsyncSession) -> Sequence[str]:
    """The fixed list, then the tenant's own."""
    return [*SOURCES, *(source for source in await sources(session) if source not in SOURCES)]


def set_source(session: AsyncSession, application: Application, source: str, *, actor: str) -> None:
    """Say where an application came from; saying the same again does nothing."""
    if application.source == source:
        return
    data = {"from": application.source, "to": source}
    application.source = source
    record(session, CandidateEvent.SOURCE_SET, actor=actor, application_id=application.id, data=data)
