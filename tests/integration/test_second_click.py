"""The same button twice at once, by one hand or two: it is done once, and nobody sees a broken page."""

import asyncio
from collections.abc import Awaitable, Callable

from huiyin.tenants.audit.author import Author
from huiyin.tenants.audit.models import AuditEvent
from huiyin.tenants.company.settings.features import Feature, switches, turn
from huiyin.tenants.hiring.blacklist.errors import AlreadyListedError
from huiyin.tenants.hiring.blacklist.service import put_on
from huiyin.tenants.hiring.candidates.models import Application
from huiyin.tenants.hiring.decisions.policy import change_policy, policy_of
from huiyin.tenants.hiring.scorecard_forms.dimensions import Dimension
from huiyin.tenants.hiring.scorecard_forms.errors import FormChangedError
from huiyin.tenants.hiring.scorecard_forms.queries import default_version, version_of
from huiyin.tenants.hiring.scorecard_forms.service import save_form
from huiyin.tenants.hiring.talent_pool.models import PoolEntry
from huiyin.tenants.hiring.talent_pool.service import invite
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tests.support.hiring import Hiring
from tests.support.tenants import Place

ME = "user:test"
_CLICKS = 4


async def clicks(place: Place, click: Callable[[AsyncSession], Awaitable[object]]) -> list[object]:
    """All at once, each in a request of its own; what each came to."""

    async def one() -> None:
        async with place.database.tenant(place.tenant) as session:
            await click(session)

    return list(await asyncio.gather(*(one() for _number in range(_CLICKS)), return_exceptions=True))


async def candidate(place: Place) -> Application:
    async with place.database.tenant(place.tenant) as session:
        return await Hiring(session, place).candidate()


async def test_settings_that_were_never_saved_before(place: Place) -> None:
    async def confirming(session: AsyncSession) -> None:
        await change_policy(
            session,
            Author(ME, "周敏"),
            take_back_minutes=15,
            second_if_otherwise=True,
            second_vacancies=(),
            by_rule=(),
        )

    async def feature(session: AsyncSession) -> None:
        await turn(session, Feature.E_CONTRACTS, "off", [], actor=ME)

    assert await clicks(place, confirming) == [None] * _CLICKS
    assert await clicks(place, feature) == [None] * _CLICKS
    async with place.database.tenant(place.tenant) as session:
        assert (await policy_of(session)).take_back_minutes == 15
        assert (await switches(session))[Feature.E_CONTRACTS].mode == "off"


async def test_one_person_is_listed_once(place: Place) -> None:
    found = await candidate(place)

    async def click(session: AsyncSession) -> None:
        await put_on(
            session, place.vault, found, category="false_papers", reason="学历系伪造", by=Author(ME, "周敏")
        )

    said = await clicks(place, click)
    assert sorted(type(one).__name__ for one in said) == [AlreadyListedError.__name__] * 3 + ["NoneType"]
    async with place.database.tenant(place.tenant) as session:
        listed = select(func.count()).where(AuditEvent.kind == "blacklist.added")
        assert await session.scalar(listed) == 1


async def test_one_person_is_asked_into_the_pool_once(place: Place) -> None:
    found = await candidate(place)

    async def click(session: AsyncSession) -> None:
        application = await Hiring(session, place).again(found)
        await invite(session, place.vault, application, actor=ME)

    said = await clicks(place, click)
    assert None in said
    assert not [one for one in said if one is not None and "UniqueViolation" in repr(one)], said
    async with place.database.tenant(place.tenant) as session:
        assert await session.scalar(select(func.count(PoolEntry.id))) == 1


async def test_two_who_save_a_scorecard_form_at_once(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        form_id = (await default_version(session)).form_id
    names = iter("甲乙丙丁")

    async def click(session: AsyncSession) -> None:
        form, _version = await version_of(session, form_id)
        name = next(names)
        await save_form(
            session,
            form,
            name="评价表",
            dimensions=(Dimension(name),),
            by=Author(ME, name),
            seen=1,
        )

    said = await clicks(place, click)
    assert sorted(type(one).__name__ for one in said) == [FormChangedError.__name__] * 3 + ["NoneType"], said
    async with place.database.tenant(place.tenant) as session:
        version = await default_version(session)
        assert version.number == 2
        refused = next(str(one) for one in said if one is not None)
        assert refused.startswith(f"{version.created_by} 刚刚保存了第 2 版")
