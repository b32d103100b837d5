"""A feature can be on for some departments first."""

from huiyin.tenants.company.settings.features import Feature, Switch, is_on, switches, turn
from huiyin.tenants.hiring.vacancies.models import Vacancy
from huiyin.tenants.hiring.vacancies.service import find_or_add
from huiyin.tenants.people.departments.service import add

from tests.support.tenants import Place

ME = "user:test"


async def test_a_pilot_reaches_the_subtree_and_nothing_else(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        research = await add(session, name="研发部", parent=None, actor=ME)
        backend = await add(session, name="后端组", parent=research, actor=ME)
        inside = await find_or_add(session, title="后端", department="后端组")
        outside = await find_or_add(session, title="店员", department="门店")
        nowhere = await find_or_add(session, title="顾问")

        async def on() -> list[bool]:
            vacancies: list[Vacancy] = [inside, outside, nowhere]
            return [await is_on(session, Feature.E_CONTRACTS, vacancy.department_id) for vacancy in vacancies]

        assert inside.department_id == backend.id
        assert await on() == [True, True, True]
        await turn(session, Feature.E_CONTRACTS, "pilot", [research.id], actor=ME)
        assert await on() == [True, False, False]
        await turn(session, Feature.E_CONTRACTS, "off", [research.id], actor=ME)
        assert await on() == [False, False, False]
        assert (await switches(session))[Feature.E_CONTRACTS] == Switch("off")
        assert (await switches(session))[Feature.INTERVIEW_LINKS] == Switch("on")
