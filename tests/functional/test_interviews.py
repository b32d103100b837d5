"""An interview's whole way through real forms: arranged, moved at the candidate's wish, reminded, met or missed."""

from datetime import UTC, datetime, timedelta

import icalendar
from huiyin.platform import clock
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import Inbox

from tests.support.interviews import NAMES, PLACE, ZONE, Mails, Team, arrange, event_in, in_days, typed


async def test_arranged_moved_reminded_and_met(
    settings: Settings, inbox: Inbox, team: Team, mails: Mails, acme: Browser
) -> None:
    phone, email, uid = "13800055001", "memet@example.com", ""
    application = await team.candidate(NAMES[0], phone, email)
    first, second = in_days(3), in_days(5, 10)
    page = await arrange(team.hr, application, typed(first), "王磊", "沈知远")
    uid = page.path.rsplit("/", 1)[1]
    assert "待候选人确认" in page.text and PLACE in page.text

    # Sent twice by a nervous finger: one interview.
    again = await arrange(team.hr, application, typed(first), "王磊", "沈知远")
    assert again.path == page.path

    (invited,) = await mails.until(email, uid, 1)
    meant = event_in(invited)
    assert invited["METHOD"] == "REQUEST" and meant["SEQUENCE"] == 0
    assert meant.decoded("DTSTART") == first and meant.decoded("DTEND") == first + timedelta(hours=1)
    assert str(meant["LOCATION"]) == PLACE and invited.walk("VTIMEZONE")[0]["TZID"] == "Asia/Shanghai"
    assert str(meant["ORGANIZER"]) == "mailto:hr@acme.test" and "王磊" not in invited.to_ical().decode()
    for login in ("interviewer@acme.test", "admin@acme.test"):
        (calendar,) = await mails.until(login, uid, 1)
        assert NAMES[0] in event_in(calendar)["SUMMARY"] and phone not in calendar.to_ical().decode()
    texts = [m["text"] for m in await inbox.messages() if m["to"] == phone]
    assert len(texts) == 1 and "请确认或改约" in texts[0] and "面试" not in texts[0]
    planned = await team.reminders(uid)
    assert {key: row["execute_after"] for key, row in planned.items()} == {
        (0, "day"): first - timedelta(days=1),
        (0, "hour"): first - timedelta(hours=1),
    }

    # The link of the message leads through the phone's proof to the interview.
    link = (await inbox.links(phone))[0]
    stranger = Browser(settings.origin())
    asked = await stranger.get(link)
    assert asked.response.url.params["to"] == link.replace("/r/", "/m/")
    await stranger.close()
    progress = await people.sign_in(acme, inbox, phone)
    assert "请确认面试时间" in progress.text and f"/interviews/{uid}" in progress.links("/interviews/")
    page = await acme.get(link.replace("/r/", "/m/"))
    assert page.path == f"/interviews/{uid}" and "到了找周敏" in page.text
    calendar = icalendar.Calendar.from_ical((await acme.get(f"/interviews/{uid}/invite.ics")).content)
    assert (event_in(calendar)["UID"], event_in(calendar)["SEQUENCE"]) == (uid, 0)

    # Nothing said, then a past day, then half a time: each is told beside the field, and nothing typed is lost.
    page = await acme.get(f"/interviews/{uid}/another-time")
    page = await page.form("another-form").submit(expect=422)
    assert "请至少提出一个时间" in page.text
    wrong = {"day1": "2020-01-01", "time1": "10:00", "day2": "", "time2": "09:00", "words": "工作日晚上"}
    page = await page.form("another-form").fill(wrong).submit(expect=422)
    assert "请选择从现在起" in page.text and page.form("another-form").value("words") == "工作日晚上"
    local = second.astimezone(ZONE)
    proposals = {
        "day1": local.date().isoformat(), "time1": f"{local:%H:%M}",
        "day2": (local + timedelta(days=1)).date().isoformat(), "time2": "19:30",
    }  # fmt: skip
    page = await page.form("another-form").fill(proposals).submit()
    assert "正在等公司答复" in page.text and "19:30" in page.text
    await mails.with_words("hr@acme.test", f"{NAMES[0]}希望换个面试时间")

    # HR sees it and takes it with one tap; a second tap and an outdated page change nothing.
    page = await team.hr.get("/hr/interviews")
    assert "1 待答复" in page.text
    page = await team.hr.get(f"/hr/interviews/{uid}")
    assert "工作日晚上" in page.text and "面试官都有空" in page.text
    slots = [element.attrs["value"] for element in page.all("name") if element.attrs["name"] == "slot"]
    assert datetime.fromisoformat(slots[0]) == second and len(slots) == 2
    done = await page.form("accept-1").submit(("slot", slots[0]))
    assert "已改期" in done.text and "已确认" in done.text
    assert (await page.form("accept-1").submit(("slot", slots[0]))).status == 200
    late = await page.form("accept-2").submit(("slot", slots[1]), expect=422)
    assert "刚刚有变化" in late.text
    assert (await team.interview(uid))["sequence"] == 1

    before, after = await mails.until(email, uid, 2)
    assert event_in(before)["UID"] == event_in(after)["UID"]
    assert event_in(after)["SEQUENCE"] == 1 > event_in(before)["SEQUENCE"]
    assert event_in(after).decoded("DTSTART") == second
    for login in ("interviewer@acme.test", "admin@acme.test"):
        assert event_in((await mails.until(login, uid, 2))[1])["SEQUENCE"] == 1

    # The moved interview's old reminder says nothing; the new ones come at their time, to everybody.
    planned = await team.reminders(uid)
    assert planned[1, "day"]["execute_after"] == second - timedelta(days=1)
    assert planned[1, "hour"]["execute_after"] == second - timedelta(hours=1)
    await team.come(planned[0, "hour"])
    assert not [m for m in await inbox.messages() if "提醒" in m["subject"] and m["to"] == email]
    await team.come(planned[1, "hour"])
    (mail,) = await mails.with_words(email, "提醒：")
    assert f"{local.month}月{local.day}日" in mail["subject"] and PLACE in mail["text"]
    for login in ("interviewer@acme.test", "admin@acme.test"):
        await mails.with_words(login, f"面试提醒：{local.month}月{local.day}日")

    # The interviewer has it among their own; the day comes, the candidate is there and is scored.
    page = await team.interviewer.get("/hr/assignments")
    assert NAMES[0] in page.text and PLACE in page.text
    links = [href for href in page.links("/hr/assignments/") if href.endswith(".ics")]
    files = {href: (await team.interviewer.get(href)).content.replace(b"\r\n ", b"") for href in links}
    (mine,) = [href for href, file in files.items() if uid.encode() in file]
    page = await acme.get(f"/interviews/{uid}")
    assert not [form for form in page.all("id") if form.attrs["id"] == "arrived-form"]
    await team.at(uid, clock.now())
    page = await acme.get(f"/interviews/{uid}")
    page = await page.form("arrived-form").submit()
    assert "已签到" in page.text
    assert "已到" in (await team.hr.get(f"/hr/interviews/{uid}")).text

    # It ends: before any card is in, everybody knows by when the candidate will hear.
    assert "前答复您" not in page.text
    await team.at(uid, clock.now() - timedelta(minutes=61))
    await team.come(await team.end_of(uid, 1))
    page = await acme.get(f"/interviews/{uid}")
    assert "面试已结束" in page.text and "前答复您" in page.text
    assert not [form for form in page.all("id") if form.attrs["id"] == "arrived-form"]
    assert "最晚在这个时间前答复您" in (await acme.get("/progress")).text
    assert "面试结束后 3 个工作日" in (await team.hr.get(f"/hr/candidates/{application}")).text

    card = await team.interviewer.get(mine.removesuffix("/invite.ics"))
    marks = {
        element.attrs["name"]: "8" for element in card.all("type") if element.attrs.get("type") == "radio"
    }
    await card.form("card-form").fill(marks | {"conclusion": "通过"}).submit()
    assert (await team.interview(uid))["state"] == "held"
    page = await team.hr.get(f"/hr/candidates/{application}")
    for words in (
        "安排面试时间",
        "候选人希望换个时间",
        "面试改期 · " + f"{second:%Y-%m-%d %H:%M}",
        "面试签到",
        "面试已进行",
    ):
        assert words in page.text
    assert "正在评审" in (await acme.get("/progress")).text
    assert (await acme.get(f"/interviews/{uid}/decline")).path == f"/interviews/{uid}"


async def test_missed_then_another_time_then_called_off(
    inbox: Inbox, team: Team, mails: Mails, acme: Browser
) -> None:
    phone, email = "13800055002", "zhang@example.com"
    application = await team.candidate(NAMES[1], phone, email)
    page = await arrange(
        team.hr, application, typed(in_days(2, 9), link="https://meeting.example.com/j/1"), "王磊"
    )
    uid = page.path.rsplit("/", 1)[1]
    assert not [form for form in page.all("id") if form.attrs["id"] == "missed-form"]
    assert "还没有开始" in (await team.hr.post(f"/hr/interviews/{uid}/missed", [], expect=422)).text
    await team.at(uid, clock.now() - timedelta(minutes=70))
    page = await team.hr.get(f"/hr/interviews/{uid}")
    assert "已结束，待确认到场" in page.text  # who did not come is owed no answer: somebody must say so
    page = await page.form("missed-form").submit()
    assert "已标记未到场" in page.text and "待确认到场" not in page.text
    (mail,) = await mails.with_words(email, "可以另约时间")
    assert "方便的时间" in mail["text"]
    # Nobody owes a card for who did not come; a second click tells nobody again.
    assert NAMES[1] not in (await team.interviewer.get("/hr/assignments")).text
    await team.hr.post(f"/hr/interviews/{uid}/missed", [])

    page = await people.sign_in(acme, inbox, phone)
    assert "可以另约面试时间" in page.text
    page = (
        await (await acme.get(f"/interviews/{uid}/another-time"))
        .form("another-form")
        .fill({"day1": in_days(4).date().isoformat(), "time1": "16:00"})
        .submit()
    )
    assert "正在等公司答复" in page.text
    page = await team.hr.get(f"/hr/interviews/{uid}")
    assert not [form for form in page.all("id") if form.attrs["id"] == "keep-form"]  # that time is over
    page = await page.form("accept-1").submit(("slot", in_days(4, 16).astimezone(UTC).isoformat()))
    assert "已确认" in page.text and NAMES[1] in (await team.interviewer.get("/hr/assignments")).text
    await mails.until(email, uid, 2)  # two changes at one moment may be told in one mail, or out of order

    # Two HR people at once: whoever comes second is told, and nothing they typed is lost.
    mine, theirs = [await who.get(f"/hr/interviews/{uid}/edit") for who in (team.hr, team.other)]
    assert "已保存" in (await mine.form("interview-form").fill({"place": "北京望京"}).submit()).text
    page = await theirs.form("interview-form").fill({"note": "改成线上"}).submit(expect=422)
    assert "刚刚有变化" in page.text and page.form("interview-form").value("note") == "改成线上"
    assert "北京望京" in page.text  # what the other one saved
    await mails.until(email, uid, 3)
    page = await team.other.get(f"/hr/interviews/{uid}")
    page = await page.form("cancel-form").fill({"reason": "岗位暂停招聘"}).submit()
    assert "已取消" in page.text
    files = await mails.until(email, uid, 4)
    assert [calendar["METHOD"] for calendar in files] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [event_in(calendar)["SEQUENCE"] for calendar in files] == [0, 1, 2, 3]
    assert {str(event_in(calendar)["UID"]) for calendar in files} == {uid}
    assert event_in(files[3])["STATUS"] == "CANCELLED"
    panel = await people.eventually(lambda: _off(mails, uid), "the panel's cancellation")
    assert panel["METHOD"] == "CANCEL"
    planned = await team.reminders(uid)
    for job in planned.values():
        await team.come(job)
    assert not [m for m in await inbox.messages() if m["to"] == email and "提醒" in m["subject"]]
    assert "岗位暂停招聘" in (await acme.get(f"/interviews/{uid}")).text


async def _off(mails: Mails, uid: str) -> icalendar.Calendar | None:
    files = await mails.files("interviewer@acme.test", uid)
    return files[-1] if files and files[-1]["METHOD"] == "CANCEL" else None
