"""The main job through real forms: import, score, confirm, message, onboarding, contract, signature, seal, archive."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.platform.signatures.authority import CertificateAuthority
from huiyin.platform.verify.bundle import verify_bundle
from huiyin.platform.verify.pdf import verify_pdf
from huiyin.road import people
from huiyin.road.browser import Browser, PageError
from huiyin.road.people import Inbox
from huiyin.up import Product

from tests.support.sheets import PEOPLE, SCORES, person, score, workbook


async def hr(settings: Settings, tenant: str = "acme", login: str = "hr") -> Browser:
    browser = Browser(settings.origin(tenant))
    await people.log_in(browser, f"{login}@{tenant}.test", PASSWORD)
    return browser


def sheet(phone: str, name: str, *, first: int = 8, second: int = 9) -> bytes:
    rows = [PEOPLE, person(name, phone)]
    return workbook({"候选人": rows, "面试评分": [SCORES, score(name, phone, first, second)]})


async def hired(settings: Settings, inbox: Inbox, phone: str, name: str) -> tuple[Browser, Browser, str]:
    """A candidate who passed and filled the onboarding form: HR's browser, theirs, and the application's id."""
    staff = await hr(settings)
    await people.import_sheet(staff, "a.xlsx", sheet(phone, name))
    page = await staff.get(f"/hr/candidates?q={name}")
    file = page.entries("/hr/candidates")[0]
    page = await staff.get(file)
    await page.form("decision-form").submit(("outcome", "pass"))
    me = Browser(settings.origin("acme"))
    await people.sign_in(me, inbox, phone)
    await people.fill_onboarding(me, "310199198812311223", "上海市浦东新区世纪大道 100 号 101 室")
    return staff, me, file.rsplit("/", 1)[1]


async def test_the_whole_road(settings: Settings, inbox: Inbox, product: Product) -> None:
    phone = "13800010001"
    staff, me, application = await hired(settings, inbox, phone, "张𬭎")
    page = await staff.get(f"/hr/contracts/new/{application}")
    page = await people.contract_form(page).submit()
    contract = page.path.rsplit("/", 1)[1]
    page = await people.wait_for_state(staff, contract, "checked")
    await page.form("send-form").submit()
    await people.sign_contract(me, inbox, phone, contract)
    # A second tap, a step back: answered as done.
    assert (await me.get(f"/contracts/{contract}/sign")).path.endswith("/done")
    keeper = await hr(settings, login="seal")
    page = await people.wait_for_state(keeper, contract, "pending_company")
    await page.form("seal-form").submit()
    await people.wait_for_state(staff, contract, "archived")

    root = CertificateAuthority.open(product.stack.state / "ca").root_pem
    pdf = (await me.get(f"/contracts/{contract}/pdf")).content
    report = verify_pdf(pdf, root)
    assert report.ok, report
    assert report.valid_signatures == 2
    bundle = (await staff.get(f"/hr/contracts/{contract}/evidence.zip")).content
    evidence = verify_bundle(bundle, root)
    assert evidence.ok, evidence
    assert evidence.stamp is not None and evidence.stamp.trusted
    for place in (len(pdf) // 3, len(pdf) // 2, len(pdf) - 3000):
        broken = bytearray(pdf)
        broken[place] ^= 1
        assert not verify_pdf(bytes(broken), root).ok
    assert "张𬭎" in (await staff.get("/hr/employees")).text
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        events = file.read("events.jsonl")
    last = json.loads(events.splitlines()[-1])["seq"]
    for value in (phone, "张𬭎", "310199198812311223", "上海市浦东新区世纪大道 100 号 101 室"):
        guesses = (hashlib.new(kind, value.encode()).hexdigest() for kind in ("sha256", "sha1", "md5"))
        for known in (value, *guesses):
            assert known not in events.decode(), "what is in the chain cannot be erased"
    chain = (await staff.get("/hr/audit")).one("data-chain").attrs
    assert chain["data-chain"] == "valid"
    assert int(chain["data-anchored"]) >= last, "the stamp of the bundle anchors the chain at once"
    page = await staff.get(f"/hr/candidates/{application}")
    assert "已送达" in page.text and "合同归档锁定" in page.text
    for browser in (staff, me, keeper):
        await browser.close()


async def test_the_same_sheet_twice_doubles_nobody(settings: Settings) -> None:
    staff = await hr(settings)
    data = sheet("13800010002", "欧阳䶮")
    _page, first, _faulty = await people.import_sheet(staff, "a.xlsx", data)
    _page, second, _faulty = await people.import_sheet(staff, "a.xlsx", data)
    assert (first["people"], second["people"], second["duplicates"]) == (1, 0, 1)
    assert (second["scorecards"], second["score_duplicates"]) == (0, 1)
    await staff.close()


async def test_faulty_rows_come_back_with_the_reason(settings: Settings) -> None:
    staff = await hr(settings)
    data = workbook({"候选人": [PEOPLE, person("李想", "138"), person("王芳", "13800010003", pay="面议")]})
    _page, counts, faulty = await people.import_sheet(staff, "b.xlsx", data)
    assert (counts["rows"], counts["people"], counts["faulty"]) == (2, 1, 1)
    assert faulty[:2] == b"PK"
    await staff.close()


async def test_unknown_headings_are_named(settings: Settings) -> None:
    staff = await hr(settings)
    data = workbook({"表": [("姓名", "手机号", "想做什么"), ("李想", "13800010004", "前端")]})
    with pytest.raises(people.UnmappedColumnsError) as unmapped:
        await people.import_sheet(staff, "c.xlsx", data)
    assert "想做什么" in unmapped.value.columns
    await staff.close()


async def test_an_interviewer_scores_and_the_rule_says_why(settings: Settings) -> None:
    staff = await hr(settings)
    rows = workbook({"候选人": [PEOPLE, person("俞规则", "13800010007")]})
    await people.import_sheet(staff, "a.xlsx", rows)
    file = (await staff.get("/hr/candidates?q=俞规则")).entries("/hr/candidates")[0]
    page = await staff.get(file)
    names = {e.text: e.attrs["value"] for e in page.all("value") if e.tag == "option"}
    await page.form("ask-form").fill({"user": names["王磊"]}).submit()
    interviewer = await hr(settings, login="interviewer")
    cards = (await interviewer.get("/hr/assignments")).entries("/hr/assignments")
    page = await interviewer.get(cards[-1])  # the newest is the last one asked for
    assert "俞规则" in page.text
    scores = {"沟通能力": "8", "专业技能": "12", "团队协作": "", "稳定性": "7", "note": "表达清楚"}
    page = await page.form("card-form").fill(scores).submit(expect=422)
    assert "表达清楚" in page.text and "0 到 10" in page.text
    right = {"专业技能": "7", "团队协作": "8", "conclusion": "通过"}
    page = await page.form("card-form").fill(right).submit()
    assert "已提交" in page.text
    page = await staff.get(file)
    assert "第 2 条：平均分 7.50 ≥ 7" in page.text
    for browser in (staff, interviewer):
        await browser.close()


async def test_an_unlawful_contract_is_blocked_with_article_and_remedy(
    settings: Settings, inbox: Inbox
) -> None:
    staff, me, application = await hired(settings, inbox, "13800010005", "司马青")
    page = await staff.get(f"/hr/contracts/new/{application}")
    form = people.contract_form(page)
    start = date.fromisoformat(form.value("contract.start"))
    a_year_later = (start + timedelta(days=366)).isoformat()
    wrong = {"contract.end": a_year_later, "probation.end": a_year_later}
    page = await form.fill(wrong | {"pay.base": "1000", "probation.wage": "700", "job.duties": "写"}).submit(
        expect=422
    )
    for words in ("第十九条", "最低工资", "第二十条", "工作内容过于简略"):
        assert words in page.text, words
    assert page.form("contract-form").value("pay.base") == "1000"
    assert "还没有合同" in (await staff.get("/hr/contracts?state=draft")).text
    for browser in (staff, me):
        await browser.close()


async def test_another_tenants_hand_reaches_nothing(
    settings: Settings, inbox: Inbox, globex: Browser
) -> None:
    staff, me, application = await hired(settings, inbox, "13800010006", "何欢")
    page = await staff.get(f"/hr/contracts/new/{application}")
    contract = (await people.contract_form(page).submit()).path.rsplit("/", 1)[1]
    await people.log_in(globex, "hr@globex.test", PASSWORD)
    for path in (
        f"/hr/candidates/{application}", f"/hr/contracts/{contract}", f"/hr/contracts/{contract}/pdf",
        f"/hr/contracts/{contract}/evidence.zip", f"/hr/contracts/new/{application}",
    ):  # fmt: skip
        assert "没有找到" in (await globex.get(path, expect=404)).text
    assert not (await globex.get("/hr/candidates?q=何欢")).entries("/hr/candidates")
    assert "何欢" not in (await globex.get("/hr/messages")).text
    # The first tenant's cookie opens nothing at the second.
    stolen = Browser(settings.origin("globex"))
    for cookie in staff._client.cookies.jar:
        stolen._client.cookies.set(cookie.name, cookie.value or "")
    assert (await stolen.get("/hr/candidates")).path == "/hr/login"
    # The same phone asks in vain for a code there.
    had = await inbox.codes("13800010006")
    page = await stolen.get("/")
    await page.form("phone-form").fill({"phone": "13800010006"}).submit()
    assert await inbox.codes("13800010006") == had
    for browser in (staff, me, stolen):
        await browser.close()


async def test_a_killed_worker_loses_and_doubles_nothing(
    settings: Settings, inbox: Inbox, product: Product
) -> None:
    staff = await hr(settings)
    phones = [f"139000200{n:02d}" for n in range(20)]
    rows = [
        person(f"赵{chr(0x4E00 + n)}", phone, email=f"w{n}@example.com") for n, phone in enumerate(phones)
    ]
    cards = [score(f"赵{chr(0x4E00 + n)}", phone, 9, 9) for n, phone in enumerate(phones)]
    await people.import_sheet(
        staff, "k.xlsx", workbook({"候选人": [PEOPLE, *rows], "面试评分": [SCORES, *cards]})
    )
    page = await staff.get("/hr/candidates?todo=1&size=100&q=赵")
    ids = [element.attrs["value"] for element in page.all("data-check")]
    await people.confirm_ticked(page, ids)
    for _time in range(3):
        assert product.worker is not None
        product.worker.kill()
        product.start_worker()

    async def all_there() -> bool | None:
        page = await staff.get("/hr/messages")
        waiting = [
            int((re.search(rf"{word} (\d+)", page.text) or [0, 0])[1]) for word in ("已排队", "已提交")
        ]
        return True if sum(waiting) == 0 else None

    await people.eventually(all_there, "every message")
    arrived = [
        m for m in await inbox.messages() if m["to"] in phones or re.fullmatch(r"w\d+@example.com", m["to"])
    ]
    assert len(arrived) == 40
    assert len({(m["channel"], m["to"]) for m in arrived}) == 40
    await staff.close()


async def test_a_changed_event_is_found(settings: Settings, product: Product) -> None:
    import asyncpg

    dsn = settings.database_owner_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(dsn)
    schema = await connection.fetchval("select schema_name from shared.tenants where slug = 'globex'")
    await connection.execute(f"update {schema}.audit_events set kind = 'user.created' where seq = 1")  # noqa: S608
    staff = await hr(settings, "globex")
    assert (await staff.get("/hr/audit")).one("data-chain").attrs["data-chain"] == "broken"
    await connection.execute(f"update {schema}.audit_events set kind = 'tenant.created' where seq = 1")  # noqa: S608
    kinds = await connection.fetch(f"select kind, seq from {schema}.audit_events order by seq")  # noqa: S608
    await connection.close()
    await staff.close()
    assert kinds


async def test_a_strange_origin_is_refused_and_a_stranger_learns_nothing(acme: Browser, inbox: Inbox) -> None:
    response = await acme._client.post(
        "/code", data={"phone": "13800006721"}, headers={"origin": "https://evil.example"}
    )
    assert response.status_code == 403
    page = await acme.get("/")
    known = await page.form("phone-form").fill({"phone": "13800006721"}).submit()
    unknown = await page.form("phone-form").fill({"phone": "13811112222"}).submit()
    assert known.text.replace("13800006721", "") == unknown.text.replace("13811112222", "")
    with pytest.raises(PageError):
        await acme.get("/hr/nothing-here")


def test_the_command_line_checks_a_file(tmp_path: Path) -> None:
    from click.testing import CliRunner
    from huiyin.__main__ import main

    file = tmp_path / "x.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    result = CliRunner().invoke(main, ["verify", str(file), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.output)["ok"] is False
