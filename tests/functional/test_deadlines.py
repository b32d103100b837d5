"""Deadlines as HR sees them: who works here unsigned, and the calendar."""

from collections.abc import AsyncIterator
from datetime import timedelta

import icalendar
import pytest
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.contracts import id_number
from huiyin.road.people import Inbox

from tests.functional.test_portal import ADDRESS, admitted, staff_of

PHONE, NAME = "13800046955", "呼延灼"


@pytest.fixture
async def contract(settings: Settings, inbox: Inbox, acme: Browser) -> AsyncIterator[tuple[Browser, str]]:
    """A contract of somebody who has been at work for six weeks; HR's browser, and its address."""
    application = await admitted(settings, PHONE, NAME)
    await people.sign_in(acme, inbox, PHONE)
    await people.fill_onboarding(acme, id_number(955), ADDRESS)
    hr = await staff_of(settings)
    form = people.contract_form(await hr.get(f"/hr/contracts/new/{application}"))
    begun = (clock.today_in_china() - timedelta(days=45)).isoformat()
    made = await form.fill({"contract.employment_start": begun}).submit()
    yield hr, made.path
    await hr.close()


async def test_the_page_the_calendar_and_who_may_not(
    contract: tuple[Browser, str], settings: Settings
) -> None:
    hr, address = contract
    assert address.startswith("/hr/contracts/")
    page = await hr.get("/hr/deadlines")
    assert NAME in page.text and "约多付" in page.text and "晚了" in page.text
    assert NAME not in (await hr.get("/hr/deadlines?state=probation")).text
    assert NAME in (await hr.get("/hr/")).text
    assert NAME in (await hr.get("/hr/deadlines?state=nonsense")).text
    answer = await hr.get("/hr/deadlines/deadlines.ics")
    said = [str(one["summary"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]
    assert f"{NAME}要签劳动合同" in said
    interviewer = await staff_of(settings, "interviewer")
    await interviewer.get("/hr/deadlines", expect=404)
    await interviewer.close()
