"""`huiyin road SHEET`: the main job from sheet to sealed contract, on a fresh embedded system of its own."""

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import click

from ..demo import PASSWORD
from ..platform.embedded.ca import CertificateAuthority
from ..platform.settings import Settings
from ..platform.verify.bundle import verify_bundle
from ..platform.verify.pdf import verify_pdf
from ..up import Product
from . import people
from .browser import Browser

_HR, _SEAL = "hr@acme.test", "seal@acme.test"
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


def run(sheet: Path, out: Path, contracts: str) -> int:
    """Walk, print each step with its time, leave the proofs in `out`; 0 when everything held."""
    if not (contracts == "all" or contracts.isdecimal()):
        raise click.BadParameter("a number, or all", param_hint="--contracts")
    out.mkdir(parents=True, exist_ok=True)
    state = Path(tempfile.mkdtemp(prefix="huiyin-road-"))
    state.chmod(0o711)  # as root, PostgreSQL runs under another account and must be able to enter
    product = Product(state, port=0, inbox_port=0)
    try:
        began = time.monotonic()
        settings = product.start(demo=False)
        _say("a fresh system is running", began)
        walk = Walk(product, settings, out)
        return asyncio.run(walk.all(sheet.name, sheet.read_bytes(), contracts))
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
        self._root = CertificateAuthority.open(product.stack.state / "ca").root_pem
        self._summary: dict[str, object] = {}

    async def all(self, name: str, data: bytes, contracts: str) -> int:
        """Every step, with the sheet `data` called `name`."""
        hr, keeper = Browser(self._origin), Browser(self._origin)
        try:
            await self._step("HR and the seal keeper sign in", self._enter(hr, keeper))
            try:
                await self._step("HR imports the sheet", self._import(hr, name, data))
            except people.UnmappedColumnsError as unmapped:
                click.echo(
                    f"✗ columns that cannot be mapped: {'、'.join(unmapped.columns)}\n  {unmapped}", err=True
                )
                return 2
            await self._step("HR confirms what the rule marked", self._confirm(hr))
            await self._step("every message is handed over and delivered", self._delivered(hr))
            signed = await self._contracts(hr, keeper, contracts)
            await self._step("messages of the contracts are delivered", self._delivered(hr))
            await self._step("the chain is verified", self._chain(hr))
            self._summary["contracts_completed"] = signed
            await self._step("the final counts are read", self._messages(hr))
        finally:
            await hr.close()
            await keeper.close()
        (self._out / "summary.json").write_text(json.dumps(self._summary, ensure_ascii=False, indent=1))
        click.echo(json.dumps(self._summary, ensure_ascii=False))
        return 0 if self._summary["chain_valid"] and self._summary["signatures_valid"] == 2 * signed else 1

    async def _step(self, what: str, work: Awaitable[object]) -> None:
        self._hook(what)
        began = time.monotonic()
        await work
        _say(what, began)

    async def _enter(self, hr: Browser, keeper: Browser) -> None:
        await people.log_in(hr, _HR, PASSWORD)
        await people.log_in(keeper, _SEAL, PASSWORD)

    async def _import(self, hr: Browser, name: str, data: bytes) -> None:
        _page, counts, faulty = await people.import_sheet(hr, name, data)
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

    async def _contracts(self, hr: Browser, keeper: Browser, contracts: str) -> int:
        wanted = int(contracts) if contracts != "all" else 10**9
        page = await hr.get("/hr/candidates?stage=offer&size=100")
        files: list[str] = []
        number = 1
        while len(files) < wanted:
            found = list(dict.fromkeys(page.links("/hr/candidates/")))
            if not found:
                break
            files += found
            number += 1
            page = await hr.get(f"/hr/candidates?stage=offer&size=100&page={number}")
        texts = {m["out_id"]: m for m in await self._inbox.messages() if m["channel"] == "sms"}
        self._summary["signatures_valid"] = 0
        done = 0
        for file in files[:wanted]:
            began = time.monotonic()
            self._hook("contract")
            await self._contract(hr, keeper, file, texts, done)
            done += 1
            _say(f"contract {done} signed, sealed and archived", began)
        return done

    async def _contract(
        self, hr: Browser, keeper: Browser, file: str, texts: dict[str, dict[str, str]], number: int
    ) -> None:
        phone, link = await self._phone_of(hr, file, texts)
        me = Browser(self._origin)
        try:
            base = Browser(self._settings.origin())
            await base.get(link)
            await base.close()
            await people.sign_in(me, self._inbox, phone)
            await people.fill_onboarding(me, _id_number(number), "上海市浦东新区世纪大道 100 号 1 幢 101 室")
            contract = await self._make(hr, file)
            await people.wait_for_state(hr, contract, "checked")
            page = await hr.get(f"/hr/contracts/{contract}")
            await page.form("send-form").submit()
            await people.sign_contract(me, self._inbox, phone, contract)
            page = await people.wait_for_state(keeper, contract, "pending_company")
            await page.form("seal-form").submit()
            await people.wait_for_state(hr, contract, "archived")
            await self._keep(hr, me, contract, number)
        finally:
            await me.close()

    async def _phone_of(self, hr: Browser, file: str, texts: dict[str, dict[str, str]]) -> tuple[str, str]:
        """The candidate's phone and link, from the text message they got: the console shows only a mask."""
        page = await hr.get(file)
        hint = re.search(r"1\d\d\*{4}\d{4}", page.text)
        name = next(element.text for element in page.all("class") if element.tag == "header").split()[0]
        if hint is None:
            raise ValueError(f"{file} shows no phone")
        for text in texts.values():
            number = text["to"]
            if f"{number[:3]}****{number[-4:]}" == hint[0] and name[:2] in text["text"]:
                found = re.search(r"(/r/[\w-]+)", text["text"])
                if found:
                    return number, found[1]
        raise ValueError(f"no text message to {hint[0]}")

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
        page = await form.fill(values).submit()
        return page.path.rsplit("/", 1)[1]

    async def _keep(self, hr: Browser, me: Browser, contract: str, number: int) -> None:
        pdf = (await me.get(f"/contracts/{contract}/pdf")).content
        bundle = (await hr.get(f"/hr/contracts/{contract}/evidence.zip")).content
        report = verify_bundle(bundle, self._root)
        valid = verify_pdf(pdf, self._root).valid_signatures if report.ok else 0
        self._summary["signatures_valid"] = int(str(self._summary["signatures_valid"])) + valid
        suffix = "" if number == 0 else f"-{number + 1}"
        (self._out / f"contract{suffix}.pdf").write_bytes(pdf)
        (self._out / f"evidence{suffix}.zip").write_bytes(bundle)
        (self._out / "root.pem").write_bytes(self._root)


def _id_number(number: int) -> str:
    """An invented identity number (county 99 is not assigned), different for each."""
    born = date(1990, 1, 1) + timedelta(days=number)
    body = f"310199{born:%Y%m%d}{100 + number % 900:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True))
    return body + "10X98765432"[total % 11]
