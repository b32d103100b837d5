"""What reaches a member by mail or phone: invitations, new passwords, codes, notes about new devices."""

from huiyin.road import people
from huiyin.road.people import Inbox
from huiyin.tenants.access.users.service import GivenRole, NewUser, create_user

from tests.support.firm import LOGIN, OTHER, PASSWORD, Firm, mail_link


async def test_an_invitation_is_mailed_and_lets_in(firm: Firm, inbox: Inbox) -> None:
    owner = await firm.signed_in()
    page = await owner.get("/hr/people/new")
    address = f"new-{firm.place.tenant.slug}@example.com"
    await page.form("person-form").fill({"name": "孟凡", "login": address, "role-0": "hr"}).submit()
    link = await mail_link(inbox, address, "/hr/join/")
    guest = firm.browser()
    page = await guest.get(link)
    page = await page.form("join-form").fill({"password": "1234567890"}).submit(expect=422)
    assert "至少 10 个字符" in page.text and page.form("join-form").value("name") == "孟凡"
    page = await page.form("join-form").fill({"name": "孟凡凡", "password": OTHER}).submit()
    assert page.path == "/hr/" and "孟凡凡" in page.text
    assert (await firm.browser().get(link, expect=410)).status == 410
    assert "孟凡凡" in (await owner.get("/hr/people")).text


async def test_a_forgotten_password(firm: Firm, inbox: Inbox) -> None:
    address = f"lost-{firm.place.tenant.slug}@example.com"
    async with firm.place.database.tenant(firm.place.tenant) as session:
        await create_user(session, NewUser(address, "周敏", password=PASSWORD), roles=[GivenRole("hr")])
    browser = firm.browser()
    said = []
    for login in ("nobody@example.com", address):
        page = await (await browser.get("/hr/forgot")).form("forgot-form").fill({"login": login}).submit()
        said.append(page.text.replace(login, ""))
    assert said[0] == said[1]
    link = await mail_link(inbox, address, "/hr/reset/")
    page = await browser.get(link)
    page = await page.form("reset-form").fill({"password": OTHER}).submit()
    assert page.path == "/hr/login" and "请用新密码登录" in page.text
    assert (await browser.get(link, expect=410)).status == 410
    page = await people.log_in(browser, address, OTHER)
    assert page.path == "/hr/"
    assert not [m for m in await inbox.messages() if m["to"] == "nobody@example.com"]


async def test_a_phone_is_bound_and_opens_the_door(firm: Firm, inbox: Inbox) -> None:
    owner, phone = await firm.signed_in(), "13700137" + firm.place.tenant.slug[-3:].translate(_DIGITS)
    had = await inbox.codes(phone)
    page = await (await owner.get("/hr/account/phone")).form("phone-form").fill({"phone": phone}).submit()
    again = await (await owner.get("/hr/account/phone")).form("phone-form").fill({"phone": phone}).submit()
    assert again.form("code-form"), "a second click leads to the code that is on its way"
    page = await page.form("code-form").fill({"code": "000000"}).submit(expect=422)
    page = await page.form("code-form").fill({"code": await inbox.code(phone, had)}).submit()
    assert page.path == "/hr/account" and f"{phone[:3]}****{phone[-4:]}" in page.text
    had = await inbox.codes(phone)
    browser = firm.browser()
    page = (
        await (await browser.get("/hr/login/code?next=/hr/account"))
        .form("phone-form")
        .fill({"phone": phone})
        .submit()
    )
    code = await inbox.code(phone, had)
    elsewhere = firm.browser()
    page_there = await elsewhere.post(firm.origin + "/hr/login/code/check", [("code", code)], expect=422)
    assert "验证码不正确" in page_there.text
    page = await page.form("code-form").fill({"code": code}).submit()
    assert page.path == "/hr/account"
    assert (
        await browser.get("/hr/account/password")
    ).path == "/hr/prove"  # a code says less than the password
    stranger = firm.browser()
    page = (
        await (await stranger.get("/hr/login/code"))
        .form("phone-form")
        .fill({"phone": "13911112222"})
        .submit()
    )
    assert "验证码已发送" in page.text
    await page.form("code-form").fill({"code": "123456"}).submit(expect=422)


_DIGITS = str.maketrans("abcdef", "012345")


async def test_a_new_password_signs_out_elsewhere(firm: Firm) -> None:
    owner, elsewhere = await firm.signed_in(), await firm.signed_in()
    page = await owner.get("/hr/account/password")
    page = await page.form("password-form").fill({"current": "wrong", "password": OTHER}).submit(expect=422)
    assert "当前密码不正确" in page.text
    page = await page.form("password-form").fill({"current": PASSWORD, "password": OTHER}).submit()
    assert page.path == "/hr/account"
    assert (await elsewhere.get("/hr/account")).path == "/hr/login"
    assert (await owner.get("/hr/account")).path == "/hr/account"


async def test_a_new_device_is_told_of_and_a_known_one_is_not(firm: Firm, inbox: Inbox) -> None:
    """The first log-in of all is no news; the next one elsewhere is, with the way to the list of devices."""

    async def notes() -> list[str]:
        texts = [m["text"] for m in await inbox.messages() if m["to"] == LOGIN]
        return [text for text in texts if "新的设备" in text and firm.origin in text]

    first = await firm.signed_in()
    await people.log_in(first, LOGIN, PASSWORD)  # the same browser again
    second = await firm.signed_in()

    async def told() -> list[str] | None:
        return await notes() or None

    (note,) = await people.eventually(told, "the note about a new device")
    assert "微信" in note and "127.0.0.1" in note
    assert f"{firm.origin}/hr/account#sessions" in note
    await people.log_in(second, LOGIN, PASSWORD)
    await people.log_in(first, LOGIN, PASSWORD)

    async def settled() -> bool | None:
        statement = "select count(*) from queue.pgqueuer where entrypoint = 'staff.notice'"
        return True if await firm.owner_value(statement) == 0 else None

    await people.eventually(settled, "every note to be sent")
    assert await notes() == [note]
