"""The road's last part: from offer to sealed contract, for as many as asked for."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import click

from ..demo import PASSWORD
from ..platform.settings import Settings
from ..platform.verify.bundle import verify_bundle
from ..platform.verify.pdf import verify_pdf
from . import people
from .browser import Browser, Page, PageError

_LINK = re.compile(r"/[rm]/[\w-]+")
_AMOUNT = re.compile(r"[0-9,]+\.[0-9]{2}")
_LEAST = Decimal(8000)  # above every minimum wage
_MOST_BROKEN = 3  # then something is wrong with the product, not with one candidate


def say(what: str, began: float) -> None:
    """Print a step with its time."""
    click.echo(f"  {time.monotonic() - began:7.2f} s  {what}")


class Signing:
    """HR, the seal keeper and one candidate after the other; what was completed and what could not be."""

    def __init__(  # rules: allow parameters – who and what meets on the road
        self,
        settings: Settings,
        inbox: people.Inbox,
        hr: Browser,
        keeper: Browser,
        root: bytes,
        out: Path,
        hook: Callable[[str], None],
    ) -> None:
        self._settings, self._origin = settings, settings.origin("acme")
        self._inbox, self._hr, self._keeper = inbox, hr, keeper
        self._root, self._out, self._hook = root, out, hook
        self._followed: set[str] = set()
        self.completed = self.signatures = 0
        self.not_possible: list[str] = []
        self.broken: list[str] = []

    async def some(self, wanted: int) -> None:
        """Contracts for up to `wanted` of those who passed; one that cannot be made is said, not fatal."""
        for file in await self._offers() if wanted else []:
            if self.completed == wanted:
                break
            began = time.monotonic()
            self._hook("contract")
            try:
                await self._contract(file)
            except NotPossibleError as reason:
                self.not_possible.append(str(reason))
                say(f"no contract for one candidate: {reason}", began)
                continue
            except (PageError, TimeoutError, LookupError) as problem:
                self.broken.append(str(problem))
                click.echo(f"✗ a contract broke off: {problem}", err=True)
                if len(self.broken) == _MOST_BROKEN:
                    break
                continue
            self.completed += 1
            say(f"contract {self.completed} signed, sealed and archived", began)
        if not self.completed and wanted:
            click.echo(
                "           ! nobody passed who could be given a contract: there is none in the folder"
            )

    async def _offers(self) -> list[str]:
        """The files of everybody who passed, page by page."""
        files: dict[str, None] = {}
        for number in range(1, 10_000):
            page = await self._hr.get(f"/hr/candidates?stage=offer&size=100&page={number}")
            found = [link for link in page.entries("/hr/candidates") if link not in files]
            if not found:
                break
            files |= dict.fromkeys(found)
        return list(files)

    async def _contract(self, file: str) -> None:
        letters = await self._letters_of(file)
        home = len(self._followed)  # a limit for each address must not take many people for one
        me, base = Browser(self._origin, home=home), Browser(self._settings.origin(), home=home)
        try:
            await base.get(letters.text_link)  # the short link, as in the text message
            link = letters.mail_link or letters.text_link.replace("/r/", "/m/")
            await people.sign_in(me, self._inbox, letters.phone, link)
            await self._offer(me, file)
            await people.fill_onboarding(
                me, id_number(len(self._followed)), "上海市浦东新区世纪大道 100 号 1 幢 101 室"
            )
            contract = await self._make(file)
            await people.wait_for_state(self._hr, contract, "checked")
            page = await self._hr.get(f"/hr/contracts/{contract}")
            had = len(await self._inbox.links(letters.phone))
            await page.form("send-form").submit()
            text_link = await self._inbox.text_with_link(letters.phone, had)
            await base.get(text_link)
            await me.get(text_link.replace("/r/", "/m/"))
            await people.sign_contract(me, self._inbox, letters.phone, contract)
            page = await people.wait_for_state(self._keeper, contract, "pending_company")
            await people.proven(await page.form("seal-form").submit(), PASSWORD)
            await people.wait_for_state(self._hr, contract, "archived")
            await self._keep(me, contract)
        finally:
            await me.close()
            await base.close()

    async def _letters_of(self, file: str) -> "Letters":
        """The messages that a candidate really got; HR looks the number up, for the console shows it masked."""
        page = await self._hr.get(file)
        shown = {field: await self._shown(page, field) for field in ("phone", "email")}
        links: dict[str, str] = {}
        for message in await self._inbox.messages():
            found = _LINK.search(message["text"])
            if message["id"] not in self._followed and found and message["to"] in shown.values():
                links.setdefault(message["channel"], found[0])
                self._followed.add(message["id"])
        if "sms" not in links:
            raise LookupError(f"no text message with a link to {shown['phone'][-4:]}")
        return Letters(shown["phone"], links["sms"], links.get("email", ""))

    async def _shown(self, page: Page, field: str) -> str:
        forms = [form for form in page.all("action") if f"/show/{field}#" in form.attrs["action"]]
        if not forms:
            return ""
        shown = await page.form(forms[0].attrs["action"]).submit()
        value = next(item.text for item in shown.all("class") if item.attrs["class"] == "shown")
        return value.strip().removeprefix("+86")

    async def _offer(self, me: Browser, file: str) -> None:
        """HR offers what the candidate hoped for, as far as it is lawful; the candidate accepts it on the phone."""
        application = file.rsplit("/", 1)[1]
        hoped = _AMOUNT.search(await self._shown(await self._hr.get(file), "pay"))
        pay = max(Decimal(hoped[0].replace(",", "")) if hoped else Decimal(0), _LEAST)
        try:
            await people.agree_on_offer(self._hr, me, application, pay)
        except people.RefusedError as refused:
            raise NotPossibleError(_why(refused.page)) from refused

    async def _make(self, file: str) -> str:
        application = file.rsplit("/", 1)[1]
        form = people.contract_form(await self._hr.get(f"/hr/contracts/new/{application}"))
        if not form.value("social.place"):
            form.fill({"social.place": "上海市"})
        page = await people.submit_contract(form)
        if page.status == 422:
            raise NotPossibleError(_why(page))
        if page.status != 200:
            raise PageError(f"{page.url} answered {page.status}: {page.text[:300]}")
        return page.path.rsplit("/", 1)[1]

    async def _keep(self, me: Browser, contract: str) -> None:
        pdf = (await me.get(f"/contracts/{contract}/pdf")).content
        bundle = (await self._hr.get(f"/hr/contracts/{contract}/evidence.zip")).content
        report = verify_bundle(bundle, self._root)
        valid = verify_pdf(pdf, self._root).valid_signatures if report.ok else 0
        self.signatures += valid
        suffix = f"-{self.completed + 1}" if self.completed else ""
        (self._out / f"contract{suffix}.pdf").write_bytes(pdf)
        (self._out / f"evidence{suffix}.zip").write_bytes(bundle)
        (self._out / "root.pem").write_bytes(self._root)


def _why(page: Page) -> str:
    """What stands in the contract's way: what must be mended, or what is said beside a field."""
    blocking = [e.text for e in page.all("class") if e.attrs["class"] == "finding" and "必须修改" in e.text]
    beside = [e.text for e in page.all("class") if {"err", "notice"} & set(e.attrs["class"].split())]
    return " ".join(" ".join(blocking or beside).split()) or page.text[:300]


class NotPossibleError(Exception):
    """The product rightly refuses the contract; the text says why."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What a candidate got: the phone, the link in the text message, the one in the e-mail where there is one."""

    phone: str
    text_link: str
    mail_link: str


def id_number(number: int) -> str:
    """An invented identity number (county 99 is not assigned), different for each."""
    born = date(1990, 1, 1) + timedelta(days=number)
    body = f"310199{born:%Y%m%d}{100 + number % 900:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]
