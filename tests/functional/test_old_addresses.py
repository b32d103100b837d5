"""Addresses of earlier releases: whoever is signed in is led to where the page is now, by 308 and with the query."""

from uuid import uuid4

import httpx
import pytest
from huiyin.hr_console.old_addresses import MOVED
from huiyin.road.browser import Browser

from tests.support.interviews import Team, arrange, in_days, typed

# Old → new, for everybody who may see the page.
SAME_FOR_ALL = {
    "/hr/schedule": "/hr/interviews",
    "/hr/schedule?view=day&day=2026-12-01": "/hr/interviews?view=day&day=2026-12-01",
    "/hr/posts": "/hr/vacancies",
    "/hr/posts?closed=1": "/hr/vacancies?closed=1",
    "/hr/posts/new": "/hr/vacancies/new",
    "/hr/wording": "/hr/message-templates",
    "/hr/wording/result_pass/sms": "/hr/message-templates/result_pass/sms",
    "/hr/wording/result_pass/email?from=x": "/hr/message-templates/result_pass/email?from=x",
    "/hr/senders": "/hr/channels",
    "/hr/senders/new/wecom": "/hr/channels/new/wecom",
}


async def moved(browser: Browser, old: str, new: str, *, method: str = "GET") -> httpx.Response:
    """The answer, which leads from the one to the other."""
    headers = {"origin": browser.origin, "sec-fetch-site": "same-origin"}
    answer = await browser._client.request(method, old, headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (308, new), old
    return answer


def test_every_old_name_is_tried() -> None:
    assert {old for old in MOVED if any(path.startswith(old) for path in SAME_FOR_ALL)} == MOVED.keys()


@pytest.mark.parametrize(("old", "new"), SAME_FOR_ALL.items())
async def test_an_old_address_leads_to_a_page(team: Team, old: str, new: str) -> None:
    await moved(team.other, old, new)
    assert (await team.other.get(new)).status == 200


async def test_what_only_begins_alike_is_nothing(team: Team) -> None:
    for name in MOVED:
        await team.other.get(f"{name}x", expect=404)


async def test_an_interview_and_a_card_are_found_by_the_addresses_they_had(team: Team) -> None:
    application = await team.candidate("旧链接", "13800059901", "old@example.com")
    page = await arrange(team.hr, application, typed(in_days(4)), "王磊")
    interview = page.path.rsplit("/", 1)[1]
    await moved(team.hr, f"/hr/schedule/{interview}", f"/hr/interviews/{interview}")
    await moved(team.hr, f"/hr/schedule/new/{application}", f"/hr/interviews/new/{application}")
    mine = (await team.interviewer.get("/hr/assignments")).entries("/hr/assignments")[0].rsplit("/", 1)[1]

    await moved(team.interviewer, "/hr/interviews", "/hr/assignments")
    for rest in ("", "/invite.ics", "?from=mail"):
        await moved(team.interviewer, f"/hr/interviews/{mine}{rest}", f"/hr/assignments/{mine}{rest}")
    for rest in ("", "/draft"):  # a page that was open when the release came
        await moved(
            team.interviewer, f"/hr/interviews/{mine}{rest}", f"/hr/assignments/{mine}{rest}", method="POST"
        )
    assert (await team.interviewer.get(f"/hr/assignments/{mine}")).status == 200
    await moved(
        team.hr,
        f"/hr/candidates/{application}/interviews",
        f"/hr/candidates/{application}/assignments",
        method="POST",
    )


async def test_nobody_is_led_to_what_is_not_theirs(team: Team) -> None:
    """A made-up id, and an interview that an interviewer may not see, are nothing, as before."""
    mine = (await team.interviewer.get("/hr/assignments")).entries("/hr/assignments")[0].rsplit("/", 1)[1]
    for browser, id_ in ((team.interviewer, uuid4()), (team.hr, uuid4()), (team.hr, mine)):
        await browser.get(f"/hr/interviews/{id_}", expect=404)
        await browser.post(f"/hr/interviews/{id_}/draft", [("note", "x")], expect=404)
