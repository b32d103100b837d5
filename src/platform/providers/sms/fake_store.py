"""What the gateways for development and tests have in common: accepted messages as files, and reports pushed later."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec

_PUSH_TRIES = 20
_TOGETHER, _GATHER_SECONDS = 100, 0.1


@dataclass(frozen=True, slots=True)
class SentText:
    """One accepted message; `out_id` is the sender's key of it."""

    id: str
    to: str
    text: str
    out_id: str
    template: str
    at: str


class SmsFault(msgspec.Struct, frozen=True):
    """How one call to send to `phone` goes wrong.

    `error`: refused with 500. `hang`: accepted at once, answered after `seconds`. `late`: accepted only after
    `seconds`, as a request that was long under way. `undelivered`: accepted, and reported as not delivered with `code`.
    `twice`: accepted, and its report is pushed twice. `slow`: its report comes after `seconds`.
    """

    phone: str
    kind: Literal["error", "hang", "late", "undelivered", "twice", "slow"]
    seconds: float = 0
    code: str = ""


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self._waiting: list[SmsFault] = []

    def add(self, faults: list[SmsFault]) -> None:
        """More of them."""
        self._waiting += faults

    def take(self, phone: str) -> SmsFault | None:
        """The next one of this phone, once."""
        fault = next((fault for fault in self._waiting if fault.phone == phone), None)
        if fault is not None:
            self._waiting.remove(fault)
        return fault


class SentTexts:
    """The accepted messages of a folder: one file each, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._of: defaultdict[str, list[SentText]] = defaultdict(list)
        for file in folder.glob("*.json"):
            text = SentText(**json.loads(file.read_text()))
            self._of[text.to].append(text)

    def keep(self, text: SentText) -> None:
        """Accept one."""
        half = self._folder / f"{text.id}.tmp"
        half.write_text(json.dumps(asdict(text), ensure_ascii=False))
        half.rename(half.with_suffix(".json"))
        self._of[text.to].append(text)

    def all(self) -> list[SentText]:
        """Every one, in no order."""
        return [text for texts in self._of.values() for text in texts]

    def to(self, phone: str) -> list[SentText]:
        """Those to one phone, in the order they came."""
        return sorted(self._of.get(phone, ()), key=lambda text: text.at)


class Pusher:
    """Pushes reports to a hook, several at once as they come, again until `taken` says that the answer means yes."""

    def __init__(self, hook: str, taken: Callable[[dict[str, Any]], bool]) -> None:
        # Every `*.localhost` is this machine, whatever its resolver thinks.
        url = httpx.URL(hook)
        self._hook = url.copy_with(host="127.0.0.1") if url.host.endswith(".localhost") else url
        self._host = {"host": url.netloc.decode()} if hook else {}
        self._taken = taken
        self._waiting: list[dict[str, Any]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._gathering = False
        self._http: httpx.AsyncClient | None = None

    def push(self, report: dict[str, Any], *, after: float = 0) -> None:
        """Push one report, `after` so many seconds."""
        if not self._host:
            return
        if after:
            self._start(self._later(report, after))
            return
        self._waiting.append(report)
        if not self._gathering:
            self._gathering = True
            self._start(self._gather())

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _later(self, report: dict[str, Any], seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.push(report)

    async def _gather(self) -> None:
        await asyncio.sleep(_GATHER_SECONDS)
        reports, self._waiting, self._gathering = self._waiting, [], False
        for start in range(0, len(reports), _TOGETHER):
            self._start(self._deliver(reports[start : start + _TOGETHER]))

    async def _deliver(self, reports: list[dict[str, Any]]) -> None:
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=10, trust_env=False)
        for attempt in range(_PUSH_TRIES):
            with suppress(httpx.HTTPError, ValueError):
                answer = await self._http.post(self._hook, json=reports, headers=self._host)
                if answer.is_success and self._taken(answer.json()):
                    return
            await asyncio.sleep(min(0.5 * 2**attempt, 10))
