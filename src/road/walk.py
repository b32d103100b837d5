"""`huiyin road SHEET`: the main job from sheet to sealed contract, on a fresh embedded system of its own."""

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from ..demo import PASSWORD
from ..platform.embedded.ca import CertificateAuthority
from ..platform.formats.masks import mask_email, mask_phone
from ..platform.settings import Settings
from ..platform.verify.bundle import verify_bundle
from ..platform.verify.pdf import verify_pdf
from ..up import Product
from . import people
from .browser import Browser, Page, PageError

_HR, _SEAL = "hr@acme.test", "seal@acme.test"
_LATER = (
    "passed", "failed", "review", "messages_sent", "messages_delivered", "messages_read", "contracts_completed",
    "signatures_valid",
)  # fmt: skip
_COUNTS = (
    "rows",
    "people",
    "duplicates",
    "faulty",
    "score_rows",
    "scorecards",
    "score_duplicates",
    "score_faulty",
)


def run(sheet: Path, out: Path, contracts: str, said: Sequence[str] = ()) -> int:
    """Walk, print each step with its time, leave the proofs in `out`.

    Returns:
        0 when everything that could be done held, 1 when something did not, 2 when the sheet could not be read or
        misses a column that is needed: summary.json then says what was not mapped.
    """
    if not (contracts == "all" or contracts.isdecimal()):
        raise click.BadParameter("a number, or all", param_hint="--contracts")
    choices = [
        (column.strip(), field.strip()) for column, _mark, field in (item.rpartition("=") for item in said)
    ]
    if not all(column and field for column, field in choices):
        raise click.BadParameter("COLUMN=FIELD, e.g. 面试评分!商务谈判=评分维度", param_hint="--map")
    out.mkdir(parents=True, exist_ok=True)
    state = Path(tempfile.mkdtemp(prefix="huiyin-road-"))
    state.chmod(0o711)  # as root, PostgreSQL runs under another account and must be able to enter
    product = Product(state, port=0, inbox_port=0)
    try:
        began = time.monotonic()
        settings = product.start(demo=False)
        _say("a fresh system is running", began)
        walk = Walk(product, settings, out)
        return asyncio.run(walk.all(sheet.name, sheet.read_bytes(), contracts, choices))
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)


def _say(what: str, began: float) -> None:
    click.echo(f"  {time.monotonic() - began:7.2f} s  {what}")


class Walk:
    """One walk, and what it found. `hook` is called with the name of each step as it begins."""

    def __init__(
        self,
        product: Product,
        settings: Settings,
        out: Path,
        hook: Callable[[str], None] = lambda _step: None,
    ) -> None:
        self._settings = settings
        self._out = out
        self._hook = hook
        self._inbox = people.Inbox(product.stack.inbox_origin)
        self._origin = settings.origin("acme")
        self._broken: list[str] = []
        self._served: set[str] = set()
        self._root = CertificateAuthority.open(product.stack.state / "ca").root_pem
        zeros: dict[str, Any] = dict.fromkeys((*_COUNTS, *_LATER), 0)
        self._summary: dict[str, Any] = zeros | {"chain_valid": False, "unmapped": [], "ignored": []}

    async def all(self, name: str, data: bytes, contracts: str, said: Sequence[tuple[str, str]] = ()) -> int:
        """Every step, with the sheet `data` called `name`; `said`: what HR says of columns nobody knows."""
        hr, keeper = Browser(self._origin), Browser(self._origin)
        try:
            await self._step("HR and the seal keeper sign in", self._enter(hr, keeper))
            try:
                await self._step("HR imports the sheet", self._import(hr, name, data, said))
            except (people.UnmappedColumnsError, people.SheetRefusedError, LookupError) as refused:
                self._refused(refused)
                await self._step("the chain is verified", self._chain(hr))
                return 2
            await self._step("HR confirms what the rule marked", self._confirm(hr))
            await self._step("every message is handed over and delivered", self._delivered(hr))
            await self._contracts(hr, keeper, contracts)
            await self._step("messages of the contracts are delivered", self._delivered(hr))
            await self._step("the chain is verified", self._chain(hr))
            await self._step("the final counts are read", self._messages(hr))
        finally:
            await hr.close()
            await keeper.close()
            text = json.dumps(self._summary, ensure_ascii=False, indent=1)
            (self._out / "summary.json").write_text(text, encoding="utf-8")
            click.echo(json.dumps(self._summary, ensure_ascii=False))
        completed = self._summary["contracts_completed"]
        held = self._summary["chain_valid"] and self._summary["signatures_valid"] == 2 * completed
        return 0 if held and not self._broken else 1

    def _refused(self, refused: Exception) -> None:
        """Say what stands in the way, on the terminal and in the summary."""
        self._summary["imported"] = False
        self._summary["error"] = str(refused)
        click.echo(f"✗ the sheet did not come in: {refused}", err=True)
        if isinstance(refused, people.UnmappedColumnsError):
            self._summary["missing"] = refused.missing
            self._tell(people.not_read(refused.page))
            click.echo(
                "  say what a column is with --map 'TAB!COLUMN=FIELD' (see ./dev road --help)", err=True
            )

    def _tell(self, not_read: dict[str, list[str]]) -> None:
        """Name what of the sheet is not read."""
        self._summary |= not_read
        said = {
            "unmapped": "columns nobody knows, left out",
            "like_scores": "of these, all numbers from 0 to 10; if scores, say so with --map 'TAB!COLUMN=评分维度'",
            "ignored": "columns not needed, left out",
            "notes": "note",
        }
        for key, words in said.items():
            if not_read[key]:
                click.echo(f"           ! {words}: {'、'.join(not_read[key])}")

    async def _step(self, what: str, work: Awaitable[object]) -> None:
        self._hook(what)
        began = time.monotonic()
        await work
        _say(what, began)

    async def _enter(self, hr: Browser, keeper: Browser) -> None:
        await people.log_in(hr, _HR, PASSWORD)
        await people.log_in(keeper, _SEAL, PASSWORD)

    async def _import(self, hr: Browser, name: str, data: bytes, said: Sequence[tuple[str, str]]) -> None:
        preview = await people.look_at_sheet(hr, name, data, said)
        self._tell(people.not_read(preview))
        _page, counts, faulty = await people.apply_sheet(preview)
        self._summary["imported"] = True
        self._summary |= {key: counts[key] for key in _COUNTS}
        if faulty:
            (self._out / "faulty.xlsx").write_bytes(faulty)
        for outcome, key in (("pass", "passed"), ("fail", "failed"), ("review", "review")):
            page = await hr.get(f"/hr/candidates?todo=1&outcome={outcome}")
            found = re.search(r"共 (\d+) 人", page.text)
            self._summary[key] = int(found[1]) if found else 0

    async def _confirm(self, hr: Browser) -> None:
        await people.confirm_all(hr)

    async def _counts(self, hr: Browser) -> dict[str, int]:
        page = await hr.get("/hr/messages")
        names = {
            "queued": "已排队",
            "submitted": "已提交",
            "delivered": "已送达",
            "opened": "已打开",
            "failed": "发送失败",
        }
        return {
            key: int((re.search(rf"{word} (\d+)", page.text) or [0, 0])[1]) for key, word in names.items()
        }

    async def _delivered(self, hr: Browser) -> None:
        async def look() -> bool | None:
            counts = await self._counts(hr)
            return True if counts["queued"] == 0 and counts["submitted"] == 0 else None

        await people.eventually(look, "all messages to be delivered", 600)

    async def _messages(self, hr: Browser) -> None:
        counts = await self._counts(hr)
        delivered = counts["delivered"] + counts["opened"]
        self._summary["messages_sent"] = delivered + counts["submitted"]
        self._summary["messages_delivered"] = delivered
        self._summary["messages_read"] = counts["opened"]

    async def _chain(self, hr: Browser) -> None:
        page = await hr.get("/hr/audit")
        self._summary["chain_valid"] = page.one("data-chain").attrs["data-chain"] == "valid"

    async def _contracts(self, hr: Browser, keeper: Browser, contracts: str) -> None:
        """Contracts for as many as asked for of those who passed; one that cannot be made is said, not fatal."""
        wanted = int(contracts) if contracts != "all" else 10**9
        for file in await self._offers(hr) if wanted else []:
            if self._summary["contracts_completed"] >= wanted:
                break
            began = time.monotonic()
            self._hook("contract")
            number = self._summary["contracts_completed"]
            try:
                await self._contract(hr, keeper, file, number)
            except NotPossibleError as reason:
                self._summary.setdefault("contracts_not_possible", []).append(str(reason))
                _say(f"no contract for one candidate: {reason}", began)
                continue
            except (PageError, TimeoutError, LookupError) as problem:
                self._broken.append(str(problem))
                click.echo(f"✗ a contract broke off: {problem}", err=True)
                if len(self._broken) == 3:
                    break
                continue
            self._summary["contracts_completed"] = number + 1
            _say(f"contract {number + 1} signed, sealed and archived", began)
        if not self._summary["contracts_completed"] and wanted:
            click.echo(
                "           ! nobody passed who could be given a contract: there is none in the folder"
            )

    async def _offers(self, hr: Browser) -> list[str]:
        """The files of everybody who passed, page by page."""
        files: dict[str, None] = {}
        for number in range(1, 10_000):
            page = await hr.get(f"/hr/candidates?stage=offer&size=100&page={number}")
            found = [link for link in page.links("/hr/candidates/") if link not in files]
            if not found:
                break
            files |= dict.fromkeys(found)
        return list(files)

    async def _contract(self, hr: Browser, keeper: Browser, file: str, number: int) -> None:
        letters = await self._letters_of(hr, file)
        me, base = Browser(self._origin), Browser(self._settings.origin())
        try:
            await base.get(letters.text_link)  # the short link, as in the text message
            if letters.mail_link:
                await me.get(letters.mail_link)
            await people.sign_in(me, self._inbox, letters.phone)
            await people.fill_onboarding(me, _id_number(number), "上海市浦东新区世纪大道 100 号 1 幢 101 室")
            contract = await self._make(hr, file)
            await people.wait_for_state(hr, contract, "checked")
            page = await hr.get(f"/hr/contracts/{contract}")
            had = len(await self._inbox.links(letters.phone))
            await page.form("send-form").submit()
            await base.get(await self._inbox.text_with_link(letters.phone, had))
            await people.sign_contract(me, self._inbox, letters.phone, contract)
            page = await people.wait_for_state(keeper, contract, "pending_company")
            await page.form("seal-form").submit()
            await people.wait_for_state(hr, contract, "archived")
            await self._keep(hr, me, contract, number)
        finally:
            await me.close()
            await base.close()

    async def _letters_of(self, hr: Browser, file: str) -> "Letters":
        """The messages that a candidate really got: the console shows only masks, the inbox the whole."""
        page = await hr.get(file)
        name = next(element for element in page.elements("h1")).text.strip()
        texts = [
            m
            for m in await self._inbox.messages()
            if m["channel"] == "sms"
            and m["text"].find(f"{name}您好，") >= 0
            and mask_phone(m["to"]) in page.text
            and m["to"] not in self._served
            and "/r/" in m["text"]
        ]
        if not texts:
            raise LookupError(f"no text message to {name}")
        self._served.add(texts[0]["to"])
        phone = texts[0]["to"]
        mails = [
            m["text"]
            for m in await self._inbox.messages()
            if m["channel"] == "email" and f"{name}，您好" in m["text"] and mask_email(m["to"]) in page.text
        ]
        found = re.search(r"/r/[\w-]+", texts[0]["text"])
        mail = re.search(r"/m/[\w-]+", mails[0]) if len(mails) == 1 else None
        if found is None:
            raise LookupError(f"no link in the text message to {name}")
        return Letters(phone, found[0], mail[0] if mail else "")

    async def _make(self, hr: Browser, file: str) -> str:
        application = file.rsplit("/", 1)[1]
        page = await hr.get(f"/hr/contracts/new/{application}")
        form = page.form("contract-form")
        start = max(date.today(), date.fromisoformat(form.value("contract.start")))
        values = {"contract.start": start.isoformat(), "contract.employment_start": start.isoformat()}
        if not form.value("pay.base"):
            values |= {"pay.base": "8000", "probation.wage": "8000"}
        if not form.value("job.location"):
            values |= {"job.location": "上海市浦东新区", "social.place": "上海市"}
        if not form.value("job.department"):
            values["job.department"] = "待分配部门"
        page = await form.fill(values).submit(expect=None)
        if page.status == 422 and (raised := _raised(page)):
            page = await page.form("contract-form").fill(raised).submit(expect=None)
        if page.status == 422:
            errors = [e.text.strip() for e in page.all("class") if "err" in e.attrs["class"].split()]
            raise NotPossibleError(" ".join(errors) or page.text[:300])
        if page.status != 200:
            raise PageError(f"{page.url} answered {page.status}: {page.text[:300]}")
        return page.path.rsplit("/", 1)[1]

    async def _keep(self, hr: Browser, me: Browser, contract: str, number: int) -> None:
        pdf = (await me.get(f"/contracts/{contract}/pdf")).content
        bundle = (await hr.get(f"/hr/contracts/{contract}/evidence.zip")).content
        report = verify_bundle(bundle, self._root)
        valid = verify_pdf(pdf, self._root).valid_signatures if report.ok else 0
        self._summary["signatures_valid"] += valid
        suffix = "" if number == 0 else f"-{number + 1}"
        (self._out / f"contract{suffix}.pdf").write_bytes(pdf)
        (self._out / f"evidence{suffix}.zip").write_bytes(bundle)
        (self._out / "root.pem").write_bytes(self._root)


def _raised(page: Page) -> dict[str, str]:
    """HR mends pay that is under what the law asks for, and nothing else."""
    form = page.form("contract-form")
    try:
        pay = max(Decimal(form.value("pay.base") or 0), Decimal(8000))
    except ArithmeticError:
        return {}
    return {"pay.base": f"{pay}", "probation.wage": f"{pay}"}


class NotPossibleError(Exception):
    """The product rightly refuses the contract; the text says why."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What a candidate got: the phone, the link in the text message, the one in the e-mail where there is one."""

    phone: str
    text_link: str
    mail_link: str


def _id_number(number: int) -> str:
    """An invented identity number (county 99 is not assigned), different for each."""
    born = date(1990, 1, 1) + timedelta(days=number)
    body = f"310199{born:%Y%m%d}{100 + number % 900:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]
