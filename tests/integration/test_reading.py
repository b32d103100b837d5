"""What is read before it is signed: the pages of the very file, what the page tells of it, and whom it belongs to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from huiyin.platform import clock
from huiyin.platform.crypto.keyed import sha256_hex
from huiyin.platform.errors import DomainError
from huiyin.platform.settings import Settings
from huiyin.road.browser import Browser
from huiyin.tenants.access.sessions.asked_codes import ask_code, issue_code
from huiyin.tenants.contracts.labour_contracts.queries import contract as load
from huiyin.tenants.contracts.labour_contracts.service import withdraw
from huiyin.tenants.contracts.signing.consent import CONSENT
from huiyin.tenants.contracts.signing.errors import (
    IdentityMismatchError,
    IdentityTriesError,
    NotIdentifiedError,
    NotReadError,
    NotStatedError,
    NotToSignError,
    PagesUnseenError,
    TooQuickError,
)
from huiyin.tenants.contracts.signing.identity import identify
from huiyin.tenants.contracts.signing.notice import notice_hash
from huiyin.tenants.contracts.signing.reading import (
    Answer,
    Report,
    finish_reading,
    open_contract,
    record_report,
)
from huiyin.tenants.contracts.signing.rule import SigningRule, save_signing_rule
from huiyin.tenants.contracts.signing.service import (
    asker,
    binding,
    request_code,
    signing_of,
    submit_drawing,
    verify,
)

from tests.support.contract_to_sign import JOB, NAME, Sent, portal, sent_contract, signed_in
from tests.support.results import Time
from tests.support.tenants import Place

DRAWING = [[[40 + k * 62 + i * 3, 60 + (i * (k + 3)) % 45] for i in range(24)] for k in range(3)]
PAGES = 3


@pytest.fixture
async def sent(place: Place, tmp_path: Path, at: Time) -> Sent:
    return await sent_contract(place, tmp_path)


async def looked_at(sent: Sent, pages: int = PAGES) -> None:
    """The candidate opens it; the file has so many pages."""
    async with sent.opened() as (session, contract):
        (await signing_of(session, contract)).page_count = pages
        await open_contract(session, contract)


async def told(sent: Sent, *pages: int, seconds: int = 0, text_read: bool = False) -> None:
    async with sent.opened() as (session, contract):
        await record_report(session, contract, Report(frozenset(pages), seconds, text_read))


async def finished(sent: Sent, answer: Answer) -> None:
    """下一步, in a transaction that is kept whatever it says."""
    refused: Exception | None = None
    async with sent.opened() as (session, contract):
        try:
            await finish_reading(session, contract, answer)
        except (NotReadError, PagesUnseenError, TooQuickError, NotStatedError, NotToSignError) as why:
            refused = why
    if refused is not None:
        raise refused


async def seconds(sent: Sent) -> int:
    async with sent.opened() as (session, contract):
        return (await signing_of(session, contract)).read_seconds


# --- how long ------------------------------------------------------------------------------------------------------


async def test_more_seconds_than_have_gone_by_are_not_believed(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(seconds=4)
    await told(sent, seconds=900)
    assert await seconds(sent) == 4
    at.now += timedelta(seconds=3)
    await told(sent, seconds=3)
    assert await seconds(sent) == 7
    await told(sent, seconds=3)  # the same again, from another tab
    assert await seconds(sent) == 7
    await told(sent, seconds=-5)
    assert await seconds(sent) == 7


async def test_days_in_a_drawer_are_not_read(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(days=3)
    await told(sent, seconds=3 * 86_400)
    assert await seconds(sent) == 60
    await told(sent, seconds=60)
    assert await seconds(sent) == 62  # what a slow line may hold up, and no more


async def test_without_scripts_the_time_between_counts_and_the_reader_says_so(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(seconds=3)
    with pytest.raises(NotStatedError):
        await finished(sent, Answer(agreed=True))
    with pytest.raises(TooQuickError) as quick:
        await finished(sent, Answer(agreed=True, read_all=True))
    assert "还需阅读 2 秒" in str(quick.value)
    at.now += timedelta(seconds=2)
    await finished(sent, Answer(agreed=True, read_all=True))
    [event] = await sent.events("contract.read")
    assert (event["how"], event["seconds"], event["pages"]) == ("stated", "5", "")


async def test_the_tenants_own_number_of_seconds(sent: Sent, at: Time) -> None:
    everything = Answer(True, Report(frozenset(range(1, PAGES + 1)), 3))
    async with sent.opened() as (session, _contract):
        await save_signing_rule(session, SigningRule(10, 7, 2), actor="user:test")
    await looked_at(sent)
    at.now += timedelta(seconds=3)
    with pytest.raises(TooQuickError) as quick:
        await finished(sent, everything)
    assert "7" in str(quick.value)
    async with sent.opened() as (session, _contract):
        await save_signing_rule(session, SigningRule(0, 7, 2), actor="user:test")
    await finished(sent, everything)


# --- which pages ---------------------------------------------------------------------------------------------------


async def test_pages_that_nobody_saw_are_named_and_what_was_told_stays(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(seconds=9)
    await told(sent, 2, 77, 0, seconds=9)
    with pytest.raises(PagesUnseenError) as unseen:
        await finished(sent, Answer(True, Report()))
    assert "1, 3" in str(unseen.value)
    with pytest.raises(PagesUnseenError) as unseen:
        await finished(sent, Answer(True, Report(frozenset([3]))))
    assert "第 1 页" in str(unseen.value)
    await finished(sent, Answer(True, Report(frozenset([1]))))
    [event] = await sent.events("contract.read")
    async with sent.opened() as (_session, contract):
        assert event["document"] == contract.draft_sha256
    assert (event["how"], event["pages"], event["of"], event["seconds"]) == ("pages", "1,2,3", "3", "9")
    assert (event["notice"], event["consent"]) == (notice_hash(), sha256_hex(CONSENT.encode()))
    [opened] = await sent.events("contract.opened")
    assert opened["notice"] == notice_hash()


async def test_the_text_to_its_end_is_as_good_as_the_pages(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(seconds=6)
    await told(sent, 1, seconds=6, text_read=True)
    await finished(sent, Answer(True, Report()))
    [event] = await sent.events("contract.read")
    assert (event["how"], event["pages"]) == ("text", "1")


async def test_nothing_is_read_that_was_not_opened_and_agreed_to(sent: Sent, at: Time) -> None:
    whole = Answer(True, Report(frozenset(range(1, PAGES + 1)), 9))
    with pytest.raises(NotReadError):
        await finished(sent, whole)
    await looked_at(sent)
    at.now += timedelta(seconds=9)
    with pytest.raises(NotReadError):
        await finished(sent, Answer(False, whole.report))
    await finished(sent, whole)
    await finished(sent, whole)  # the second tap
    await told(sent, seconds=9)  # and a report that comes too late
    assert await seconds(sent) == 9
    assert len(await sent.events("contract.read")) == 1


async def test_what_was_taken_back_is_not_read(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    async with sent.opened() as (session, contract):
        await withdraw(session, sent.place.vault, contract, actor="user:test")
    at.now += timedelta(seconds=9)
    with pytest.raises(NotToSignError):
        await finished(sent, Answer(True, Report(frozenset([1, 2, 3]), 9)))


async def test_two_devices_that_look_at_once_are_one_signing(sent: Sent) -> None:
    async def look() -> None:
        async with sent.place.database.tenant(sent.place.tenant) as session:
            await signing_of(session, await load(session, sent.contract_id))

    await asyncio.gather(*(look() for _device in range(4)))


# --- who they are --------------------------------------------------------------------------------------------------


async def read(sent: Sent, at: Time) -> None:
    await looked_at(sent)
    at.now += timedelta(seconds=9)
    await finished(sent, Answer(True, Report(text_read=True, seconds=9)))


async def said(sent: Sent, name: str, number: str) -> str:
    """What is answered to name and number; empty where they are right."""
    async with sent.opened() as (session, contract):
        try:
            await identify(session, sent.place.vault, contract, name, number)
        except (IdentityMismatchError, IdentityTriesError) as refused:
            return str(refused)
    return ""


async def test_neither_name_nor_number_alone_is_enough_and_which_is_wrong_is_not_said(
    sent: Sent, at: Time
) -> None:
    with pytest.raises(NotReadError):
        await said(sent, NAME, sent.number)
    await read(sent, at)
    async with sent.opened() as (session, contract):
        with pytest.raises(NotIdentifiedError):
            await request_code(session, sent.place.vault, contract, "browser")
    answers = [await said(sent, "王芳", sent.number), await said(sent, NAME, "310199198812311223")]
    assert answers == [f"姓名或证件号码与登记表不一致，还可以试 {left} 次。" for left in (4, 3)]
    spelled = NAME.replace("·", "•")
    assert await said(sent, f" {spelled} ", f" {sent.number[:6]} {sent.number[6:].lower()}") == ""
    assert await said(sent, "王芳", "") == ""  # said rightly once, it is said
    [event] = await sent.events("identity.checked")
    assert event["wrong_tries"] == "2" and NAME not in str(event) and sent.number not in str(event)


async def test_wrong_five_times_there_is_a_pause_and_then_a_new_start(sent: Sent, at: Time) -> None:
    await read(sent, at)
    answers = [await said(sent, NAME, "1") for _try in range(5)]
    assert [answer[answer.index("试 ") :] for answer in answers[:4]] == [
        f"试 {left} 次。" for left in (4, 3, 2, 1)
    ]
    assert "60 分钟后再试" in answers[4]
    at.later(20)
    assert "40 分钟后再试" in await said(sent, NAME, sent.number)  # also when it is right
    at.later(41)
    assert "还可以试 4 次" in await said(sent, NAME, "1")
    assert await said(sent, NAME, sent.number) == ""


# --- the code ------------------------------------------------------------------------------------------------------


async def code_for(sent: Sent, browser: str) -> str:
    """A code as it would be texted."""
    async with sent.opened() as (session, contract):
        issued = await issue_code(
            session, await ask_code(session, asker(contract, browser)), binding(contract)
        )
        assert issued is not None
        return issued[1]


async def tried(sent: Sent, code: str, browser: str = "mine") -> str:
    """What is answered to a code; empty where it is right."""
    async with sent.opened() as (session, contract):
        try:
            await verify(session, contract, code, browser)
        except DomainError as refused:
            return str(refused)
    return ""


async def test_a_late_code_and_one_that_was_wrong_five_times_say_so(sent: Sent, at: Time) -> None:
    await read(sent, at)
    assert "姓名和证件号码" in await tried(sent, "000000")
    await said(sent, NAME, sent.number)
    assert "重新获取" in await tried(sent, "000000")  # none was asked for
    code = await code_for(sent, "mine")
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1):
        assert await tried(sent, wrong) == f"验证码不正确，还可以试 {left} 次。"
    assert "连续 5 次不正确" in await tried(sent, wrong)
    assert "连续 5 次不正确" in await tried(sent, code)  # void, right or not
    assert "失效" in await tried(sent, code, "another browser")
    at.later(2)
    code = await code_for(sent, "mine")
    at.later(11)
    assert "超过 10 分钟" in await tried(sent, code)
    code = await code_for(sent, "mine")
    assert await tried(sent, code) == ""
    assert await tried(sent, "000000") == ""  # proved once, it is proved


# --- one drawing ---------------------------------------------------------------------------------------------------


async def test_of_two_drawings_the_first_counts(sent: Sent, at: Time) -> None:
    await read(sent, at)
    assert await said(sent, NAME, sent.number) == ""
    async with sent.opened() as (session, contract):
        signing = await signing_of(session, contract)
        signing.verified_at = clock.now()
        await submit_drawing(session, sent.place.vault, contract, DRAWING)
        first = signing.drawing_sha256
    other = [[[x + 5 * k, y] for k, (x, y) in enumerate(line)] for line in DRAWING]
    async with sent.opened() as (session, contract):
        await submit_drawing(session, sent.place.vault, contract, other)
        await verify(session, contract, "000000", "another device")  # done is done
        assert (await signing_of(session, contract)).drawing_sha256 == first
    assert len(await sent.events("signature.drawn")) == 1


# --- the pages, as a browser gets them ------------------------------------------------------------------------------


@pytest.fixture
async def own(settings: Settings, sent: Sent) -> AsyncIterator[Settings]:
    async with portal(settings, sent.folder) as served:
        yield served


@pytest.fixture
async def me(own: Settings, sent: Sent) -> AsyncIterator[Browser]:
    browser = await signed_in(own, sent.place, sent.person_id)
    yield browser
    await browser.close()


async def test_every_page_is_a_picture_that_the_owners_browser_may_keep(me: Browser, sent: Sent) -> None:
    page = await me.get(f"/contracts/{sent.contract_id}/read")
    for words in (NAME, JOB, "¥12,000.00", "¥10,000.00", "上海市", "签署前请知悉", "不向您收取任何费用"):
        assert words in page.text, words
    assert (
        sent.number not in page.response.text.split('<details class="card" id="text">')[0]
    )  # masked on the card
    pictures = [image.attrs["src"] for image in page.elements("img") if "/pages/" in image.attrs["src"]]
    async with sent.opened() as (session, contract):
        signing = await signing_of(session, contract)
        assert signing.page_count == len(pictures) > 1
        assert signing.shown_sha256 == contract.draft_sha256
        assert 1 < signing.sign_place["page"] < len(pictures)  # the annexes follow
        mark = contract.draft_sha256[:16]
    for number, address in enumerate(pictures, start=1):
        assert address.endswith(f"/pages/{number}?v={mark}")
        drawn = (await me.get(address)).response
        assert drawn.content.startswith(b"\x89PNG") and drawn.headers["content-type"] == "image/png"
        assert int.from_bytes(drawn.content[16:20], "big") == 1080
        assert "private" in drawn.headers["cache-control"] and "immutable" in drawn.headers["cache-control"]
    large = (await me.get(f"{pictures[0]}&large=1")).response
    assert int.from_bytes(large.content[16:20], "big") == 1800
    unnamed = (await me.get(pictures[0].partition("?")[0])).response
    assert unnamed.headers["cache-control"] == "no-store"
    await me.get(f"/contracts/{sent.contract_id}/pages/{len(pictures) + 1}", expect=404)
    await me.get(f"/contracts/{sent.contract_id}/pages/0", expect=404)


async def test_a_look_ahead_opens_nothing(me: Browser, sent: Sent) -> None:
    await me._client.get(f"/contracts/{sent.contract_id}/read", headers={"sec-purpose": "prefetch"})
    await me._client.head(f"/contracts/{sent.contract_id}/read")
    assert await sent.events("contract.opened") == []
    await me.get(f"/contracts/{sent.contract_id}/read")
    assert len(await sent.events("contract.opened")) == 1


async def test_another_persons_contract_is_not_there(own: Settings, sent: Sent, tmp_path: Path) -> None:
    other = await sent_contract(sent.place, tmp_path, number=2)
    stranger = await signed_in(own, sent.place, other.person_id)
    for path in ("read", "pages/1", "qr"):
        await stranger.get(f"/contracts/{sent.contract_id}/{path}", expect=404)
    for path in ("read", "reading", "code"):
        await stranger.post(
            f"{stranger.origin}/contracts/{sent.contract_id}/{path}", [("agree", "1")], expect=404
        )
    await stranger.close()
    nobody = Browser(own.origin(sent.place.tenant.slug))
    assert (await nobody.get(f"/contracts/{sent.contract_id}/pages/1")).path == "/"
    await nobody.close()


async def test_a_changed_file_is_never_shown_and_the_log_names_it(
    me: Browser, sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"/contracts/{sent.contract_id}"
    await me.get(f"{address}/read")
    whole = sent.file.read_bytes()
    middle = len(whole) // 2
    sent.file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    page = await me.get(f"{address}/pages/1", expect=409)
    assert "与存档时的记录不一致" in page.text and not page.content.startswith(b"\x89PNG")
    logged = "".join(capsys.readouterr())
    assert (
        "the file of a contract was changed" in logged
        and str(sent.contract_id) in logged
        and sent.key in logged
    )
    sent.file.unlink()
    assert "与存档时的记录不一致" in (await me.get(f"{address}/pages/1", expect=409)).text
    assert "the file of a contract is lost" in "".join(capsys.readouterr())
    sent.file.write_bytes(whole)
    await me.get(f"{address}/pages/1")


async def test_a_changed_file_is_not_opened_either(me: Browser, sent: Sent) -> None:
    sent.file.write_bytes(sent.file.read_bytes() + b"\n")
    page = await me.get(f"/contracts/{sent.contract_id}/read", expect=409)
    assert "请不要签署" in page.text
    assert await sent.events("contract.opened") == []


async def test_the_code_leads_the_phone_to_the_contract_and_opens_nothing(
    me: Browser, own: Settings, sent: Sent
) -> None:
    drawn = (await me.get(f"/contracts/{sent.contract_id}/qr")).response
    assert drawn.headers["content-type"].startswith("image/svg+xml") and b"<svg" in drawn.content
    phone = Browser(own.origin(sent.place.tenant.slug))
    page = await phone.get(f"/contracts/{sent.contract_id}")
    assert page.path == "/" and page.form("phone-form").value("to") == f"/contracts/{sent.contract_id}"
    await phone.close()


async def test_a_page_reports_while_it_is_read(me: Browser, sent: Sent) -> None:
    address = f"{me.origin}/contracts/{sent.contract_id}"
    await me.get(f"/contracts/{sent.contract_id}/read")
    for pages in ("1", "2,x,-3,9999,99999999999999999999,²"):
        assert (
            await me.post(f"{address}/reading", [("pages", pages), ("seconds", "0")], expect=204)
        ).content == b""
    async with sent.opened() as (session, contract):
        assert (await signing_of(session, contract)).pages_seen == [1, 2]
    page = await me.post(f"{address}/read", [("agree", "1"), ("scripted", "1"), ("pages", "1")], expect=422)
    assert "还没有看到" in page.text
    assert any(box.attrs.get("name") == "agree" and "checked" in box.attrs for box in page.elements("input"))
