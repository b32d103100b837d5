"""What browsers never send and people's machines do: signs that no database takes, years that no calendar knows."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser

ODD = "前\x00\x01\x0b\x1f\x7f\ufffe后"
REPORTS = ("funnel", "stages", "interviewers", "sources", "notices", "promises", "survey")


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", PASSWORD)
    yield browser
    await browser.close()


async def test_signs_that_no_database_takes_are_left_out(admin: Browser) -> None:
    page = await admin.get("/hr/vacancies/new")
    page = await page.form("vacancy-form").fill({"title": f"  {ODD}岗位  "}).submit()
    assert "前后岗位" in page.text
    page = await admin.get("/hr/stages")
    page = await page.form("stage-form").fill({"name": ODD, "type": "interview"}).submit()
    assert "前后" in [
        field.attrs["value"] for field in page.all("value") if field.attrs.get("name") == "name"
    ]
    _usual, ours = [one for one in page._parser.forms if one.action.endswith("/delete")]
    page = await page.form(ours.action).submit()
    assert not [one for one in page._parser.forms if one.action.endswith("/delete")]
    page = await admin.get("/hr/rounds")
    form = page.form("/hr/rounds")
    kept = form.value("rounds")
    page = await form.fill({"rounds": f"{kept}\n{ODD}"}).submit()
    assert page.form("/hr/rounds").value("rounds").split("\n")[-1] == "前后"
    await page.form("/hr/rounds").fill({"rounds": kept}).submit()


@pytest.mark.parametrize(
    "path",
    [
        "/hr/candidates?q=%E5%89%8D%00%01&source=%00",
        "/hr/board?q=%00&source=a%00",
        "/hr/interviews?day=%00",
        "/hr/vacancies?page=%00",
        "/hr/candidates?q=%ED%A0%80%FF",
        "/hr/%00board",
    ],
)
async def test_an_address_with_such_signs_is_read_without_them(admin: Browser, path: str) -> None:
    assert (await admin.get(path)).status == 200


@pytest.mark.parametrize("path", ["/m/a%00b", "/r/1-%00", "/r/%00", "/i/a%00", "/hr/join/%00", "/%00"])
async def test_a_link_with_such_signs_is_nobodys(settings: Settings, path: str) -> None:
    browser = Browser(settings.origin("acme"))
    assert (await browser.get(path, expect=None)).status in (200, 404, 410)
    await browser.close()


@pytest.mark.parametrize("day", [date.min, date.max, date(1999, 12, 31), date(2199, 12, 31)])
async def test_a_report_of_a_year_that_no_calendar_knows(admin: Browser, day: date) -> None:
    for report in REPORTS:
        page = await admin.get(f"/hr/reports/{report}?first={day}&last={day}")
        assert page.status == 200
