"""The tree of departments: adding, moving, what stands in the way."""

from datetime import date

import pytest
from huiyin.platform import clock
from huiyin.tenants.contracts.contract_templates.queries import newest_versions
from huiyin.tenants.contracts.labour_contracts.models import Contract
from huiyin.tenants.hiring.vacancies.service import find_or_add as vacancy
from huiyin.tenants.people.departments.errors import (
    DepartmentInUseError,
    DepartmentLoopError,
    DepartmentNameTakenError,
)
from huiyin.tenants.people.departments.queries import department, departments
from huiyin.tenants.people.departments.service import add, find_or_add, move, remove, rename
from huiyin.tenants.people.employees.service import Employment, file_employee
from huiyin.tenants.people.employers.queries import legal_entities
from huiyin.tenants.people.persons.service import Contact, add_person

from tests.support.tenants import Place

ME = "user:test"


async def test_a_subtree_moves_as_a_whole(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        research = await add(session, name="研发部", parent=None, actor=ME)
        backend = await add(session, name="后端组", parent=research, actor=ME)
        storage = await add(session, name="存储小组", parent=backend, actor=ME)
        platform = await add(session, name="平台部", parent=None, actor=ME)
        await move(session, backend, platform, actor=ME)
        with pytest.raises(DepartmentLoopError):
            await move(session, platform, storage, actor=ME)
    async with place.database.tenant(place.tenant) as session:
        names = [(row.name, row.depth) for row in await departments(session)]
        assert names == [("平台部", 0), ("后端组", 1), ("存储小组", 2), ("研发部", 0)]
        moved = await department(session, storage.id)
        assert moved.path == f"{platform.id.hex}/{backend.id.hex}/{storage.id.hex}/"


async def test_sisters_have_different_names(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        sales = await add(session, name="销售部", parent=None, actor=ME)
        east = await add(session, name="一部", parent=sales, actor=ME)
        await add(session, name="一部", parent=None, actor=ME)  # a cousin may be called so
        for name in ("销售部", "一部"):
            with pytest.raises(DepartmentNameTakenError):
                await add(session, name=name, parent=None, actor=ME)
        two = await add(session, name="二部", parent=sales, actor=ME)
        with pytest.raises(DepartmentNameTakenError):
            await rename(session, two, "一部", actor=ME)
        assert (await find_or_add(session, "一部", actor=ME)).parent_id is None
        assert east.parent_id == sales.id


async def test_what_is_in_use_stays(place: Place) -> None:
    async with place.database.tenant(place.tenant) as session:
        made = await vacancy(session, title="店员", department="门店")
        shop = await find_or_add(session, "门店", actor=ME)
        assert made.department_id == shop.id
        with pytest.raises(DepartmentInUseError):
            await remove(session, shop, actor=ME)
        empty = await add(session, name="空", parent=shop, actor=ME)
        await remove(session, empty, actor=ME)
        assert [row.name for row in await departments(session)] == ["门店"]


async def test_a_department_stays_with_its_employees_and_contracts(place: Place) -> None:
    """Without it they would be seen by nobody but those who see the whole company."""
    async with place.database.tenant(place.tenant) as session:
        employer, person = (
            (await legal_entities(session))[0],
            await add_person(session, place.vault, Contact("公孙策", "+8613760000001", None)),
        )
        filed = await add(session, name="设备部", parent=None, actor=ME)
        job = Employment(person.id, employer.id, date(2024, 3, 1), department_id=filed.id)
        assert await file_employee(session, job, actor=ME) is not None
        signed = await add(session, name="销售部", parent=None, actor=ME)
        session.add(
            Contract(
                number="HT-1", department_id=signed.id, person_id=person.id, legal_entity_id=employer.id,
                template_id=(await newest_versions(session))[0].id, state="archived", terms_encrypted=b"", blocks_encrypted=b"",
                findings=[], anchors={}, created_by=ME, created_at=clock.now(),
            )
        )  # fmt: skip
        await session.flush()
        for one in (filed, signed):
            with pytest.raises(DepartmentInUseError):
                await remove(session, one, actor=ME)
        assert [row.name for row in await departments(session)] == ["设备部", "销售部"]
