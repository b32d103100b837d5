"""`huiyin road SHEET`: the main job from sheet to sealed contract, on a fresh embedded system of its own."""

import asyncio
import json
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ..demo import PASSWORD
from ..platform.settings import Settings
from ..platform.signatures.authority import CertificateAuthority
from ..up import Product
from . import people
from .browser import Browser
from .contracts import Signing, say

_HR, _SEAL, _ADMIN = "hr@acme.test", "seal@acme.test", "admin@acme.test"
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
        say("a fresh system is running", began)
        walk = Walk(product, settings, out)
        return asyncio.run(walk.all(sheet.name, sheet.read_bytes(), contracts, choices))
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)


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
        say(what, began)

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
        admin = Browser(self._settings.origin("acme"))
        await people.log_in(admin, _ADMIN, PASSWORD)
        await people.ask_for_no_reading_time(admin)
        await admin.close()
        signing = Signing(self._settings, self._inbox, hr, keeper, self._root, self._out, self._hook)
        await signing.some(int(contracts) if contracts != "all" else 10**9)
        self._broken = signing.broken
        self._summary["contracts_completed"] = signing.completed
        self._summary["signatures_valid"] = signing.signatures
        if signing.not_possible:
            self._summary["contracts_not_possible"] = signing.not_possible
