"""Links, codes, tickets, files and headers: each of one company, tried at another, at the base domain, by a stranger."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.auth.links import make_link_token
from huiyin.platform.settings import Settings
from huiyin.platform.tenancy.models import TenantRow
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox
from huiyin.tenants.access.sign_in.attempts import Client
from huiyin.tenants.access.sign_in.service import ask_code, device_ticket, half_way
from huiyin.tenants.access.users.models import User
from huiyin.tenants.access.users.queries import signed_in
from huiyin.tenants.company.operators.service import make_link
from huiyin.tenants.company.signups.service import Applicant, ask, link_token
from huiyin.tenants.messaging.messages.models import Message, Receipt
from sqlalchemy import select

from tests.attack.conftest import Visit
from tests.functional.test_walls import _IDS, comparable, filled, parameters, routes
from tests.support.companies import new_uscc
from tests.support.sheets import PEOPLE, person, workbook
from tests.support.victim import PHONE, Victim, login

# What opens something by itself, and an example of what opens nothing.
SECRET = {
    "/m/{code}": "999-" + "a" * 10,
    "/r/{code}": "999-" + "a" * 10,
    "/i/{token}": "A" * 44,
    "/i/{token}/draft": "A" * 44,
    "/hr/join/{token}": "A" * 44,
    "/hr/reset/{token}": "A" * 44,
    "/signup/{token}": "A" * 44,
    "/signup/{token}/opening": "A" * 44,
    "/ops/enter/{token}": "A" * 43,
    "/hooks/sms/{kind}/{token}": "A" * 32,
    "/hooks/sms/own/{token}": "A" * 44,
    "/brand/logo/{name}": "0" * 64 + ".png",
}
# What says only which of several well-known things is meant; whether it may be asked for is the roles' matter.
WORDS = {
    "/brand/style/{name}", "/static/{file_path}", "/ca/{file}", "/contracts/{contract_id}/pages/{number}",
    "/anchors/{anchor_day}/stamps/{number}", "/anchors/{anchor_day}/statement.json", "/ops/tenants/{slug}",
    "/ops/tenants/{slug}/verifications/{verification_id}", "/ops/tenants/{slug}/verifications/{verification_id}/review",
    "/ops/tenants/{slug}/verifications/{verification_id}/transfer",
    "/ops/tenants/{slug}/verifications/{verification_id}/papers/{paper}/{number}",
    "/hr/employers/{employer_id}/verification/papers/{paper}/{number}", "/hr/features/{code}",
    "/hr/sso-connections/new/{kind}", "/hr/channels/new/{kind}", "/hr/domains/{host}/check", "/hr/domains/{host}/remove",
    "/hr/domains/{host}/use", "/hr/reports/{report}", "/hr/rule/assessments/{number}", "/hr/rule/versions/{number}", "/hr/reports/{report}/export.xlsx", "/hr/candidates/{application_id}/show/{field}",
    "/hr/message-templates/{event}/{channel}", "/hr/message-templates/{event}/{channel}/look", "/hr/message-templates/{event}/{channel}/file",
    "/hr/message-templates/{event}/{channel}/try", "/hr/message-templates/{event}/{channel}/versions/{number}",
}  # fmt: skip


def plain(path: str) -> str:
    return re.sub(r":\w+\}", "}", path)


def test_everything_that_is_no_id_is_a_known_secret_or_a_word(settings: Settings) -> None:
    named = {plain(path) for _method, path in routes(settings) if set(parameters(path)) - set(_IDS)}
    assert named - set(SECRET) - WORDS == set(), "new: say here whether they are secrets"


async def knock(browser: Browser, method: str, path: str, **headers: str) -> httpx.Response:
    own = {"origin": browser.origin, "sec-fetch-site": "same-origin"}
    data = {"name": "x", "password": "x", "note": "x"} if method == "POST" else None
    if "flash" in browser._client.cookies:
        browser._client.cookies.delete("flash")
    return await browser._client.request(
        method,
        path,
        headers={k: v for k, v in (own | headers).items() if v},
        data=data,
        follow_redirects=False,
    )


def said(response: httpx.Response, secret: str) -> tuple[int, str, bytes]:
    status, location, body = comparable(response, {})
    return status, location.replace(secret, "S"), body.replace(secret.encode(), b"S")


@pytest.fixture(scope="module")
async def secrets(victim: Victim, settings: Settings) -> dict[str, str]:
    """A real one for each address in SECRET."""
    async with victim.database.shared() as session:
        applicant = Applicant("墙外公司", new_uscc(), "墙", f"wall-{uuid4().hex}@example.com", "")
        signup = await ask(session, victim.steward.vault, applicant, f"wall-{uuid4().hex[:12]}")
        operator = await make_link(session, "wall")
        opening = link_token(victim.steward.vault, signup)
    real = {path: victim.tokens.get(path.partition("{")[0], "") for path in SECRET}
    real |= {"/signup/{token}": opening, "/signup/{token}/opening": opening, "/ops/enter/{token}": operator}
    real["/hooks/sms/{kind}/{token}"] = settings.sms_receipt_token
    assert all(real.values())
    return real


async def test_a_secret_opens_at_its_own_place_only(
    visit: Visit, victim: Victim, settings: Settings, secrets: dict[str, str]
) -> None:
    """At another tenant and at the base domain it gets what a made-up one gets."""
    company = ("/m/", "/i/", "/hr/join/", "/hr/reset/", "/brand/logo/")
    tried = 0
    for place in (settings.origin("globex"), victim.origin, settings.origin()):
        browser = visit(place)
        for method, path in routes(settings):
            secret = secrets.get(plain(path))
            if secret is None or path.startswith(("/r/", "/hooks/")):
                continue  # these are of the base domain and of no tenant: see below
            at_home = place == (victim.origin if path.startswith(company) else settings.origin())
            if at_home:
                continue
            real = await knock(browser, method, re.sub(r"\{[^}]+\}", secret, path))
            none = await knock(browser, method, re.sub(r"\{[^}]+\}", SECRET[plain(path)], path))
            assert said(real, secret) == said(none, SECRET[plain(path)]), (place, method, path)
            assert real.status_code in (404, 410), (place, method, path, real.status_code)
            assert not [word for word in victim.words if word in real.text], (place, path)
            tried += 1
    assert tried > 15
    home = visit(victim.origin)
    for start in company[1:]:
        assert (await knock(home, "GET", start + victim.tokens[start])).status_code == 200, start


async def test_a_short_link_tells_only_who_has_it_where_it_leads(
    visit: Visit, victim: Victim, settings: Settings
) -> None:
    base = visit(settings.origin())
    code = victim.tokens["/r/"]
    assert (await knock(base, "GET", f"/r/{code}")).headers["location"] == f"{victim.origin}/m/{code}"
    number = code.partition("-")[0]
    answers = [
        said(await knock(base, "GET", f"/r/{guess}"), guess)
        for guess in (
            f"{number}-aaaaaaaaaa",
            "1-aaaaaaaaaa",
            f"{number}-",
            "99999999-aaaaaaaaaa",
            "nobody-at-all",
        )
    ]
    assert {status for status, _location, _body in answers} == {404}
    assert len(set(answers)) == 1


async def test_a_forged_receipt_moves_nothing(visit: Visit, victim: Victim, settings: Settings) -> None:
    """Neither under a wrong token, nor for another tenant's message under one's own name."""
    async with victim.database.tenant(victim.tenant) as session:
        message = (await session.scalars(select(Message).where(Message.channel == "sms").limit(1))).one()
        before = (message.state, message.provider_id, len((await session.scalars(select(Receipt.id))).all()))
    async with victim.database.shared() as session:
        globex = await session.scalar(select(TenantRow.schema_name).where(TenantRow.slug == "globex"))
    report: dict[str, Any] = {
        "phone_number": PHONE, "success": False, "err_code": "BLACK", "biz_id": f"forged-{uuid4()}",
        "send_time": "2026-11-25 09:00:00", "report_time": "2026-11-25 09:00:01", "sms_size": "1",
    }  # fmt: skip
    base = visit(settings.origin())
    for token, key in (
        ("A" * 32, f"{victim.tenant.schema}.{message.id.hex}"),
        (settings.sms_receipt_token, f"{globex}.{message.id.hex}"),
        (settings.sms_receipt_token, f"{victim.tenant.schema}.{uuid4().hex}"),
        (settings.sms_receipt_token, f"t_none.{message.id.hex}"),
        (settings.sms_receipt_token, f"{globex}/../{victim.tenant.schema}.{message.id.hex}"),
    ):
        answer = await base._client.post(f"/hooks/sms/aliyun/{token}", json=[report | {"out_id": key}])
        assert answer.status_code in (200, 404) and message.id.hex not in answer.text
    async with victim.database.tenant(victim.tenant) as session:
        again = await session.get_one(Message, message.id)
        count = len((await session.scalars(select(Receipt.id))).all())
        assert (again.state, again.provider_id, count) == before


async def test_tickets_are_of_one_company_and_for_one_thing(
    visit: Visit, victim: Victim, settings: Settings
) -> None:
    """Half-way through the log-in, a code's ticket, a known device, a proof: not elsewhere, and not for each other."""
    vault = victim.steward.vault
    client = Client("127.0.0.1", "x", "", frozenset())
    async with victim.database.tenant(victim.tenant) as session:
        user = (await session.scalars(select(User).where(User.login == login("auditor")))).one()
        tickets = {
            "half-way": await half_way(session, vault, user, "password"),
            "code": await ask_code(session, vault, client, "+8613830019999"),
            "device": await device_ticket(session, vault, client, user),
            "link": await make_link_token(session, vault, "ticket", user.id),
        }
    none = visit(settings.origin("globex"))
    blank = comparable(await knock(none, "GET", "/hr/login/second"), {})
    for place in (settings.origin("globex"), victim.origin):
        for kind, ticket in tickets.items():
            if place == victim.origin and kind == "half-way":
                continue  # its own place: it leads to the second step
            thief = visit(place)
            thief._client.cookies.set("hr_step", ticket)
            answer = comparable(await knock(thief, "GET", "/hr/login/second"), {})
            assert answer == blank, (place, kind)


_BOTH = "13800006721"  # 李想 of the demo applied at the victim


async def test_a_code_is_good_at_the_company_that_sent_it(
    visit: Visit, victim: Victim, settings: Settings, inbox: Inbox
) -> None:
    """The same person at both: the code of one does not open the other."""
    staff = visit(settings.origin("globex"))
    await people.log_in(staff, "hr@globex.test", PASSWORD)
    await people.import_sheet(staff, "g.xlsx", workbook({"候选人": [PEOPLE, person("百里同风", _BOTH)]}))
    had = await inbox.codes(_BOTH)
    there, here = visit(victim.origin), visit(settings.origin("globex"))
    await (await there.get("/")).form("phone-form").fill({"phone": _BOTH}).submit()
    theirs = await inbox.code(_BOTH, had)
    page = await (await here.get("/")).form("phone-form").fill({"phone": _BOTH}).submit()
    mine = await inbox.code(_BOTH, had + 1)
    if theirs != mine:
        page = await page.form("code-form").fill({"code": theirs}).submit(expect=422)
    page = await page.form("code-form").fill({"code": mine}).submit()
    assert page.path == "/progress" and "李想" not in page.response.text


async def test_a_file_is_known_to_its_own_company(visit: Visit, victim: Victim, settings: Settings) -> None:
    """Whether a contract is filed is said where it is filed; elsewhere the same file is just a signed file."""
    words = []
    for place in (victim.origin, settings.origin("globex")):
        browser = visit(place)
        form = (await browser.get("/verify")).form("check-form")
        page = await form.attach("file", "c.pdf", victim.files["contract.pdf"]).submit()
        words.append(page.text)
    assert "逐字节一致" in words[0] and "逐字节一致" not in words[1]
    assert "受害公司" not in words[1].replace(ACME_ON_PAPER, "")


ACME_ON_PAPER = "杭州云栖星河科技有限公司"  # who signed stands in the file itself


@pytest.mark.parametrize("what", ["the candidate's", "a member's"])
async def test_a_session_is_of_one_host(visit: Visit, victim: Victim, settings: Settings, what: str) -> None:
    """Cookies carried to another host, and the own host's name forged towards another tenant."""
    holder = victim.candidate if what == "the candidate's" else victim.staff["admin"]
    name = "me" if what == "the candidate's" else "hr"
    token = holder._client.cookies[name]
    addresses = ("/progress",) if name == "me" else ("/hr/candidates", "/hr/people", "/hr/company")
    stranger = visit(settings.origin("globex"))
    thief = visit(settings.origin("globex"))
    thief._client.cookies.set(name, token)
    async with victim.database.tenant(victim.tenant) as session:
        assert name == "me" or await signed_in(session, token) is not None
    for address in addresses:
        for headers in ({}, FORGED):
            mine = comparable(await knock(thief, "GET", address, **headers), {})
            theirs = comparable(await knock(stranger, "GET", address), {})
            assert (mine[0], mine[1].replace("&ended=1", "").replace("ended=1", "")) == (
                theirs[0], theirs[1],
            ), (address, headers)  # fmt: skip
            assert mine[0] == 303


FORGED = {
    "x-forwarded-host": "acme.localhost",
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-proto": "https",
    "x-real-ip": "10.0.0.1",
    "x-original-url": "/hr/login",
    "x-rewrite-url": "/hr/login",
    "x-http-method-override": "DELETE",
    "forwarded": "for=10.0.0.1;host=acme.localhost;proto=https",
}


async def test_forwarded_headers_change_no_answer(visit: Visit, victim: Victim, settings: Settings) -> None:
    """Every page without ids, as a member and as a stranger: what is forged counts for nothing, in no link either."""
    stranger = visit(victim.origin)
    for who, browser in (("admin", victim.staff["admin"]), ("stranger", stranger)):
        for method, path in routes(settings):
            if method != "GET" or parameters(path) or path.endswith(".xlsx"):
                continue
            plainly = await knock(browser, "GET", path)
            forged = await knock(browser, "GET", path, **FORGED)
            assert plainly.status_code == forged.status_code, (who, path)
            assert plainly.headers.get("location") == forged.headers.get("location"), (who, path)
            assert "acme.localhost" not in forged.text and "10.0.0.1" not in forged.text, (who, path)


async def test_a_forged_address_escapes_no_limit_and_enters_no_record(visit: Visit, victim: Victim) -> None:
    """Limits and the list of sessions go by the connection, not by what the browser says of itself."""
    browser = visit(victim.origin)
    response = await knock(browser, "POST", "/hr/login", **{"x-forwarded-for": "203.0.113.9"})
    assert response.status_code == 422
    page = await browser.get("/hr/login")
    await page.form("/hr/login").fill({"login": login("auditor"), "password": PASSWORD}).submit()
    account = await browser.get("/hr/account")
    assert "203.0.113.9" not in account.response.text


@pytest.mark.parametrize(
    "host",
    [
        "globex.localhost.victim",
        "victim.globex",
        "localhost.evil.example",
        "..localhost",
        "[::1]",
        "*.localhost",
        "%",
    ],
)
async def test_a_forged_host_is_nobody(visit: Visit, settings: Settings, host: str) -> None:
    browser = visit(settings.origin("acme"))
    for path in ("/", "/hr/login", "/progress"):
        answer = await browser._client.get(path, headers={"host": host})
        assert answer.status_code in (400, 404), (host, path, answer.status_code)
        assert "云栖" not in answer.text


OTHER_SITES: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site", "origin": "http://globex.localhost"},
    {"sec-fetch-site": "", "origin": "http://globex.localhost"},
    {"sec-fetch-site": "", "origin": "null"},
    {"sec-fetch-site": "", "origin": "", "referer": "https://evil.example/hr/login"},
    {"sec-fetch-site": "", "origin": ""},
)


async def test_no_form_is_taken_from_another_site(victim: Victim, settings: Settings) -> None:
    """Every unsafe address, with the admin's cookies: refused before anything is looked up."""
    admin, refused = victim.staff["admin"], 0
    for method, path in routes(settings):
        if method == "GET" or path.startswith("/hooks/"):
            continue
        address = filled(path, victim.ids)
        answers = {}
        for number, headers in enumerate(OTHER_SITES):
            answer = await knock(admin, method, address, **headers)
            answers[number] = (answer.status_code, answer.headers.get("location", ""))
        assert set(answers.values()) <= {(403, ""), (404, "")}, (method, path, answers)
        refused += 1
    assert refused > 50
