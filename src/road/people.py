"""What the people of the road do, page by page."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx

from ..platform import clock
from ..tenants.contracts.law.periods import last_day
from .browser import PLAIN, Browser, Form, Page

_DRAWING = [[[40 + k * 62 + i * 3, 60 + (i * (k + 3)) % 45] for i in range(24)] for k in range(3)]
_PATIENCE = 120.0


async def eventually(look: Callable[[], Awaitable[Any]], what: str, patience: float = _PATIENCE) -> Any:
    """Look until there is something to see.

    Raises:
        TimeoutError: there was not, for a long time.
    """
    end = time.monotonic() + patience
    while True:
        if (seen := await look()) is not None:
            return seen
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience:.0f} s for {what}")
        await asyncio.sleep(0.1)


class Inbox:
    """What arrived at the embedded gateways."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    async def messages(self) -> list[dict[str, str]]:
        """Everything, newest first."""
        async with httpx.AsyncClient(trust_env=False, timeout=30, verify=PLAIN) as http:
            found: list[dict[str, str]] = (await http.get(f"{self._origin}/api/messages")).json()
            return found

    async def code(self, phone: str, after: int) -> str:
        """The newest one-time code sent to a phone, when there are more than `after` codes."""

        async def look() -> str | None:
            codes = [m for m in await self.messages() if m["to"] == phone and m["text"].find("验证码") >= 0]
            found = re.search(r"验证码(\d{6})", codes[0]["text"]) if len(codes) > after else None
            return found[1] if found else None

        code: str = await eventually(look, f"a code to {phone}")
        return code

    async def text_with_link(self, phone: str, after: int) -> str:
        """The link of the newest text message to a phone, when more than `after` texts with a link have come."""

        async def look() -> str | None:
            links = await self.links(phone)
            return links[0] if len(links) > after else None

        link: str = await eventually(look, f"a message to {phone}")
        return link

    async def links(self, phone: str) -> list[str]:
        """Where the links of the text messages to a phone lead, newest first."""
        found = (
            re.search(r"https?://[^/\s]+(/r/[\w-]+)", m["text"])
            for m in await self.messages()
            if m["to"] == phone
        )
        return [match[1] for match in found if match is not None]

    async def codes(self, phone: str) -> int:
        """How many codes a phone has got."""
        return sum(1 for m in await self.messages() if m["to"] == phone and "验证码" in m["text"])


async def log_in(browser: Browser, login: str, password: str) -> Page:
    """A member of the staff signs in."""
    page = await browser.get("/hr/login")
    return await page.form("/hr/login").fill({"login": login, "password": password}).submit()


async def proven(page: Page, password: str) -> Page:
    """Go on from a page that asks for a fresh proof; what was on its way is sent with one click afterwards."""
    if not page.path.startswith("/hr/prove"):
        return page
    page = await page.form("prove-form").fill({"password": password}).submit()
    return await page.form("go-form").submit()


async def import_sheet(
    browser: Browser, filename: str, data: bytes, said: Sequence[tuple[str, str]] = ()
) -> tuple[Page, dict[str, int], bytes]:
    """HR uploads, looks, applies, downloads what could not come in: last page, counts, faulty rows' sheet.

    `said`: column (`tab!letter`, `tab!heading` or `heading`) and the field HR chooses for it.

    Raises:
        SheetRefusedError: the product cannot read the file.
        UnmappedColumnsError: required columns that the product cannot map; it names what it cannot read.
    """
    return await apply_sheet(await look_at_sheet(browser, filename, data, said))


async def apply_sheet(preview: Page) -> tuple[Page, dict[str, int], bytes]:
    """HR takes the clean rows in and downloads the others."""
    page = await preview.form("apply-form").submit()
    counts: dict[str, int] = json.loads(page.one("data-result").attrs["data-result"])
    links = [href for href in page.links("/hr/imports/") if href.endswith("faulty.xlsx")]
    faulty = (await page.browser.get(links[0])).content if links else b""
    return page, counts, faulty


async def look_at_sheet(
    browser: Browser, filename: str, data: bytes, said: Sequence[tuple[str, str]] = ()
) -> Page:
    """HR uploads, says what columns are, and looks at the preview.

    Raises:
        SheetRefusedError, UnmappedColumnsError: as for `import_sheet`.
    """
    page = await browser.get("/hr/imports")
    page = await page.form("import-form").attach("sheet", filename, data).submit(expect=None)
    if page.status == 422:
        errors = [element.text.strip() for element in page.all("class") if "err" in element.attrs["class"]]
        raise SheetRefusedError(" ".join(errors) or page.text[:300])
    if said:
        form = page.form("mapping-form")
        form.fill(_choices(page, said))
        page = await form.submit()
    if not any(element.attrs["id"] == "apply-form" for element in page.all("id")):
        missing = [element.attrs["data-missing"] for element in page.all("data-missing")]
        raise UnmappedColumnsError(page, missing)
    return page


def _choices(page: Page, said: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The mapping form's values for what HR says.

    Raises:
        LookupError: the sheet has no such column, or the product no such field.
    """
    chosen: dict[str, str] = {}
    columns = page.all("data-column")
    for place, field in said:
        tab, _mark, column = place.rpartition("!")
        found = [
            element
            for element in columns
            if column in (element.attrs["data-column"], element.attrs["name"].rpartition("!")[2])
            and tab in ("", element.attrs["name"].rpartition("!")[0])
        ]
        if not found:
            known = "、".join(element.attrs["data-column"] for element in columns)
            raise LookupError(f"no column {place}; there are {known}")
        value = page.option(found[0].attrs["name"], field)
        if value is None:
            raise LookupError(f"no field {field}")
        chosen |= {element.attrs["name"]: value for element in found}
    return chosen


def not_read(page: Page) -> dict[str, list[str]]:
    """What the preview says it does not read: unknown columns, columns not needed, notes about the file."""
    names = {"unmapped": "data-unmapped", "ignored": "data-left-out"}
    found = {key: [element.attrs[name] for element in page.all(name)] for key, name in names.items()}
    found["like_scores"] = [
        element.attrs["data-unmapped"]
        for element in page.all("data-unmapped")
        if element.attrs["data-like-scores"]
    ]
    return found | {"notes": [element.text.strip() for element in page.all("data-note")]}


class SheetRefusedError(ValueError):
    """The product cannot read the file; the text says why."""


class UnmappedColumnsError(ValueError):
    """The sheet has columns the product cannot map and will not guess. `missing`: what it needs and does not find."""

    def __init__(self, page: Page, missing: list[str]) -> None:
        notice = next((element.text for element in page.all("role") if element.attrs["role"] == "alert"), "")
        super().__init__(" ".join((notice or page.text[:300]).split()))
        self.page = page
        self.missing = missing
        self.columns = [element.attrs["data-heading"] for element in page.all("data-heading")]


async def confirm_all(browser: Browser) -> int:
    """HR confirms, page by page, what the rule marked; returns how many results were confirmed."""
    confirmed = 0
    seen: set[str] = set()
    while True:
        page = await browser.get("/hr/candidates?todo=1&size=100&outcome=pass")
        ids = [element.attrs["value"] for element in page.all("data-check")]
        if not ids:
            page = await browser.get("/hr/candidates?todo=1&size=100&outcome=fail")
            ids = [element.attrs["value"] for element in page.all("data-check")]
        if not set(ids) - seen:
            return confirmed
        seen.update(ids)
        await confirm_ticked(page, ids)
        confirmed += len(ids)


async def confirm_ticked(listed: Page, applications: list[str]) -> Page:
    """HR ticks these rows of the list, looks at what will be sent, and confirms."""
    page = await listed.form("bulk").tick("application", applications).submit()
    return await page.form("sure-form").submit()


async def sign_in(browser: Browser, inbox: Inbox, phone: str, link: str = "/") -> Page:
    """A candidate looks in with phone number and code; `link`: of the message by which they come."""
    had = await inbox.codes(phone)
    page = await ask_code(browser, phone, link)
    code = await inbox.code(phone, had)
    return await page.form("code-form").fill({"code": code}).submit()


async def ask_code(browser: Browser, phone: str, link: str = "/") -> Page:
    """The first half of it: the page that asks for the code."""
    return await (await browser.get(link)).form("phone-form").fill({"phone": phone}).submit()


async def fill_onboarding(browser: Browser, id_number: str, address: str) -> Page:
    """The candidate fills the onboarding form."""
    page = await browser.get("/onboarding")
    browser.remembered["id_number"] = id_number
    values = {"id_type": "居民身份证", "id_number": id_number, "address": address, "agree": "1"}
    return await page.form("onboarding-form").fill(values).submit()


AGREED = {
    "pay.base": "12000",
    "probation.wage": "12000",
    "job.duties": "承担岗位的日常工作，完成部门安排的工作任务",
    "bonus.project_scope": "甲方书面立项的项目",
    "bonus.base_desc": "项目验收时确认的奖金额",
    "bonus.cycle": "项目",
    "bonus.pay_days": "30",
    "bonus.annual_rule": "按甲方公示的年度奖金办法执行",
    "commission.base_definition": "当期实际回款净额（不含税）",
    "commission.deductions": "已书面确认的返利",
    "commission.rate_table": "回款额 50 万元以下 3%，超过部分 5%",
    "commission.recognition_event": "合同签订且首笔款到账",
    "commission.cycle": "月",
    "commission.pay_days": "15",
    "commission.dispute_days": "10",
    "commission.after_leave_rule": "同一比例",
    "commission.return_rule": "从下一期提成基数中扣减相应金额",
    "job.sales_area": "华东地区",
    "pay.structure": "基本工资加岗位工资",
    "hazard.exists": "无",
    "job.conditions": "具备岗位要求的学历和从业经验，试用期考核合格",
}
"""What the parties have agreed, where nothing that was known before says otherwise."""


def contract_form(page: Page) -> Form:
    """The form of a contract, with everything filled in that only people know: no amount and no duty has a default."""
    form = page.form("contract-form")
    return form.fill({name: value for name, value in AGREED.items() if not form.value(name)})


async def submit_contract(form: Form) -> Page:
    """HR sends the form of a contract; where the check asks for the minimum wage of a place that nobody has verified, they type
    what is known of it, or what a year's notices would let expect."""
    page = await form.submit(expect=None)
    if page.status != 422 or not any(one.attrs["id"] == "wage" for one in page.all("id")):
        return page
    again = page.form("contract-form")
    looked_up = {
        "wage_monthly": again.value("wage_monthly") or "2000",
        "wage_from": again.value("wage_from") or f"{clock.today_in_china().year - 1}-01-01",
        "wage_source": "当地人力资源和社会保障部门关于调整最低工资标准的通知",
        "wage_document": "以通知为准",
    }
    return await again.fill(looked_up).submit(expect=None)


class RefusedError(Exception):
    """A form was rightly refused; `page` says why."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.url)
        self.page = page


async def agree_on_offer(hr: Browser, me: Browser, application: str, pay: Decimal = Decimal(12000)) -> str:
    """HR offers so much a month, for three years from next week, and the candidate accepts it on the phone; the offer's id.

    Raises:
        RefusedError: the law, or a gap, stands in the way.
    """
    page = await hr.get(f"/hr/offers/new/{application}")
    form = page.form("offer-form")
    start = form.value("contract.start") or (clock.today_in_china() + timedelta(days=7)).isoformat()
    known = {
        "contract.start": start,
        "contract.end": last_day(date.fromisoformat(start), 36).isoformat(),
        "probation.end": last_day(date.fromisoformat(start), 3).isoformat(),
        "job.location": "上海市浦东新区",
        "job.department": "待分配部门",
        "pay.base": f"{pay}",
        "probation.wage": f"{pay}",
    }
    wanted = AGREED | known
    values = {name: wanted[name] for name in form.names() if name in wanted and not form.value(name)}
    page = await form.fill(values).submit(expect=None)
    if page.status == 422:
        raise RefusedError(page)
    await page.form("send-form").submit()
    offer = page.path.rsplit("/", 1)[1]
    await (await me.get(f"/offers/{offer}/confirm")).form("accept-form").submit()
    return offer


async def read_contract(browser: Browser, contract: str) -> Page:
    """The candidate looks at every page, for as long as the company asks for, and agrees. The page that asks who they are."""
    page = await browser.get(f"/contracts/{contract}/read")
    for picture in (image.attrs["src"] for image in page.elements("img") if "/pages/" in image.attrs["src"]):
        await browser.get(picture)
    browser.remembered["name"] = page.one("data-name").text.strip()
    for form in page.all("data-least"):  # it is not read yet
        await asyncio.sleep(float(form.attrs["data-least"]))
    return await page.form("read-form").fill({"agree": "1", "read_all": "1"}).submit()


async def ask_for_no_reading_time(admin: Browser) -> None:
    """The company lets everybody go on who has seen all pages: nobody on this road takes time to read."""
    page = await admin.get("/hr/signing-rule")
    await page.form("signing-rule-form").fill({"least_seconds": "0"}).submit()


async def come_to_sign(browser: Browser, inbox: Inbox, phone: str, contract: str) -> Page:
    """The candidate's first two steps: read and verify. The page to draw on."""
    page = await read_contract(browser, contract)
    had = await inbox.codes(phone)
    page = await page.form("send-form").fill(browser.remembered).submit()
    code = await inbox.code(phone, had)
    return await page.form("verify-form").fill({"code": code}).submit()


async def draw(page: Page) -> Page:
    """The candidate's third step: the signature."""
    return await page.form("sign-form").fill({"strokes": json.dumps(_DRAWING)}).submit()


async def sign_contract(browser: Browser, inbox: Inbox, phone: str, contract: str) -> Page:
    """The candidate's three steps: read, verify, sign."""
    return await draw(await come_to_sign(browser, inbox, phone, contract))


async def wait_for_state(browser: Browser, contract: str, state: str) -> Page:
    """HR reloads a contract's page until it is in a state."""

    async def look() -> Page | None:
        page = await browser.get(f"/hr/contracts/{contract}")
        return page if page.one("data-state").attrs["data-state"] == state else None

    seen: Page = await eventually(look, f"contract {contract} to be {state}")
    return seen
