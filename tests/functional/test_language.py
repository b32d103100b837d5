"""Every page in English, and the switch between the languages."""

import json
import re
from collections.abc import AsyncIterator, Iterable
from datetime import UTC
from html.parser import HTMLParser

import asyncpg
import pytest
from huiyin import hr_console, portal
from huiyin.demo import PASSWORD
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page
from huiyin.road.people import Inbox

from tests.functional.test_road import hr, sheet
from tests.support.interviews import Team, arrange, in_days, typed
from tests.support.sheets import PEOPLE, person, workbook

_CHINESE = re.compile(r"[\u3002-\u301f\u3400-\u9fff\U00020000-\U000323af\uff01-\uff5e]+")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z]{2,}){2,}")
# What the law says, and the place of its minimum wage; what the tenant says (names, vacancies, places) is read from its
# tables.
_SAID = "上海市?|劳动合同法|劳动法|实施条例|1.8万|、"
_TABLES = {
    "persons": "name", "contract_templates": "name", "contract_template_drafts": "name", "roles": "name", "sso_connections": "name", "vacancies": "title department location", "users": "name", "departments": "name",
    "scorecards": "interviewer note", "applications": "source note",
    "scorecard_forms": "name", "interviews": "place note link reply", "legal_entities": "name address legal_representative contact_name", "import_batches": "filename",
}  # fmt: skip
_SKIPPED = ("script", "style", "code")


class _Words(HTMLParser):
    """What a reader sees or hears, except what is marked as being in another language than the page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._skip: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("input", "meta", "link", "br", "img"):
            foreign = tag != "html" and (
                "lang" in given or given.get("translate") == "no" or tag in _SKIPPED or "aria-hidden" in given
            )
            if self._skip or foreign or tag == "textarea":  # what is typed there goes into the contract
                self._skip.append(tag)
        if not self._skip:
            self.said += [
                given[name] or "" for name in ("aria-label", "placeholder", "title", "alt") if name in given
            ]

    def handle_endtag(self, tag: str) -> None:
        if self._skip and self._skip[-1] == tag:
            self._skip.pop()

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.said.append(data)


def words(page: Page) -> str:
    parser = _Words()
    parser.feed(page.response.text)
    return "\n".join(text.strip() for text in parser.said if text.strip())


class Pages:
    """A tenant's pages in English, and what on them is its own data."""

    def __init__(self, data: set[str]) -> None:
        own = sorted(
            (text for text in data if len(text) > 1 and _CHINESE.search(text)), key=len, reverse=True
        )
        own += [name for text in own for name in text.split() if _CHINESE.search(name)]
        self._own = re.compile("|".join([*map(re.escape, own), _SAID]))

    @classmethod
    async def of(cls, settings: Settings) -> "Pages":
        """What the first tenant's tables hold now."""
        connection = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
        row = await connection.fetchrow("select schema_name, name from shared.tenants where slug = 'acme'")
        schema, data = row["schema_name"], {row["name"]}
        columns = "dimensions, own_messages, contact_name"
        own = await connection.fetchrow(f"select {columns} from {schema}.tenant_settings")  # noqa: S608
        data |= {
            *json.loads(own["dimensions"]),
            *json.loads(own["own_messages"]).values(),
            own["contact_name"],
        }
        for table, columns in _TABLES.items():
            for column in columns.split():
                rows = await connection.fetch(f"select distinct {column} as said from {schema}.{table}")  # noqa: S608
                data |= {row["said"] for row in rows if row["said"]}
        await connection.close()
        return cls(data)

    def untranslated(self, page: Page) -> list[str]:
        """The Chinese on a page that nobody typed."""
        assert '<html lang="en">' in page.response.text, page.url
        return _CHINESE.findall(self._own.sub("", words(page)))


@pytest.fixture(scope="module")
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    """One log-in for all of these: log-ins are counted."""
    browser = await hr(settings, login="admin")
    yield browser
    await browser.close()


@pytest.fixture
async def staff(settings: Settings, admin: Browser) -> AsyncIterator[Browser]:
    """A fresh window of the signed-in administrator."""
    window = Browser(settings.origin("acme"))
    for cookie in admin._client.cookies.jar:
        if cookie.name != "lang":
            window._client.cookies.set(cookie.name, cookie.value or "")
    yield window
    await window.close()


async def hired(
    staff: Browser, settings: Settings, inbox: Inbox, phone: str, name: str
) -> tuple[Browser, str]:
    """A candidate who passed and filled the onboarding form: their browser, and the application's id."""
    await people.import_sheet(staff, "a.xlsx", sheet(phone, name))
    file = (await staff.get(f"/hr/candidates?q={phone[-4:]}")).entries("/hr/candidates")[0]
    await (await staff.get(file)).form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("acme"))
    await people.sign_in(me, inbox, phone)
    await people.fill_onboarding(me, "310199198812311223", "上海市浦东新区世纪大道 100 号 101 室")
    return me, file.rsplit("/", 1)[1]


async def english(browser: Browser, path: str) -> Page:
    page = await browser.get(path)
    page = await page.form("/language").submit(("lang", "en"))
    assert page.path.rstrip("/") == path.rstrip("/")
    return page


async def worded(browser: Browser) -> str:
    """A version of a message's words, just put in use."""
    editor = "/hr/message-templates/promise_moved/email"
    page = (
        await (await browser.get(editor))
        .form("template-form")
        .fill({"greeting": "{姓名}："})
        .submit(("do", "publish"))
    )
    return next(link for link in page.links(editor + "/versions/"))


async def drafted(browser: Browser) -> str:
    """A draft of a contract template."""
    version = await one_of(browser, "/hr/contract-templates")
    page = await browser.get(version)
    return (await page.form(f"{version}/draft").submit()).path


async def one_of(browser: Browser, path: str) -> str:
    """The first entry of a list."""
    entry = re.compile(re.escape(path) + r"/[0-9a-f-]{36}")
    return next(filter(entry.fullmatch, (await browser.get(path)).links(path + "/")))


async def reached(browser: Browser, pattern: str) -> str:
    """The address of a page of the console: its own, or of the first thing in the list it lies under."""
    above, _, thing = pattern.partition("/{")
    return await one_of(browser, above) if thing else pattern


def get_paths(handlers: Iterable[object]) -> set[str]:
    """The address pattern of every GET handler."""
    found = set()
    for owner in handlers:
        base = getattr(owner, "path", "/") if isinstance(owner, type) else ""
        members = [getattr(owner, name) for name in dir(owner)] if isinstance(owner, type) else [owner]
        for handler in members:
            if "GET" in getattr(handler, "http_methods", ()):
                found |= {re.sub(r"//+", "/", f"{base}/{path}").rstrip("/") or "/" for path in handler.paths}
    return found


async def employed(settings: Settings, name: str) -> dict[str, str]:
    """Files of somebody who works here, and who has left before."""
    owner = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await owner.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    rows = await owner.fetch(
        f"insert into {schema}.employees (id, number, person_id, legal_entity_id, starts_on, ended_on, end_reason, filed_at)"  # noqa: S608
        " select uuidv7(), 'E9000' || number, person.id, employer.id, '2024-01-01', ended_on, reason, now()"
        f" from (select id from {schema}.persons where name = $1) person,"
        f" (select id from {schema}.legal_entities limit 1) employer,"
        " (values (1, '2024-12-31'::date, 'retired'), (2, null, '')) file (number, ended_on, reason)"
        " returning id, ended_on",
        name,
    )
    await owner.close()
    return {"" if row["ended_on"] is None else " (left)": str(row["id"]) for row in rows}


async def test_every_page_in_both_languages(staff: Browser, settings: Settings, inbox: Inbox) -> None:
    me, application = await hired(staff, settings, inbox, "13800012001", "英语页")
    page = await staff.get(f"/hr/contracts/new/{application}")
    contract = (await people.contract_form(page).submit()).path.rsplit("/", 1)[1]
    await people.wait_for_state(staff, contract, "checked")
    await (await staff.get(f"/hr/contracts/{contract}")).form("send-form").submit()
    interviewer = await hr(settings, login="interviewer")
    links = (await interviewer.get("/hr/assignments")).links("/hr/assignments/")
    mine = [link for link in links if not link.endswith(".ics")]
    page = await staff.get("/hr/imports")
    rows = workbook({"候选人": [PEOPLE, person("李想", "138"), person("李想", "13800012002", pay="面议")]})
    preview = (await page.form("import-form").attach("sheet", "a.xlsx", rows).submit()).path
    asked = (await staff.get("/hr/candidates?q=俞冬梅")).entries("/hr/candidates")[0]

    # What does not stand at its own address, nor first in the list it lies under.
    console = {
        "/hr": "/hr/", "/hr/candidates/{application_id:uuid}": asked, "/hr/imports/{batch_id:uuid}": preview,
        "/hr/contracts/new/{application_id:uuid}": f"/hr/contracts/new/{application}",
        "/hr/offers/new/{application_id:uuid}": f"/hr/offers/new/{application}",
        "/hr/contracts/{contract_id:uuid}": f"/hr/contracts/{contract}",
        "/hr/candidates/{application_id:uuid}/result": f"/hr/candidates/{application}/result",
        "/hr/rule/versions/{number:int}": "/hr/rule/versions/1",
        "/hr/board/{application_id:uuid}/move": f"/hr/board/{application}/move",
        "/hr/blacklist/new/{application_id:uuid}": f"/hr/blacklist/new/{application}",
        "/hr/sso-connections/new/{kind:str}": "/hr/sso-connections/new/oidc",
        "/hr/channels/new/{kind:str}": "/hr/channels/new/wecom",
        "/hr/message-templates/{event:str}/{channel:str}": "/hr/message-templates/promise_moved/sms",
        "/hr/message-templates/{event:str}/{channel:str}/versions/{number:int}": await worded(staff),
        "/hr/reports/{report:str}": "/hr/reports/funnel",
        "/hr/employers/{employer_id:uuid}/verification": f"{await one_of(staff, '/hr/employers')}/verification",
    }  # fmt: skip
    draft = await drafted(staff)
    for part in ("", "/submit", "/review"):
        console["/hr/contract-templates/drafts/{contract_template_draft_id:uuid}" + part] = draft + part
    visitor = Browser(settings.origin("acme"))
    seen = {path: (visitor, path) for path in ("/hr/login", "/hr/forgot", "/hr/login/code")}
    seen |= {pattern: (staff, path) for pattern, path in console.items()}
    if mine:
        seen["/hr/assignments/{assignment_id:uuid}"] = (interviewer, mine[0])
    for state, file in (await employed(settings, "英语页")).items():
        seen[f"/hr/employees/{{employee_id:uuid}}{state}"] = (staff, f"/hr/employees/{file}")
        seen[f"/hr/employees/{{employee_id:uuid}}/details{state}"] = (staff, f"/hr/employees/{file}/details")
        new = "/hr/contracts/new/employee"
        seen[f"{new}/{{employee_id:uuid}}{state}"] = (staff, f"{new}/{file}")
    stranger = Browser(settings.origin("acme"))
    of_candidate = {
        "/progress": "/progress", "/onboarding": "/onboarding", "/privacy": "/privacy", "/verify": "/verify",
        "/contracts/{contract_id:uuid}/read": f"/contracts/{contract}/read",
    }  # fmt: skip
    for way in ("ask", "mistake", "paper", "decline", "status"):
        of_candidate[f"/contracts/{{contract_id:uuid}}/{way}"] = f"/contracts/{contract}/{way}"
    seen |= {"/": (stranger, "/")} | {pattern: (me, path) for pattern, path in of_candidate.items()}
    # Files, redirects to other pages, what needs a link, a step or a record before: signing, interviews, the survey and
    # the review have tests of their own.
    others = {
        "/brand/logo/{name:str}", "/brand/style/{name:str}", "/hr/company/exports/{export_id:uuid}/file",
        "/hr/join/{token:str}", "/hr/login/second", "/hr/prove", "/hr/prove/go/{errand_id:uuid}",
        "/hr/reset/{token:str}", "/i/{token:str}", "/code", "/hr/roles/{role_id:uuid}", "/hr/sso-connections/{connection_id:uuid}",
        "/hr/sso/{connection_id:uuid}", "/hr/sso/callback", "/hr/candidates/export.xlsx", "/hr/contracts/{contract_id:uuid}/pdf", "/hr/contracts/{contract_id:uuid}/evidence.zip",
        "/hr/imports/{batch_id:uuid}/faulty.xlsx", "/contracts/{contract_id:uuid}/pdf", "/contracts/{contract_id:uuid}",
        "/contracts/{contract_id:uuid}/verify", "/contracts/{contract_id:uuid}/sign",
        "/contracts/{contract_id:uuid}/done", "/contracts/{contract_id:uuid}/pages/{number:int}",
        "/contracts/{contract_id:uuid}/qr", "/r/{code:str}", "/m/{code:str}", "/hr/assignments/{assignment_id:uuid}",
        "/review/{application_id:uuid}", "/hr/rule/assessments/{number:int}",
        "/hr/board/column", "/pool", "/hr/candidates/{application_id:uuid}/promise",
        "/hr/assignments/{assignment_id:uuid}/invite.ics", "/hr/reports/{report:str}/export.xlsx",
        "/hr/interviews/new/{application_id:uuid}", "/hr/interviews/{interview_id:uuid}", "/hr/interviews/{interview_id:uuid}/edit",
        "/hr/interviews/{interview_id:uuid}/invite.ics", "/hr/channels/{account_id:uuid}", "/interviews/{interview_id:uuid}", "/hr/triggers/{trigger_id:uuid}",
        "/hr/messages/{message_id:uuid}/send-now",
        "/hr/channels",  # lists accounts by the names the tenant gave them
        "/interviews/{interview_id:uuid}/another-time", "/interviews/{interview_id:uuid}/decline",
        "/interviews/{interview_id:uuid}/invite.ics", "/survey/{application_id:uuid}", "/ending",
        "/contracts/{contract_id:uuid}/check", "/contracts/{contract_id:uuid}/check/back", "/contracts/{contract_id:uuid}/copy",
        "/hr/contracts/{contract_id:uuid}/copies/{paper_copy_id:uuid}/pdf", "/hr/contracts/{contract_id:uuid}/paper/{paper_scan_id:uuid}/pdf",
        "/hr/contracts/{contract_id:uuid}/paper", "/hr/employers/{employer_id:uuid}/verification/authorisation.pdf",
        "/hr/employers/{employer_id:uuid}/verification/papers/{paper:str}/{number:int}", "/hr/seal-register/export.xlsx",
        "/hr/seals/{seal_id:uuid}/picture", "/hr/sealing", "/hr/sealing/{seal_request_id:uuid}",
        "/hr/offers/{offer_id:uuid}", "/hr/offers/{offer_id:uuid}/edit", "/offers/{offer_id:uuid}", "/offers/{offer_id:uuid}/confirm",
        "/offers/{offer_id:uuid}/decline", "/offers/{offer_id:uuid}/ask", "/hr/contract-templates/{contract_template_id:uuid}/file.docx",
        "/hr/contract-templates/drafts/{contract_template_draft_id:uuid}/file.docx", "/hr/deadlines/deadlines.ics",
        "/hr/contract-templates/drafts/{contract_template_draft_id:uuid}/word",
    }  # fmt: skip
    assert get_paths(portal.HANDLERS) - set(seen) - others == set()
    for pattern in sorted(get_paths(hr_console.HANDLERS) - set(seen) - others):
        seen[pattern] = (staff, await reached(staff, pattern))
    pages, said = await Pages.of(settings), {}
    for pattern, (browser, path) in seen.items():
        chinese = await browser.get(path)
        assert '<html lang="zh-CN">' in chinese.response.text
        assert _ENGLISH.findall(words(chinese)) == [], pattern
        page = await english(browser, path)
        said[pattern] = pages.untranslated(page)
        back = await page.form("/language").submit(("lang", "zh_CN"))
        assert back.path.rstrip("/") == path.rstrip("/") and '<html lang="zh-CN">' in back.response.text
    assert {pattern: left for pattern, left in said.items() if left} == {}
    for browser in {me, interviewer, stranger, visitor}:
        await browser.close()


async def test_the_steps_of_signing(staff: Browser, settings: Settings, inbox: Inbox) -> None:
    phone = "13800012003"
    me, application = await hired(staff, settings, inbox, phone, "手签页")
    page = await staff.get(f"/hr/contracts/new/{application}")
    contract = (await people.contract_form(page).submit()).path.rsplit("/", 1)[1]
    await english(staff, "/hr/")
    page = await people.wait_for_state(staff, contract, "checked")
    await page.form("send-form").submit()
    await english(me, "/progress")
    pages, left = await Pages.of(settings), {}
    page = await (await me.get(f"/contracts/{contract}/read")).form("read-form").submit(expect=422)
    left["refused"] = pages.untranslated(page)
    name = page.one("data-name").text.strip()
    page = await page.form("read-form").fill({"agree": "1"}).submit(expect=422)
    left["unstated"] = pages.untranslated(page)
    page = await page.form("read-form").fill({"agree": "1", "read_all": "1"}).submit()
    left["verify"] = pages.untranslated(page)
    had = await inbox.codes(phone)
    page = await page.form("send-form").fill({"name": name, "id_number": "0"}).submit(expect=422)
    left["unknown"] = pages.untranslated(page)
    page = await page.form("send-form").fill({"name": name, **me.remembered}).submit()
    left["code"] = pages.untranslated(page)
    page = await page.form("verify-form").fill({"code": await inbox.code(phone, had)}).submit()
    left["sign"] = pages.untranslated(page)
    page = await page.form("sign-form").fill({"strokes": "[]"}).submit(expect=422)
    left["unsigned"] = pages.untranslated(page)
    page = await page.form("sign-form").fill({"strokes": json.dumps(people._DRAWING)}).submit()
    left["done"] = pages.untranslated(page)
    assert {step: found for step, found in left.items() if found} == {}
    # HR sent it in English; what the candidate got is in Chinese all the same.
    sent = [m for m in await inbox.messages() if m["to"] == phone]
    assert all(re.search(r"请在\d+月\d+日24点前|填写入职登记|验证码", m["text"]) for m in sent), sent
    await me.close()


async def test_refusals_of_the_law_in_english(staff: Browser, settings: Settings, inbox: Inbox) -> None:
    me, application = await hired(staff, settings, inbox, "13800012004", "法律页")
    page = await english(staff, f"/hr/contracts/new/{application}")
    wrong = {"pay.base": "1000", "probation.wage": "700", "job.duties": "写", "contract.end": "x"}
    pages = await Pages.of(settings)
    refused = await people.contract_form(page).fill(wrong).submit(expect=422)
    assert (
        pages.untranslated(refused) == [] and "Last day of the contract: date not recognised" in refused.text
    )
    again = await people.contract_form(page).fill(wrong | {"contract.end": "2099-01-01"}).submit(expect=422)
    assert pages.untranslated(again) == []
    assert "below the local minimum wage" in again.text and "Labour Law (劳动法) Art. 48" in again.text
    await me.close()


async def test_the_choice_needs_our_own_page(acme: Browser, settings: Settings) -> None:
    page = await acme.get("/hr/login")
    foreign = await acme._client.post(
        "/language", data={"lang": "en", "next": "/"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 403 and not foreign.cookies
    page = await page.form("/language").fill({"next": "//evil.test/"}).submit(("lang", "en"))
    assert page.path == "/"
    page = await (await acme.get("/hr/login?next=/hr/rule")).form("/language").fill({"lang": "xx"}).submit()
    assert page.url.endswith("/hr/login?next=%2Fhr%2Frule") and '<html lang="en">' in page.response.text
    page = await page.form("/hr/login").fill({"login": "a@b.test", "password": PASSWORD}).submit(expect=422)
    assert (await Pages.of(settings)).untranslated(page) == [] and "not correct" in page.text


async def test_interviews_surveys_and_reports(
    staff: Browser, settings: Settings, inbox: Inbox, team: Team, acme: Browser
) -> None:
    phone, name = "13800012006", "会面页"
    application = await team.candidate(name, phone, "huimian@example.com")
    read = {"new": await english(staff, f"/hr/interviews/new/{application}")}
    values = typed(in_days(11, 8), place="2F, Building 3", note="Bring your ID card", sure="yes")
    interview = (await arrange(team.hr, application, values, "王磊")).path
    mine = interview.removeprefix("/hr/interviews/")
    edit = (await staff.get(f"{interview}/edit")).form("interview-form")
    read["refused"] = await edit.fill({"day": "x"}).submit(expect=422)
    await people.sign_in(acme, inbox, phone)
    read["progress"] = await english(acme, "/progress")
    for step in ("", "/decline", "/another-time"):
        read[f"interview{step}"] = await acme.get(f"/interviews/{mine}{step}")
    form = read["interview/another-time"].form("another-form")
    read["nothing asked"] = await form.submit(expect=422)
    read["asked"] = await form.fill({"day1": in_days(13).date().isoformat(), "time1": "16:00"}).submit()
    for path in (interview, f"{interview}/edit", "/hr/interviews", "/hr/interviews?view=day", "/hr/"):
        read[path] = await staff.get(path)
    accept = read[interview].form("accept-1")
    read["moved"] = await accept.submit(("slot", in_days(13, 16).astimezone(UTC).isoformat()))
    read["confirmed"] = await acme.get(f"/interviews/{mine}")
    await team.at(mine, clock.now())
    read["today"] = await acme.get(f"/interviews/{mine}")
    read["arrived"] = await read["today"].form("arrived-form").submit()
    read["here"] = await staff.get(interview)

    await people.import_sheet(team.hr, "b.xlsx", sheet(phone, name))
    decision = (await team.hr.get(f"/hr/candidates/{application}")).form("decision-form")
    await decision.fill({"reason": "岗位已撤"}).submit(("outcome", "fail"))
    read["ended"] = await acme.get("/progress")
    read["survey"] = await read["ended"].form("survey-form").submit(("score", "4"))
    read["review"] = await acme.get(f"/review/{application}")
    for report in ("stages", "interviewers", "sources", "notices", "promises", "survey"):
        read[report] = await staff.get(f"/hr/reports/{report}")
    pages = await Pages.of(settings)
    assert {name: left for name, page in read.items() if (left := pages.untranslated(page))} == {}
