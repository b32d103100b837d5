"""A tenant of the release before: its contracts, employees and calls get the department and the person they are of."""

from pathlib import Path

from huiyin.platform.ids import new_id
from huiyin.platform.settings import Settings

from tests.support.revisions import tenant_at, until

BEFORE, AFTER = "0018", "0019"


async def test_rows_get_their_department_and_their_person(settings: Settings, tmp_path: Path) -> None:
    vacancy, application, person, department = (new_id() for _number in range(4))
    contract, alone, employee, older, call = (new_id() for _number in range(5))
    async with tenant_at(settings, tmp_path, BEFORE) as tenant:
        await tenant.execute(
            "insert into departments (id, name, path) values ($1, '研发部', $2)",
            department,
            f"{department.hex}/",
        )
        await tenant.execute(
            "insert into persons (id, name, phone_digest, phone_encrypted, phone_hint, created_at)"
            " values ($1, '李想', '', '', '', now())",
            person,
        )
        await tenant.execute(
            "insert into vacancies (id, title, department_id) values ($1, '工程师', $2)", vacancy, department
        )
        await tenant.execute(
            "insert into applications (id, person_id, vacancy_id, stage, created_at) values ($1, $2, $3, 'offer', now())",
            application, person, vacancy,
        )  # fmt: skip
        for id_, about, number in ((contract, application, "1"), (alone, None, "2")):
            await tenant.execute(
                "insert into contracts (id, number, application_id, job_title, person_id, legal_entity_id, template_id,"
                " state, terms_encrypted, blocks_encrypted, findings, anchors, created_by, created_at)"
                " values ($1, $2, $3, '工程师', $4, $5, $6, 'archived', '', '', '[]', '{}', '', now())",
                id_, number, about, person, new_id(), new_id(),
            )  # fmt: skip
        for id_, began, number in ((employee, contract, "1"), (older, None, "2")):
            await tenant.execute(
                "insert into employees (id, number, person_id, legal_entity_id, contract_id, starts_on, filed_at)"
                " values ($1, $2, $3, $4, $5, now()::date, now())",
                id_, number, person, new_id(), began,
            )  # fmt: skip
        await tenant.execute(
            "insert into call_notes (id, application_id, occasion, outcome, called_by, called_at)"
            " values ($1, $2, 'result_pass:x', 'reached', '周敏', now())",
            call, application,
        )  # fmt: skip

        await tenant.execute(until(tmp_path, AFTER).sql(BEFORE))

        of_contracts = dict(await tenant.fetch("select id, department_id from contracts"))
        assert of_contracts == {contract: department, alone: None}
        files = {
            row[0]: tuple(row)[1:]
            for row in await tenant.fetch("select id, department_id, job_title from employees")
        }
        assert files == {employee: (department, "工程师"), older: (None, "")}
        called = await tenant.fetchrow("select person_id, application_id from call_notes")
        assert tuple(called) == (person, application)
