"""Making forms and their versions, choosing where they are used, and the tenant's own words that warn."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ....platform import clock
from ....platform.ids import new_id
from ...audit.author import Author
from ...audit.service import record
from ...company.settings.queries import tenant_settings
from .dimensions import Dimension
from .errors import FormChangedError, FormNameTakenError, UseEmptyError, UseTakenError
from .feature import ScorecardFormEvent
from .models import FormUse, FormVersion, ScorecardForm
from .queries import names_asked


async def first_form(session: AsyncSession, dimensions: Iterable[Dimension], *, name: str, by: str) -> None:
    """The default form a new tenant starts with."""
    now = clock.now()
    form = ScorecardForm(id=new_id(), name=name, is_default=True, created_at=now)
    asked = [dimension.to_json() for dimension in dimensions]
    session.add(form)
    await session.flush()
    session.add(FormVersion(form_id=form.id, number=1, dimensions=asked, created_at=now, created_by=by))


async def save_form(
    session: AsyncSession,
    form: ScorecardForm | None,
    *,
    name: str,
    dimensions: Sequence[Dimension],
    by: Author,
    seen: int | None = None,
) -> FormVersion:
    """Make a form, or give one a new version; cards that are begun or sent keep theirs. The same again changes nothing.

    `seen`: the version that was the newest when this one was begun.

    Raises:
        FormNameTakenError: another form is called so.
        FormChangedError: there is a newer version than the one that was seen.
    """
    now = clock.now()
    form = form or ScorecardForm(id=new_id(), is_default=False, created_at=now)
    try:
        async with session.begin_nested():
            form.name = name
            session.add(form)
    except IntegrityError:
        raise FormNameTakenError from None
    # One after the other: of two versions saved at once the second is told of the first.
    await session.execute(
        select(ScorecardForm.id).where(ScorecardForm.id == form.id).with_for_update(key_share=True)
    )
    newest = await session.scalar(
        select(FormVersion).where(FormVersion.form_id == form.id).order_by(FormVersion.number.desc()).limit(1)
    )
    asked = [dimension.to_json() for dimension in dimensions]
    if newest is not None and newest.dimensions == asked:
        return newest
    if newest is not None and seen is not None and newest.number != seen:
        raise FormChangedError(newest.number, newest.created_by)
    version = FormVersion(
        id=new_id(),
        form_id=form.id,
        number=newest.number + 1 if newest is not None else 1,
        dimensions=asked,
        created_at=now,
        created_by=by.name,
    )
    session.add(version)
    await session.flush()
    (await tenant_settings(session)).dimensions = await names_asked(session)
    data = {"form": str(form.id), "version": version.number}
    record(session, ScorecardFormEvent.CHANGED, actor=by.actor, data=data)
    return version


async def use_form(
    session: AsyncSession,
    form: ScorecardForm,
    *,
    vacancy_id: UUID | None,
    kind: str,
    round_name: str,
    actor: str,
) -> None:
    """Use a form for a vacancy, or for all vacancies of a kind, in one round or (empty) in all.

    Raises:
        UseEmptyError: nothing is chosen.
        UseTakenError: a form is chosen for the very same already.
    """
    if vacancy_id is None and not kind and not round_name:
        raise UseEmptyError
    use = FormUse(
        id=new_id(),
        form_id=form.id,
        vacancy_id=vacancy_id,
        kind="" if vacancy_id is not None else kind,
        round=round_name,
    )
    try:
        async with session.begin_nested():
            session.add(use)
    except IntegrityError:
        raise UseTakenError from None
    data = {"form": str(form.id), "vacancy": str(vacancy_id or ""), "kind": use.kind, "round": round_name}
    record(session, ScorecardFormEvent.CHANGED, actor=actor, data=data)


async def drop_use(session: AsyncSession, form: ScorecardForm, use_id: UUID, *, actor: str) -> None:
    """Use the form there no more; absent already: done."""
    use = await session.get(FormUse, use_id)
    if use is None or use.form_id != form.id:
        return
    await session.delete(use)
    data = {"form": str(form.id), "unused": str(use_id)}
    record(session, ScorecardFormEvent.CHANGED, actor=actor, data=data)


async def set_card_rules(
    session: AsyncSession, *, reminder_hours: int, words: Iterable[str], actor: str
) -> None:
    """After how many hours a card that is owed is asked for again, and which words warn beside the law's."""
    settings = await tenant_settings(session)
    settings.reminder_hours = reminder_hours
    settings.note_words = list(dict.fromkeys(words))
    data = {"reminder_hours": reminder_hours, "own_words": len(settings.note_words)}
    record(session, ScorecardFormEvent.RULES_CHANGED, actor=actor, data=data)
