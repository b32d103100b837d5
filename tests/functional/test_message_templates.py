"""Message templates over the wire: pressed twice, pressed by two, reached for from another company."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser

EMAIL = {
    "subject": "{公司}：{职位}",
    "greeting": "{姓名}，您好：",
    "body": "联系人：{联系人}",
    "action": "查看",
}
TEXT = "{姓名}您好，{职位}有新的安排，查看：{链接}"


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[Browser]:
    """The administrator of the first company."""
    browser = Browser(settings.origin("acme"))
    await people.log_in(browser, "admin@acme.test", PASSWORD)
    yield browser
    await browser.close()


async def begin(admin: Browser, title: str) -> str:
    """A message of the company's own; where its e-mail is written."""
    form = (await admin.get("/hr/message-templates")).form("own-form")
    return (await form.fill({"title": title}).submit()).path


async def press(admin: Browser, path: str, words: dict[str, str], do: str, seen: str) -> tuple[int, str]:
    """One press of a button, as fast as a finger."""
    headers = {"origin": admin.origin, "sec-fetch-site": "same-origin"}
    answer = await admin._client.post(path, data={**words, "do": do, "seen": seen}, headers=headers)
    return answer.status_code, answer.text


async def numbers(admin: Browser, path: str) -> list[str]:
    """Every version there is."""
    return [href.rsplit("/", 1)[1] for href in (await admin.get(path)).links(f"{path}/versions/")]


async def test_a_button_pressed_twice_makes_one_version_and_files_it_once(admin: Browser) -> None:
    email = await begin(admin, "连点两次")
    text = email.replace("/email", "/sms")
    for path, words in ((email, EMAIL), (text, {"text": TEXT})):
        seen = (await admin.get(path)).form("template-form").value("seen")
        answers = await asyncio.gather(*(press(admin, path, words, "publish", seen) for _n in range(3)))
        assert [status for status, _said in answers] == [303, 303, 303]
        assert await numbers(admin, path) == ["1"]

    async def filed() -> str | None:
        page = await admin.get(text)
        state = page.one("data-filing").attrs["data-filing"]
        return page.text if state == "approved" else None

    assert "SMS_" in await people.eventually(filed, "the carriers' answer")


async def test_of_two_who_publish_at_once_the_second_is_asked_and_loses_nothing(admin: Browser) -> None:
    path = await begin(admin, "同时发布")
    seen = (await admin.get(path)).form("template-form").value("seen")
    answers = await asyncio.gather(
        *(press(admin, path, EMAIL | {"body": body}, "publish", seen) for body in ("甲写的。", "乙写的。"))
    )
    assert sorted(status for status, _said in answers) == [303, 422]
    (refused,) = (said for status, said in answers if status == 422)
    assert "沈知远刚刚改过这条消息" in refused and "甲写的。" in refused and "乙写的。" in refused
    assert await numbers(admin, path) == ["1"]


async def test_a_draft_of_somebody_else_is_neither_lost_nor_thrown_away(admin: Browser) -> None:
    path = await begin(admin, "两份草稿")
    seen = (await admin.get(path)).form("template-form").value("seen")
    assert (await press(admin, path, EMAIL | {"body": "甲的草稿。"}, "draft", seen))[0] == 303
    for do in ("draft", "publish", "drop"):
        status, said = await press(admin, path, EMAIL | {"body": "乙写的。"}, do, seen)
        assert status == 422 and "甲的草稿。" in said and "乙写的。" in said
    assert (await admin.get(path)).form("template-form").value("body") == "甲的草稿。"
    seen = (await admin.get(path)).form("template-form").value("seen")
    assert (await press(admin, path, EMAIL, "drop", seen))[0] == 303
    # Nobody's words are lost where a draft was only thrown away.
    assert (await press(admin, path, EMAIL, "publish", seen))[0] == 303
    assert await numbers(admin, path) == ["1"]


@pytest.mark.parametrize("seen", ["", "0", "7-", "9" * 40, "-", "0-xyz", "\0"])
async def test_rubbish_for_what_was_seen_is_no_crash(admin: Browser, seen: str) -> None:
    path = await begin(admin, f"看过什么 {ascii(seen)[:8]}")
    status, _said = await press(admin, path, EMAIL | {"body": f"您好。{len(seen)}"}, "publish", seen)
    assert status in (303, 400, 422)


async def test_another_company_reaches_neither_message_nor_version(
    admin: Browser, settings: Settings
) -> None:
    path = await begin(admin, "别家看不到")
    await press(admin, path, EMAIL, "publish", "")
    other = Browser(settings.origin("globex"))
    await people.log_in(other, "admin@globex.test", PASSWORD)
    for address in (path, path.replace("/email", "/sms"), f"{path}/versions/1"):
        assert (await other.get(address, expect=None)).status == 404
    for step in ("", "/look", "/file", "/try"):
        status, _said = await press(other, path + step, EMAIL, "publish", "")
        assert status == 404
    assert "别家看不到" not in (await other.get("/hr/message-templates")).text
    assert await numbers(admin, path) == ["1"]
    await other.close()
