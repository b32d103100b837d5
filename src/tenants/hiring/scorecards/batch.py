"""Taking many scorecards in at once: an import's, read and written in sets."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform.db.narrowing import narrowed
from ....platform.db.parts import parts
from ..candidates.models import Application
from ..candidates.states import enter
from ..decisions.batch import mark_many
from ..interviews.models import Scorecard
from ..interviews.queries import invited_again
from ..promises.batch import promise_many
from ..scorecard_forms.queries import default_version
from .service import Card, write_card


async def submit_many(session: AsyncSession, given: Sequence[tuple[Application, Card]], *, actor: str) -> int:
    """Take cards of people without an account in, as `submit` does one by one; returns how many came in.

    Cards that are in already, here or further up, are left out. Each application is marked once, from all its cards.
    """
    cards = await _cards(session, {application.id for application, _card in given})
    version = await default_version(session)
    scored: dict[UUID, Application] = {}
    taken = 0
    for application, card in given:
        theirs = cards.setdefault(application.id, [])
        place = (card.round, card.interviewer)
        known = next((one for one in theirs if (one.round, one.interviewer) == place), None)
        if known is not None and (known.reopened_at is None or known.user_id is not None):
            continue
        written = write_card(session, application, card, version, scorecard=known, actor=actor)
        if known is None:
            theirs.append(written)
        if application.stage in ("new", "interview"):
            enter(session, application, "review")
        scored[application.id] = application
        taken += 1
    await session.flush()
    applications = list(scored.values())
    again = await _invited_again(session, sorted(scored))
    waiting = [one for one in applications if one.stage == "review" and one.id not in again]
    await promise_many(session, waiting, actor=actor)
    await mark_many(session, applications, cards)
    return taken


async def _invited_again(session: AsyncSession, ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for some in parts(ids):
        found |= await invited_again(session, some)
    return found


async def _cards(session: AsyncSession, application_ids: set[UUID]) -> dict[UUID, list[Scorecard]]:
    """Every card of these applications: what the rule marks hangs on cards the sender may not see."""
    found: dict[UUID, list[Scorecard]] = {}
    with narrowed(session, ()):
        for some in parts(sorted(application_ids)):
            statement = select(Scorecard).where(Scorecard.application_id.in_(some))
            for card in await session.scalars(statement):
                found.setdefault(card.application_id, []).append(card)
    return found
