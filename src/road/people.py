"""What the people of the road do, page by page."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from .browser import Browser, Page

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
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
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

    async def codes(self, phone: str) -> int:
        """How many codes a phone has got."""
        return sum(1 for m in await self.messages() if m["to"] == phone and "验证码" in m["text"])


async def log_in(browser: Browser, login: str, password: str) -> Page:
    """A member of the staff signs in."""
    page = await browser.get("/hr/login")
    return await page.form("/hr/login").fill({"login": login, "password": password}).submit()


async def import_sheet(browser: Browser, filename: str, data: bytes) -> tuple[Page, dict[str, int], bytes]:
    """HR uploads, looks, applies, downloads what could not come in: last page, counts, faulty rows' sheet.

    Raises:
        UnmappedColumnsError: required columns that the product cannot map; it names what it cannot read.
    """
    page = await browser.get("/hr/imports")
    page = await page.form("import-form").attach("sheet", filename, data).submit()
    columns = [element.attrs["data-heading"] for element in page.all("data-heading")]
    if "导入 " not in page.text or not page.path.startswith("/hr/imports/"):
        raise UnmappedColumnsError(page.text[:300], columns)
    if not any(element.attrs.get("id") == "apply-form" for element in page.all("id")):
        raise UnmappedColumnsError(page.text[:300], columns)
    page = await page.form("apply-form").submit()
    counts: dict[str, int] = json.loads(page.one("data-result").attrs["data-result"])
    links = [href for href in page.links("/hr/imports/") if href.endswith("faulty.xlsx")]
    faulty = (await browser.get(links[0])).content if links else b""
    return page, counts, faulty


class UnmappedColumnsError(ValueError):
    """The sheet has columns the product cannot map and will not guess."""

    def __init__(self, said: str, columns: list[str]) -> None:
        super().__init__(said)
        self.columns = columns


async def confirm_all(browser: Browser) -> int:
    """HR confirms, page by page, what the rule marked; returns how many results were confirmed."""
    confirmed = 0
    while True:
        page = await browser.get("/hr/candidates?todo=1&size=100&outcome=pass")
        ids = [element.attrs["value"] for element in page.all("data-check")]
        if not ids:
            page = await browser.get("/hr/candidates?todo=1&size=100&outcome=fail")
            ids = [element.attrs["value"] for element in page.all("data-check")]
        if not ids:
            return confirmed
        await page.form("/hr/candidates/confirm").tick("application", ids).submit()
        confirmed += len(ids)


async def sign_in(browser: Browser, inbox: Inbox, phone: str) -> Page:
    """A candidate looks in with phone number and code."""
    had = await inbox.codes(phone)
    page = await browser.get("/")
    page = await page.form("phone-form").fill({"phone": phone}).submit()
    code = await inbox.code(phone, had)
    return await page.form("code-form").fill({"code": code}).submit()


async def fill_onboarding(browser: Browser, id_number: str, address: str) -> Page:
    """The candidate fills the onboarding form."""
    page = await browser.get("/onboarding")
    values = {"id_type": "居民身份证", "id_number": id_number, "address": address, "agree": "1"}
    return await page.form("onboarding-form").fill(values).submit()


async def sign_contract(browser: Browser, inbox: Inbox, phone: str, contract: str) -> Page:
    """The candidate's three steps: read, verify, sign."""
    page = await browser.get(f"/contracts/{contract}/read")
    page = await page.form("read-form").fill({"agree": "1"}).submit()
    had = await inbox.codes(phone)
    page = await page.form("send-form").submit()
    code = await inbox.code(phone, had)
    page = await page.form("verify-form").fill({"code": code}).submit()
    return await page.form("sign-form").fill({"strokes": json.dumps(_DRAWING)}).submit()


async def wait_for_state(browser: Browser, contract: str, state: str) -> Page:
    """HR reloads a contract's page until it is in a state."""

    async def look() -> Page | None:
        page = await browser.get(f"/hr/contracts/{contract}")
        return page if page.one("data-state").attrs["data-state"] == state else None

    seen: Page = await eventually(look, f"contract {contract} to be {state}")
    return seen
