"""A Word file becomes a template through the pages: read, confirmed, edited, submitted; what is wrong with it is said in words."""

import json
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import asyncpg
import pytest
from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.road import people
from huiyin.road.browser import Browser, Page

from tests.functional.test_contract_templates import post
from tests.functional.test_portal import staff_of
from tests.support.word_bombs import HOSTILE
from tests.support.word_contracts import edited, realistic
from tests.support.word_files import docx, paragraph, run

_NUMBERS = count(1)
_ADDRESS = "/hr/contract-templates/word"


@pytest.fixture
async def hr(settings: Settings) -> AsyncIterator[Browser]:
    browser = await staff_of(settings)
    yield browser
    await browser.close()


def new_name() -> str:
    return f"旧合同 {next(_NUMBERS)}"


async def send(
    hr: Browser, data: bytes, filename: str = "合同.docx", *, expect: int | None = 200, **typed: str
) -> Page:
    """Hand a file in."""
    form = (await hr.get(_ADDRESS)).form("word-form")
    form.fill({"name": new_name(), "kind": "fixed"} | typed)
    return await form.attach("document", filename, data).submit(expect=expect)


def errors(page: Page) -> str:
    return " ".join(one.text.strip() for one in page.all("class") if "err" in one.attrs["class"])


def studio(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        next(one.text for one in page.elements("script") if one.attrs.get("id") == "studio-data")
    )
    return found


async def test_a_contract_goes_from_word_to_its_approval(hr: Browser, settings: Settings) -> None:
    page = await send(hr, realistic(), kind="fixed")
    draft = page.path.removesuffix("/word")
    assert "核对导入的内容" in page.text and "华音科技有限公司 · 内部文件" in page.text
    assert {one.attrs["data-missing"] for one in page.all("data-missing")} == {"13", "67"}

    refused = await (await hr.get(f"{draft}/submit")).form("submit-form").submit(expect=422)
    assert "请先核对没有带入的内容" in refused.text

    form = page.form("confirm-form")
    names = [one for one in form.names() if one.startswith("own.")]
    assert len(names) == 31
    allowance = next(one for one in names if not form.value(one))
    assert [form.value(one) for one in names[:2]] == ["contract.no", "employer.name"]
    twice = await form.fill({"LC17-9": form.value("LC17-3")}).submit(expect=422)
    assert "一条只能标为一项" in errors(twice)
    form = twice.form("confirm-form")
    assert form.value(names[1]) == "employer.name"  # nothing chosen is lost
    last = page.option("LC17-9", "第九条 其他")
    assert last
    editor = await form.fill({"LC17-9": last}).submit()
    assert editor.path.rstrip("/") == draft

    tree = studio(editor)["tree"]
    assert [one["name"] for one in tree["fields"]] == [allowance]
    assert studio(editor)["revision"] == 2
    assert {one["message"] for one in studio(editor)["findings"] if one["level"] == "error"} == {
        "缺少条款：女职工特殊保护。", "缺少条款：安全与工伤保险。",
    }  # fmt: skip
    again = await post(hr, f"{draft}/word", {})
    assert again[0] == 200 and studio(await hr.get(draft))["revision"] == 2

    marks = {"女职工特殊保护": "LC17-9a", "安全和工伤保险": "LC17-9b"}
    put = [
        {"before": one, "after": one | {"item": marks[one["text"]]}}
        for one in tree["blocks"]
        if one["t"] == "heading" and one["text"] in marks
    ]
    status, saved = await post(hr, f"{draft}/changes", {"changes": json.dumps({"put": put})})
    assert (status, saved["findings"]) == (200, [])
    listing = await (await hr.get(f"{draft}/submit")).form("submit-form").submit()
    assert "已提交" in listing.text

    boss = await staff_of(settings, "admin")
    review = await boss.get(f"{draft}/review")
    assert "Word 文件 合同.docx，没有带入 7 处" in review.text
    told = await boss.get(f"{draft}/word")
    assert "内部文件" in told.text and not [
        one for one in told.all("id") if one.attrs["id"] == "confirm-form"
    ]
    assert "已同意" in (await review.form(f"{draft}/approve").submit()).text
    await boss.close()


async def test_what_came_in_is_in_the_chain_and_kept_with_the_draft(hr: Browser, settings: Settings) -> None:
    data = realistic()
    page = await send(hr, data, "我们的合同.docx")
    draft = page.path.split("/")[-2]
    rows = await asyncpg.connect(settings.database_owner_url.replace("+asyncpg", ""))
    schema = await rows.fetchval("select schema_name from shared.tenants where slug = 'acme'")
    kept = json.loads(
        await rows.fetchval(f"select imported from {schema}.contract_template_drafts where id = '{draft}'")  # noqa: S608
    )
    await rows.close()
    assert kept["file"] == "我们的合同.docx" and len(kept["sha256"]) == 64 and not kept["confirmed"]
    assert kept["missing"] == 7 and {one["why"] for one in kept["left"]} == {"header", "signature"}
    assert page.text.count("内部文件") == 1


async def test_open_revisions_are_asked_about_first(hr: Browser) -> None:
    name = new_name()
    asked = await send(hr, edited(), expect=422, name=name)
    assert "请选择怎么读取" in errors(asked)
    assert "张人事" in asked.text and "2026-05-20 09:30" in asked.text and "几份？" in asked.text
    assert "请再选一次" in asked.text and asked.form("word-form").value("name") == name

    form = asked.form("word-form").fill({"view": "refused"})
    page = await form.attach("document", "合同.docx", edited()).submit()
    assert "按您的选择，修订去掉的文字" in page.text and "几份？" in page.text
    accepted = await send(hr, edited(), view="accepted")
    assert "按您的选择，修订去掉的文字" not in accepted.text


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_hostile_files_are_refused_in_words(hr: Browser, name: str) -> None:
    page = await send(hr, HOSTILE[name].make(), f"{name}.docx", expect=None)
    assert page.status in (413, 422)
    if page.status == 422:
        assert errors(page).endswith("。"), page.text[:300]
        assert page.form("word-form").value("name").startswith("旧合同")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "请选择文件"),
        (b"x" * 10_000_001, "文件超过 10 MB"),
        (docx(paragraph("一段。") * 600), "一份模板放不下"),
        (docx(paragraph("字" * 60_000)), "一份模板放不下"),
    ],
    ids=["nothing", "many_bytes", "many_blocks", "many_words"],
)
async def test_what_is_too_large_is_refused_in_words(hr: Browser, data: bytes, said: str) -> None:
    form = (await hr.get(_ADDRESS)).form("word-form").fill({"name": new_name()})
    page = await (form.attach("document", "x.docx", data) if data else form).submit(expect=422)
    assert said in errors(page)


async def test_what_is_typed_wrong_is_said_beside_it(hr: Browser) -> None:
    page = await send(hr, realistic(), expect=422, name=" ")
    assert "请填写这一项" in errors(page)
    name = new_name()
    await send(hr, realistic(), name=name)
    again = await send(hr, realistic(), expect=422, name=name)
    assert "已有同名的合同模板" in errors(again) and again.form("word-form").value("name") == name


async def test_words_of_a_file_are_shown_as_words(hr: Browser) -> None:
    hostile = "<script>alert(1)</script> {{7*7}} \" ' & %s {x}"
    hidden = run(hostile, "<w:vanish/>")
    page = await send(
        hr, docx(paragraph("劳动合同") + paragraph(run(f"{hostile}：____"), hidden)), "<b>x</b>.docx"
    )
    assert "<script>alert" not in page.response.text and "<b>x</b>" not in page.response.text
    assert "alert(1)" in page.text and "{{7*7}}" in page.text
    await hr.get(page.path.removesuffix("/word"))


async def test_others_find_nothing(hr: Browser, settings: Settings) -> None:
    page = await send(hr, realistic())
    stranger = Browser(settings.origin("globex"))
    await people.log_in(stranger, "admin@globex.test", PASSWORD)
    await stranger.get(page.path, expect=404)
    assert (await post(stranger, page.path, {}))[0] == 404
    await stranger.close()
    interviewer = await staff_of(settings, "interviewer")
    for address in (_ADDRESS, page.path):
        await interviewer.get(address, expect=404)
        assert (await post(interviewer, address, {}))[0] == 404
    await interviewer.close()
    begun = (
        await (await hr.get("/hr/contract-templates")).form("add-form").fill({"name": new_name()}).submit()
    )
    await hr.get(f"{begun.path.rstrip('/')}/word", expect=404)  # it is of no file
