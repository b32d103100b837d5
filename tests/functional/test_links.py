"""A message's link: programs that look at it change nothing, its owner does; and HEAD is answered as GET is."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import eventually
from huiyin.up import Product

from tests.functional.test_walls import routes
from tests.support.company import Candidate, Company
from tests.support.sending import sending

_CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
LOOKERS: dict[str, tuple[str, dict[str, str]]] = {
    "head": ("HEAD", {"user-agent": _CHROME}),
    "looks ahead": (
        "GET",
        {"user-agent": _CHROME, "sec-purpose": "prefetch;prerender", "purpose": "prefetch"},
    ),
    "no cookie": ("GET", {"user-agent": _CHROME}),
    "bot": ("GET", {"user-agent": "facebookexternalhit/1.1"}),
    "mail scanner": ("GET", {"user-agent": "Mozilla/5.0 (compatible; Barracuda Link Protection)"}),
}


@pytest.fixture
async def company(product: Product) -> AsyncIterator[Company]:
    async with Company.at(product) as company:
        yield company


@pytest.fixture
async def unopened(company: Company) -> AsyncIterator[None]:
    """Results go by mail first; where nobody has opened it in two hours, by text message."""
    values = {"results__mode": "unopened", "results__first": "email", "results__minutes": "120"}
    async with sending(company.settings, **values):
        yield


async def _messages(company: Company, one: Candidate) -> dict[str, dict[str, Any]]:
    wanted = "select id, channel, state, link_code, opened_at from messages where application_id = $1::uuid"
    async with company.database() as connection:
        rows = await connection.fetch(wanted, one.file.rsplit("/", 1)[1])
    return {row["channel"]: dict(row) for row in rows}


async def _state(company: Company) -> list[Any]:
    """All that looking at a link could change."""
    async with company.database() as connection:
        return [
            await connection.fetchval("select max(seq) from audit_events"),
            await connection.fetch("select id, state, opened_at, acted_at from messages order by id"),
            await connection.fetch("select * from throttles order by 1, 2, 3"),
            await connection.fetchval("select count(*) from asked_codes"),
        ]


async def _told(company: Company, one: Candidate, **wanted: str) -> dict[str, dict[str, Any]]:
    async def look() -> dict[str, dict[str, Any]] | None:
        found = await _messages(company, one)
        return found if {channel: row["state"] for channel, row in found.items()} == wanted else None

    found: dict[str, dict[str, Any]] = await eventually(look, f"{one.name}: {wanted}")
    return found


async def _time_is_over(company: Company, message: UUID) -> None:
    async with company.database() as connection:
        await connection.execute(
            "update queue.pgqueuer set execute_after = now() where entrypoint = 'message.fallback'"
            " and convert_from(payload, 'UTF8')::jsonb ->> 'message' = $1",
            str(message),
        )


async def test_who_only_looks_at_a_link_changes_nothing_and_the_text_still_follows(
    company: Company, unopened: None
) -> None:
    watched, opened = company.candidate(780, "公仪"), company.candidate(781, "公良")
    await company.interview([watched, opened])
    await company.confirm([watched, opened])
    mail = (await _told(company, watched, email="delivered"))["email"]
    mine = (await _told(company, opened, email="delivered"))["email"]
    await company.settled()
    before = await _state(company)
    for method, headers in LOOKERS.values():
        for origin, start in ((company.settings.origin("acme"), "m"), (company.settings.origin(), "r")):
            looker = Browser(origin)
            answer = await looker._client.request(
                method, f"/{start}/{mail['link_code']}", headers=headers, follow_redirects=True
            )
            assert answer.status_code == 200
            assert answer.url.params["to"] == f"/m/{mail['link_code']}"
            await looker.close()
    assert await _state(company) == before

    # The control: its owner comes, signs in, and reaches the matter; the same link, looked at ahead by the same browser.
    had = await company.inbox.codes(opened.phone)
    page = await opened._me.get(f"/m/{mine['link_code']}")
    page = await page.form("phone-form").fill({"phone": opened.phone}).submit()
    code = await company.inbox.code(opened.phone, had)
    assert (await _messages(company, opened))["email"]["opened_at"] is None
    page = await page.form("code-form").fill({"code": code}).submit()
    assert page.path == "/progress"
    assert (await _messages(company, opened))["email"]["state"] == "opened"

    for message in (mail["id"], mine["id"]):
        await _time_is_over(company, message)
    await _told(company, watched, email="delivered", sms="delivered")
    await company.settled()
    assert set(await _messages(company, opened)) == {"email"}
    assert await company.chain() == "valid"

    # Who is signed in and only looks ahead, or is somebody else, is not the owner coming either.
    text = (await _messages(company, watched))["sms"]
    await opened._me.get(f"/m/{text['link_code']}")
    await people.sign_in(watched._me, company.inbox, watched.phone)
    for method, headers in (LOOKERS["head"], LOOKERS["looks ahead"]):
        answer = await watched._me._client.request(method, f"/m/{text['link_code']}", headers=headers)
        assert answer.status_code in (200, 303)
    assert (await _messages(company, watched))["sms"]["state"] == "delivered"
    assert (await watched._me.get(f"/m/{text['link_code']}")).path == "/progress"
    assert (await _messages(company, watched))["sms"]["state"] == "opened"


async def test_an_ended_session_comes_back_by_its_link(company: Company) -> None:
    one = company.candidate(702, "钟离")
    await company.interview([one])
    await company.confirm([one])
    mail = (await _told(company, one, email="delivered", sms="delivered"))["email"]
    host = httpx.URL(company.settings.origin("acme")).host
    one._me._client.cookies.set("me", "long-gone", domain=host)
    page = await one._me.get(f"/m/{mail['link_code']}")
    assert "已自动退出" in page.text and page.form("phone-form").value("to") == f"/m/{mail['link_code']}"


async def test_head_is_answered_as_get_without_a_body(settings: Settings, acme: Browser) -> None:
    """On every page without an id in its address, signed in or not; what differs by request is left out."""
    plain = {path for method, path in routes(settings) if method == "GET" and "{" not in path}
    assert len(plain) > 40
    for path in sorted(plain - {"/livez", "/readyz", "/healthz"}):
        got, head = [
            await acme._client.request(method, path, follow_redirects=False) for method in ("GET", "HEAD")
        ]
        assert head.status_code == got.status_code, path
        assert head.content == b""
        names = ("content-type", "location", "cache-control", "content-security-policy")
        assert [head.headers.get(name) for name in names] == [got.headers.get(name) for name in names], path
