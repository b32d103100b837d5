"""Every address of the console under every role: what the table of rights says, and nothing else.

The table is read from the code (`docs/rights.md` is made of the same), so that no new address is forgotten.
"""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from huiyin.hr_console.settings_pages import settings_of
from huiyin.platform.features import Permission
from huiyin.platform.settings import Settings
from huiyin.portal import HANDLERS as PORTAL
from huiyin.road.browser import Browser
from huiyin.tenants.access.roles.built_in import BUILT_IN
from huiyin.tenants.access.roles.rights import EVERYTHING, Rights
from huiyin.tenants.hiring.interviews.feature import InterviewPermission
from litestar import Litestar

from tests.attack.conftest import Visit
from tests.functional.test_walls import _IDS, comparable, filled, has_ids, parameters
from tests.functional.test_walls import routes as served_routes
from tests.support.victim import PARTIAL_HR, ROLES, Victim, missing
from tools.rights import DEPENDENCIES, routes

_ELSEWHERE = ("/hr/login", "/hr/account/second-factor")
# Part of a page, asked for with a stage; the way to settings, there for who may set something; and a list whose planted
# entry has a reason that no key encrypted; a scan that was planted without a file.
_ON_CONDITION = (
    "/hr/board/column", "/hr/settings", "/hr/blacklist", "/hr/contracts/{contract_id:uuid}/paper/{paper_scan_id:uuid}/pdf",
    "/hr/sealing/{seal_request_id:uuid}", "/hr/contract-templates/drafts/{contract_template_draft_id:uuid}/word",
)  # fmt: skip
# Who only scores is led from what was the list of their cards to where it is now.
_MOVED_FOR = {("GET", "/hr/interviews"): InterviewPermission.SCORE}
TABLE = sorted((path, method, needed) for path, method, needed in routes() if needed is not None)


def permissions_of(role: str) -> frozenset[Permission]:
    """What a role may do; given for one department it carries nothing that is of the whole company."""
    if role != PARTIAL_HR:
        return BUILT_IN[role].permissions
    return frozenset(one for one in BUILT_IN["hr"].permissions if one.meaning.reach != "tenant")


async def ask(browser: Browser, method: str, path: str, *, json: bool = False) -> httpx.Response:
    headers = {"origin": browser.origin, "sec-fetch-site": "same-origin"} | (
        {"accept": "application/json"} if json else {}
    )
    data = {"note": "x"} if method == "POST" else None
    if "flash" in browser._client.cookies:  # what the answer before had to say is no part of this one
        browser._client.cookies.delete("flash")
    return await browser._client.request(method, path, headers=headers, data=data, follow_redirects=False)


def where(response: httpx.Response) -> str:
    return str(response.headers.get("location", "")).split("?")[0]


async def nothing(browser: Browser, method: str, *, json: bool = False) -> httpx.Response:
    """The answer to what does not exist."""
    return await ask(browser, method, f"/hr/nothing-{uuid4()}", json=json)


# Where nobody is asked who they are: the doors, and what a link of one's own opens.
_DOORS = {
    "GET /hr/forgot", "POST /hr/forgot", "GET /hr/login", "POST /hr/login", "GET /hr/login/code", "POST /hr/login/code",
    "POST /hr/login/code/check", "POST /hr/login/passkey", "GET /hr/login/second", "POST /hr/login/second",
    "POST /hr/logout", "GET /hr/join/{token}", "POST /hr/join/{token}", "GET /hr/reset/{token}",
    "POST /hr/reset/{token}", "GET /hr/sso/callback", "GET /hr/sso/{connection_id}",
    "GET /i/{token}", "POST /i/{token}", "POST /i/{token}/draft",
}  # fmt: skip


def address(method: str, path: str) -> str:
    """Without the parameters' types."""
    return f"{method} {re.sub(r':[a-z]+}', '}', path)}"


def test_the_table_is_the_whole_console(settings: Settings) -> None:
    """What the running product serves below /hr is what is tried here, and every door stands in the list."""
    served = {address(method, path) for method, path in served_routes(settings) if path.startswith("/hr")}
    asked = {address(method, path) for path, method, _needed in TABLE}
    assert served == asked | {door for door in _DOORS if "/hr" in door}
    assert {address(method, path) for path, method, needed in routes() if needed is None} == _DOORS


def test_every_id_that_is_tried_is_of_something(victim: Victim) -> None:
    """An id of nothing would be answered like nothing, whatever the walls."""
    assert not [name for name in _IDS if missing(victim, name)]


@pytest.mark.parametrize("role", [*(role for role in ROLES if role != "admin"), PARTIAL_HR])
async def test_what_a_role_may_not_does_not_exist(victim: Victim, role: str) -> None:
    """Real ids, made-up ids, and an address that nobody made: one answer, byte for byte."""
    browser, may, refused = victim.staff[role], permissions_of(role), 0
    faces = (False, True) if role == "auditor" else (False,)  # what people read, and what programs do
    for path, method, needed in TABLE:
        if not needed or may & set(needed) or _MOVED_FOR.get((method, path)) in may:
            continue
        for json in faces:
            strange = _nothing()
            real = await ask(browser, method, filled(path, victim.ids), json=json)
            none = await ask(browser, method, filled(path, strange), json=json)
            # At this moment, not once for all: what a page says waits for somebody changes meanwhile.
            unmade = await nothing(browser, method, json=json)
            assert real.status_code == 404, (role, method, path, real.status_code)
            said = comparable(real, victim.ids)
            assert said == comparable(none, strange), (role, method, path)
            assert said == comparable(unmade, {}), (role, method, path)
            assert not [word for word in victim.words if word in real.text], (role, path)
        refused += 1
    assert refused > 10, role


# What a page must be asked, beside its address.
_ASKS = {"/hr/board/column": "?in={stage_id}"}


@pytest.mark.parametrize("role", [*ROLES, PARTIAL_HR])
async def test_what_a_role_may_is_there(victim: Victim, role: str) -> None:
    """Looking works where the table says so; forms are tried in `test_what_a_role_may_not…` and in the feature's tests."""
    browser, may, seen = victim.staff[role], permissions_of(role), 0
    for path, method, needed in TABLE:
        if method != "GET" or (needed and not may & set(needed)) or re.search(r"\{(errand_id|number)", path):
            continue
        if path in _ON_CONDITION or (has_ids(path) and not _reaches(role, path, needed)):
            continue
        if path == "/hr/settings" and not settings_of(Rights(dict.fromkeys(may, EVERYTHING))):
            continue  # for whom there is nothing to set, there is no such page
        answer = await ask(browser, method, filled(path + _ASKS.get(path, ""), victim.ids))
        # 409: it is there, and past the moment when that could be done
        assert answer.status_code in (200, 303, 409), (role, path, answer.status_code)
        assert where(answer) not in _ELSEWHERE, (role, path)
        seen += 1
    assert seen > 5, role


# Whose things of the victim a role with the right sees: not those of other departments, other people, other managers.
_EVERYWHERE = ("admin", "hr", "auditor", "seal_keeper")


def _reaches(role: str, path: str, needed: tuple[Permission, ...] | None) -> bool:
    if "{session_id" in path or "{passkey_id" in path or "{assignment_id" in path:
        return False  # one's own only
    return role in _EVERYWHERE


@pytest.mark.parametrize("role", ["hiring_manager", "interviewer", PARTIAL_HR])
async def test_what_is_out_of_reach_does_not_exist(victim: Victim, role: str) -> None:
    """Whatever the id is of: another department's or another person's is answered like one of nothing."""
    browser, may, tried = victim.staff[role], permissions_of(role), set[str]()
    for path, method, needed in TABLE:
        if not has_ids(path):
            continue
        strange = _nothing()
        real = await ask(browser, method, filled(path, victim.ids))
        none = await ask(browser, method, filled(path, strange))
        assert comparable(real, victim.ids) == comparable(none, strange), (role, method, path)
        assert real.status_code in (404, 303), (role, method, path, real.status_code)
        assert not [word for word in victim.words if word in real.text], (role, path)
        if not needed or may & set(needed):
            tried |= set(parameters(path)) & set(_IDS)
    assert tried >= _REACHED[role], role


# The ids that stand in addresses which the role may open for things of its own.
_OWN = {"session_id", "passkey_id", "errand_id"}
_REACHED = {
    "interviewer": _OWN | {"assignment_id"},
    "hiring_manager": _OWN | {"assignment_id", "application_id", "interview_id"},
    PARTIAL_HR: _OWN
    | {
        "assignment_id",
        "application_id",
        "interview_id",
        "contract_id",
        "message_id",
        "card_id",
        "merge_id",
    }
    | {"vacancy_id"},
}


async def test_a_foreign_id_beside_ones_own_opens_nothing(victim: Victim) -> None:
    """The candidate is of the own department, the card that is asked for beside them is not."""
    browser = victim.staff[PARTIAL_HR]
    own = (await browser.get("/hr/candidates")).entries("/hr/candidates")[0].rsplit("/", 1)[1]
    tried = 0
    for path, method, _needed in TABLE:
        beside = set(parameters(path)) & set(_IDS) - {"application_id"}
        if "application_id" not in parameters(path) or not beside:
            continue
        ids, strange = ({**given, "application_id": UUID(own)} for given in (victim.ids, _nothing()))
        real = await ask(browser, method, filled(path, ids))
        none = await ask(browser, method, filled(path, strange))
        assert comparable(real, ids) == comparable(none, strange), (method, path)
        assert real.status_code == 404, (method, path, real.status_code)
        tried += 1
    assert tried


def _nothing() -> dict[str, UUID]:
    return {name: uuid4() for name in _IDS}


async def test_a_colleagues_own_things_do_not_exist(victim: Victim) -> None:
    """Sessions, passkeys, kept forms and interviews belong to a person: not even the admin has them."""
    own = {"session_id", "passkey_id", "errand_id", "assignment_id"}
    for role in ("admin", "auditor", "hiring_manager"):
        for path, method, needed in TABLE:
            if not own & set(parameters(path)) or (needed and not permissions_of(role) & set(needed)):
                continue
            ids = victim.ids | {"session_id": await _session_of(victim, "seal_keeper")}
            strange = _nothing()
            real = await ask(victim.staff[role], method, filled(path, ids))
            none = await ask(victim.staff[role], method, filled(path, strange))
            assert comparable(real, ids) == comparable(none, strange), (role, method, path)
            assert "私人" not in real.text


async def _session_of(victim: Victim, role: str) -> UUID:
    page = await victim.staff[role].get("/hr/account")
    found = re.search(r"/hr/account/sessions/([0-9a-f-]{36})/end", page.response.text)
    return UUID(found[1]) if found else victim.ids["session_id"]


async def test_a_candidates_session_opens_no_door_of_the_console(visit: Visit, victim: Victim) -> None:
    stranger = visit(victim.origin)
    for path, method, _needed in TABLE:
        address = filled(path, victim.ids)
        mine = await ask(victim.candidate, method, address)
        theirs = await ask(stranger, method, address)
        assert comparable(mine, victim.ids) == comparable(theirs, victim.ids), (method, path)
        assert where(mine) == "/hr/login", (method, path, mine.status_code)
    # Neither does the candidate's token in the place of a member's.
    token = victim.candidate._client.cookies["me"]
    stranger._client.cookies.set("hr", token)
    answer = await ask(stranger, "GET", "/hr/candidates")
    assert where(answer) == "/hr/login"


async def test_a_members_session_opens_no_candidates_page(visit: Visit, victim: Victim) -> None:
    app = Litestar(PORTAL, dependencies=DEPENDENCIES, openapi_config=None)
    stranger, tried = visit(victim.origin), 0
    admin = victim.staff["admin"]
    disguised = visit(victim.origin)
    disguised._client.cookies.set("me", admin._client.cookies["hr"])
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "candidate" not in handler.resolve_dependencies():
                continue
            for method in handler.http_methods & {"GET", "POST"}:
                address = filled(route.path, victim.ids)
                theirs = comparable(await ask(stranger, method, address), victim.ids)
                assert comparable(await ask(admin, method, address), victim.ids) == theirs, (method, address)
                forged = await ask(disguised, method, address)
                assert forged.status_code == theirs[0] and where(forged) == "/", (method, address)
                tried += 1
    assert tried > 8
