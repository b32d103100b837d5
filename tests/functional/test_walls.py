"""Another tenant's hand on every route there is: it gets what somebody gets who asks for what does not exist."""

import re
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
from huiyin import hr_console, portal
from huiyin.app import DEPENDENCIES, build_app
from huiyin.demo import PASSWORD
from huiyin.platform.db import TenantBase
from huiyin.platform.http.security import Surroundings
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from litestar import Litestar

from tests.support.rows import row_of, table_of
from tests.support.sheets import PEOPLE, SCORES, person, score, workbook

NAME, PHONE = "司空见惯", "13830000001"
# Every parameter of every route stands here, or the first test fails: a new route cannot be forgotten. What is about
# people is one person's, `$1`; where the demo has no row of a kind, one is made.
_IDS = {
    "application_id": "select id from {s}.applications where person_id = $1",
    "contract_id": "select id from {s}.contracts where person_id = $1",
    "offer_id": "select id from {s}.offers where person_id = $1",
    "stage_id": "select id from {s}.stages where type = 'interview'",
    "merge_id": "insert into {s}.person_merges (id, kept_id, merged_id, moved, merged_by, merged_at)"
    ' select uuidv7(), $1, $1, \'{{"applications": [], "left": {{}}, "fields": []}}\','
    " '', now() returning id",
    "entry_id": "insert into {s}.blacklist_entries (id, person_id, category, reason_encrypted, added_by, added_at,"
    " expires_at) select uuidv7(), $1, 'other', '', '', now(), now() returning id",
    "batch_id": "select id from {s}.import_batches order by id desc limit 1",
    "assignment_id": "insert into {s}.interview_assignments (id, application_id, user_id, round, created_at) select uuidv7(), id,"
    " (select id from {s}.users order by login desc limit 1), '墙', now() from {s}.applications where person_id = $1"
    " returning id",
    "interview_id": "insert into {s}.interviews (id, application_id, round, starts_at, minutes, place, created_by,"
    " created_at) select uuidv7(), id, '墙', now() + interval '2 days', 60, '墙内', (select id from {s}.users limit 1),"
    " now() from {s}.applications where person_id = $1 returning id",
    "user_id": "select id from {s}.users order by login desc limit 1",
    "department_id": "select department_id from {s}.vacancies v join {s}.applications a on a.vacancy_id = v.id"
    " where a.person_id = $1",
    "vacancy_id": "select vacancy_id from {s}.applications where person_id = $1",
    "employer_id": "select id from {s}.legal_entities limit 1",
    "paper_copy_id": row_of(TenantBase.metadata.tables["paper_copies"]),
    "employee_id": "with there as (select id from {s}.employees where person_id = $1 limit 1), made as (insert into"
    " {s}.employees (id, number, person_id, legal_entity_id, contract_id, starts_on, filed_at) select uuidv7(), '墙', $1,"
    " (select id from {s}.legal_entities limit 1), (select id from {s}.contracts where person_id = $1 limit 1),"
    " now()::date, now() where not exists (select from there) returning id)"
    " select id from there union all select id from made",
    "session_id": "select s.id from {s}.sessions s join {s}.users u on u.id = s.subject_id where u.login like 'hr@%'"
    " order by s.id desc limit 1",
    "role_id": "insert into {s}.roles (id, name, permissions, created_at)"
    " values (uuidv7(), '墙外的人', '[]', now()) returning id",
    "connection_id": "insert into {s}.sso_connections (id, kind, name, client_id, secret_encrypted, domains, groups,"
    " created_at, enabled) values (uuidv7(), 'oidc', '墙', 'x', '', '[]', '{{}}', now(), false) returning id",
    "invitation_id": "insert into {s}.invitations (id, login, name, grants, invited_by, created_at, expires_at)"
    " select uuidv7(), 'wall@acme.test', '墙', '[]', id, now(), now() + interval '1 day' from {s}.users limit 1"
    " returning id",
    "form_id": "select id from {s}.scorecard_forms limit 1",
    "verification_id": "insert into {s}.company_verifications (id, legal_entity_id, state, created_by, created_at)"
    " select uuidv7(), id, 'lapsed', '', now() from {s}.legal_entities limit 1 returning id",
    "use_id": "insert into {s}.scorecard_form_uses (id, form_id, vacancy_id, round) select uuidv7(),"
    " (select id from {s}.scorecard_forms limit 1), vacancy_id, '墙' from {s}.applications where person_id = $1"
    " returning id",
    "card_id": "select c.id from {s}.scorecards c join {s}.applications a on a.id = c.application_id"
    " where a.person_id = $1 limit 1",
    "account_id": "insert into {s}.channel_accounts (id, kind, name, facts, secrets_encrypted, hook_hash, topics, created_at,"
    " changed_at, enabled) values (uuidv7(), 'wecom', '墙', '{{}}', '', uuid_send(uuidv7()), '[]', now(), now(), false)"
    " returning id",
    "trigger_id": "insert into {s}.triggers (id, event, enabled, wanted) values (uuidv7(),"
    ' \'interview.missed\', false, \'{{"audience": "panel", "title": "墙", "text": "墙", "conditions": [],'
    ' "delay": 0, "only_if_still": true, "message": ""}}\') returning id',
    "message_id": "select id from {s}.messages where person_id = $1 and application_id is not null limit 1",
    "export_id": "insert into {s}.exports (id, state, asked_by, asked_at) values (uuidv7(), 'expired', '', now())"
    " returning id",
    "passkey_id": "insert into {s}.passkeys (id, user_id, credential_id, public_key, sign_count, host, name, backed_up,"
    " created_at) select uuidv7(), id, uuid_send(uuidv7()), '', 0, '', '墙', false, now() from {s}.users where login like 'hr@%'"
    " returning id",
    "errand_id": "insert into {s}.kept_forms (id, session_id, method, path, back, doing, fields_encrypted, created_at,"
    " expires_at) select uuidv7(), id, 'GET', '/hr/', '/hr/', '', '', now(), now() from {s}.sessions"
    " where kind = 'user' order by id desc limit 1 returning id",
}
# A new feature's ids follow the names of its tables; where the demo has no row, one is made.
_PLANTED = {
    name: table
    for route in Litestar([*portal.HANDLERS, *hr_console.HANDLERS], dependencies=DEPENDENCIES).routes
    for name in re.findall(r"\{(\w+_id)\b", route.path_format)
    if name not in _IDS and (table := table_of(name)) is not None
}
_IDS |= {name: row_of(table) for name, table in _PLANTED.items()}
# What is no id: the same for everybody, tokens apart, which are tried in tests of their own.
_WORDS = {
    "field": "phone", "code": "e_contracts", "kind": "wecom", "host": "jobs.example.com", "name": "x.png",
    "report": "funnel", "event": "result_pass", "channel": "sms", "slug": "acme", "number": "1", "anchor_day": "2026-10-14", "paper": "licence", "token": "A" * 44, "file_path": "manifest.json", "file": "root.crt",
}  # fmt: skip


def routes(settings: Settings) -> list[tuple[str, str]]:
    """Every (method, path) of the application's own table."""
    app = build_app(settings)
    assert isinstance(app, Surroundings)
    inner = next(part for part in vars(app).values() if isinstance(part, Litestar))
    return sorted(
        (method, route.path_format if hasattr(route, "path_format") else route.path)
        for route in inner.routes
        for method in getattr(route, "methods", ())
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    )


class Victim:
    """What the first tenant has: ids of one person, and every word that must not leak."""

    def __init__(self, ids: dict[str, UUID], words: set[str], cookies: dict[str, str]) -> None:
        self.ids, self.words, self.cookies = ids, words, cookies


@pytest.fixture(scope="module")
async def victim(settings: Settings, inbox: Inbox) -> AsyncIterator[Victim]:
    """A candidate of the first tenant with an interview, a batch and a contract."""
    import asyncpg

    hr = Browser(settings.origin("acme"))
    await people.log_in(hr, "hr@acme.test", PASSWORD)
    rows = {"候选人": [PEOPLE, person(NAME, PHONE)], "面试评分": [SCORES, score(NAME, PHONE, 9, 9)]}
    await people.import_sheet(hr, "w.xlsx", workbook(rows))
    file = (await hr.get(f"/hr/candidates?q={NAME}")).entries("/hr/candidates")[0]
    await (await hr.get(file)).form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("acme"))
    await people.sign_in(me, inbox, PHONE)
    await people.fill_onboarding(me, "310199198812311223", "上海市浦东新区世纪大道 100 号 101 室")
    application = file.rsplit("/", 1)[1]
    await people.agree_on_offer(hr, me, application)
    await people.contract_form(await hr.get(f"/hr/contracts/new/{application}")).submit()
    connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    who = await connection.fetchval(f"select id from {schema}.persons where name = $1", NAME)  # noqa: S608
    ids = {}
    empty = [
        table.name
        for table in _PLANTED.values()
        if not await connection.fetchval(f"select exists (select from {schema}.{table.name})")  # noqa: S608
    ]
    for name, query in _IDS.items():
        statement = query.format(s=schema)
        ids[name] = await connection.fetchval(statement, *([who] if "$1" in statement else []))
    number = await connection.fetchval(
        f"select number from {schema}.contracts where person_id = $1",  # noqa: S608
        who,
    )
    cookies = {
        cookie.name: cookie.value or "" for browser in (hr, me) for cookie in browser._client.cookies.jar
    }
    for browser in (hr, me):
        await browser.close()
    words = {NAME, PHONE, f"{PHONE[:3]}****{PHONE[-4:]}", number, *map(str, ids.values())}
    yield Victim(ids, words, cookies)
    for table, name in (
        ("roles", "role_id"),
        ("sso_connections", "connection_id"),
        ("invitations", "invitation_id"),
        ("interviews", "interview_id"),
        ("channel_accounts", "account_id"),
        ("triggers", "trigger_id"),
        ("person_merges", "merge_id"),
        ("blacklist_entries", "entry_id"),
        ("interviews", "assignment_id"),
        ("scorecard_form_uses", "use_id"),
        ("exports", "export_id"),
        ("company_verifications", "verification_id"),
        ("passkeys", "passkey_id"),
        ("kept_forms", "errand_id"),
    ):
        await connection.execute(f"delete from {schema}.{table} where id = $1", ids[name])  # noqa: S608
    for table in empty:
        await connection.execute(f"delete from {schema}.{table}")  # noqa: S608
    await connection.close()


_STAFF = ("admin", "hr", "seal")
_CANDIDATES = (
    "/hr/candidates", "/hr/imports", "/hr/contracts/new", "/hr/rule", "/hr/interviews", "/hr/rounds",
)  # fmt: skip
_DOORS = ("/", "/hr/", "/hr/login", "/hr/prove", "/progress")


def parameters(path: str) -> list[str]:
    return re.findall(r"\{(\w+)(?::\w+)?\}", path)


def filled(path: str, ids: dict[str, UUID]) -> str:
    given = _WORDS | {name: str(value) for name, value in ids.items()}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: given[found[1]], path)


def has_ids(path: str) -> bool:
    return bool(set(parameters(path)) & set(_IDS))


def test_every_route_is_described(settings: Settings) -> None:
    found = routes(settings)
    assert len(found) > 40
    for _method, path in found:
        known = set(_IDS) | set(_WORDS)
        assert set(parameters(path)) <= known, f"{path} is new: say in this file what its parameters are"


async def ask(browser: Browser, method: str, path: str) -> httpx.Response:
    headers = {"origin": browser.origin, "sec-fetch-site": "same-origin"}
    data = {"note": "x", "outcome": "fail"} if method == "POST" else None
    if "flash" in browser._client.cookies:  # what the answer before had to say is no part of this one
        browser._client.cookies.delete("flash")
    return await browser._client.request(method, path, headers=headers, data=data, follow_redirects=False)


def comparable(response: httpx.Response, ids: dict[str, UUID]) -> tuple[int, str, bytes]:
    """The answer without the request's number and without the id that was asked for."""
    location = response.headers.get("location", "")
    body = response.content
    number = response.headers.get("x-request-id", "")
    if number:
        body = body.replace(number.encode(), b"NUMBER")
    for value in ids.values():
        body, location = body.replace(str(value).encode(), b"ID"), location.replace(str(value), "ID")
    location = re.sub(
        r"errand=[0-9a-f-]{36}", "errand=ID", location
    )  # a form put away before a proof is asked for
    return response.status_code, location, body


async def hands(settings: Settings, victim: Victim) -> dict[str, Browser]:
    """Everybody who may not: strangers, the other tenant's staff, and the first tenant's cookies carried over."""
    globex = settings.origin("globex")
    made = {name: Browser(globex) for name in ("stranger", *_STAFF, "stolen cookies")}
    for role in _STAFF:
        await people.log_in(made[role], f"{role}@globex.test", PASSWORD)
    for name, value in victim.cookies.items():
        made["stolen cookies"]._client.cookies.set(name, value)
    made["stranger at acme"] = Browser(settings.origin("acme"))
    return made


async def test_a_foreign_hand_gets_what_does_not_exist(settings: Settings, victim: Victim) -> None:
    assert all(victim.ids.values()), [name for name, id_ in victim.ids.items() if not id_]
    asked = 0
    for who, browser in (await hands(settings, victim)).items():
        for method, path in routes(settings):
            if not has_ids(path):
                continue
            strange = {name: uuid4() for name in _IDS}
            real = await ask(browser, method, filled(path, victim.ids))
            none = await ask(browser, method, filled(path, strange))
            assert comparable(real, victim.ids) == comparable(none, strange), (who, method, path)
            assert real.status_code in (303, 302, 403, 404, 410), (who, method, path, real.status_code)
            if real.status_code in (302, 303):
                assert real.headers["location"].split("?")[0] in _DOORS, (who, path)
            asked += 1
        await browser.close()
    assert asked > 100


async def test_no_open_page_names_the_other_tenants_people(settings: Settings, victim: Victim) -> None:
    for who, browser in (await hands(settings, victim)).items():
        for method, path in routes(settings):
            if method != "GET" or parameters(path):
                continue
            for query in ("", f"?q={NAME}", f"?q={PHONE}"):
                answer = await ask(browser, method, path + query)
                text = answer.text.replace(f"?q={NAME}", "").replace(f'value="{NAME}"', "")
                text = text.replace(f'value="{PHONE}"', "")
                said = text + "".join(f"{key}{value}" for key, value in answer.headers.items())
                for word in victim.words if not query else victim.words - {NAME, PHONE}:
                    assert word not in said, (who, path, word)
        await browser.close()


async def test_a_lesser_role_reads_no_candidate(settings: Settings, victim: Victim) -> None:
    for login in ("interviewer", "seal"):
        browser = Browser(settings.origin("acme"))
        await people.log_in(browser, f"{login}@acme.test", PASSWORD)
        for method, path in routes(settings):
            if not path.startswith(_CANDIDATES):
                continue
            answer = await ask(browser, method, filled(path, victim.ids))
            if answer.status_code == 308:  # what was the list of one's own cards leads to where it is now
                assert answer.headers["location"] == "/hr/assignments", (login, method, path)
                continue
            assert answer.status_code in (403, 404), (login, method, path, answer.status_code)
            assert not [word for word in victim.words if word in answer.text], (login, path)
        await browser.close()


async def test_the_same_phone_at_the_other_tenant_sees_only_its_own(
    settings: Settings, inbox: Inbox, victim: Victim
) -> None:
    staff = Browser(settings.origin("globex"))
    await people.log_in(staff, "hr@globex.test", PASSWORD)
    await people.import_sheet(staff, "g.xlsx", workbook({"候选人": [PEOPLE, person("百里同风", PHONE)]}))
    me = Browser(settings.origin("globex"))
    await people.sign_in(me, inbox, PHONE)
    page = await me.get("/progress")
    assert "司空见惯" not in page.response.text
    for method, path in routes(settings):
        if not path.startswith("/contracts/"):
            continue
        strange = {name: uuid4() for name in _IDS}
        real = await ask(me, method, filled(path, victim.ids))
        none = await ask(me, method, filled(path, strange))
        assert real.status_code in (303, 404), (method, path)
        assert comparable(real, victim.ids) == comparable(none, strange), (method, path)
    for browser in (staff, me):
        await browser.close()
