"""The worker dies by `kill -9` at every boundary of every kind of job, and at random moments: the end is the same."""

import asyncio
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from huiyin.demo import PASSWORD
from huiyin.road import people
from huiyin.road.browser import Browser
from huiyin.road.people import eventually
from huiyin.up import Product

from benchmarks.kills import kill_workers
from tests.support.company import Company
from tests.support.products import fresh_product
from tests.support.sending import sending

_COMMITS = ("claimed", "commit 1", "commit 2")
_BOUNDARIES = {
    "message.send sms": {*_COMMITS, "sms.find 1", "sms.send 1"},
    "message.send email": {*_COMMITS, "email.send 1"},
    "candidate.code": {"claimed", "commit 1"},
    "message.code sms": {*_COMMITS, "sms.find 1", "sms.send 1"},
    "message.receipt": {"claimed", "commit 1"},
    "contract.render": {*_COMMITS, "signer.prepare 1", "store.put 1"},
    "contract.sign": {*_COMMITS, "store.original 1", "signer.sign_candidate 1", "store.put 1"},
    "contract.seal": {*_COMMITS, "store.original 1", "signer.seal_company 1", "store.put 1"},
    "contract.archive": {
        *_COMMITS, "commit 3", "store.original 1", "signer.trust 1", "signer.evidence_report 1", "signer.sign_manifest 1",
        "store.put 1", "store.put 2", "store.put 3",
    },
}  # fmt: skip


class Mortal:
    """The product with a worker that can die, and how often it did in one test."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._crossed = product.stack.state / "lives" / "crossed"
        self._crossed.parent.mkdir(exist_ok=True)
        self._log = product.stack.state / "worker.log"
        self._dead: list[int] = []
        self._before = 0

    def begin(self) -> None:
        """A worker that only watches, of which nothing is known yet."""
        assert self.product.worker is not None
        self.product.worker.stop()
        self._crossed.unlink(missing_ok=True)
        self._before = self._risen()
        self.product._worker = self._command("watch")
        self.product.start_worker()

    def _command(self, mode: str) -> tuple[str, ...]:
        return ("tests.support.mortal_worker", str(self._crossed.parent), mode)

    def _risen(self) -> int:
        """How many workers this product has had."""
        return self._log.read_text().count("worker ready")

    @property
    def deaths(self) -> int:
        return len(self._dead)

    def crossed(self) -> dict[str, set[str]]:
        """Every boundary crossed, by kind of job."""
        found = defaultdict(set)
        for line in self._crossed.read_text().splitlines():
            job, _colon, what = line.partition(": ")
            found[job].add(what.removesuffix(" 1") if what == "claimed 1" else what)
        return found

    def forget(self, *, but: str = "") -> None:
        """Only boundaries of jobs other than `but` stay known; without `but`, none."""
        kept = [line for line in self._crossed.read_text().splitlines() if but and not line.startswith(but)]
        self._crossed.write_text("".join(line + "\n" for line in kept))

    def kill(self) -> None:
        """`kill -9` of the worker alone: not of the processes it started."""
        assert self.product.worker is not None
        process = self.product.worker.process
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        self._dead.append(process.pid)

    async def die(self) -> None:
        """Wait until the worker is dead by SIGKILL."""
        assert self.product.worker is not None
        process = self.product.worker.process
        await eventually(self._exit_code, "the worker's death")
        assert process.returncode == -signal.SIGKILL
        self._dead.append(process.pid)

    async def _exit_code(self) -> int | None:
        assert self.product.worker is not None
        return self.product.worker.process.poll()

    async def ready(self) -> None:
        """Wait until the newest worker takes jobs."""

        async def look() -> bool | None:
            return True if self._risen() - self._before > self.deaths else None

        await eventually(look, "a worker")

    async def rise(self, company: Company, mode: str = "die") -> None:
        """A new worker, when the claims of the dead one are old."""
        assert self.product.worker is not None
        self.product.worker.stop()  # it is dead: only its pipes are closed
        await company.make_claims_old()
        self.product._worker = self._command(mode)
        self.product.start_worker()

    async def live_and_die(self, company: Company) -> None:
        """One life after the other, until the queue is empty."""

        async def look() -> bool | None:
            done = await self._exit_code() is not None or await company.jobs_left() == 0
            return True if done else None

        while True:
            # News of a group waits for the end of its minute, and a job that met a dead service for its next try.
            await eventually(look, "a death or an empty queue", patience=600)
            if await company.jobs_left() == 0:
                return
            await self.die()
            await self.rise(company)

    async def leave_nobody_behind(self) -> None:
        """Wait until nothing lives any more that a dead worker had started."""

        async def look() -> bool | None:
            for pid in self._dead:
                try:
                    os.killpg(pid, 0)  # each worker leads a group of its own
                except ProcessLookupError:
                    continue
                return None
            return True

        await eventually(look, "the end of what dead workers had started", 20)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """A product of this file's own, whose worker nobody else needs; each test has candidates of its own."""
    with fresh_product("kills") as started:
        started.start()
        yield started


@pytest.fixture
async def mortal(product: Product) -> Mortal:
    """It, with a worker that nobody has killed yet."""
    made = Mortal(product)
    await asyncio.to_thread(made.begin)
    await made.ready()
    return made


@pytest.fixture
async def company(mortal: Mortal) -> AsyncIterator[Company]:
    """Those who work with it."""
    async with Company.at(mortal.product) as company:
        yield company


async def test_death_at_every_boundary_changes_nothing(mortal: Mortal, company: Company) -> None:
    whole, render, sign, seal, archive, told, asks = everybody = [
        company.candidate(number, name)
        for number, name in enumerate(("赵安", "钱宁", "孙平", "李泰", "周康", "吴和", "郑恭"))
    ]
    walkers = everybody[:5]

    # With a worker that only watches: one goes the whole road, the others up to the step they are to die at.
    await company.interview(everybody)
    await company.confirm(walkers)
    await asyncio.gather(*(one.enter() for one in walkers))
    for one in (whole, sign, seal, archive):
        await one.make()
    await asyncio.gather(*(one.come_to_sign() for one in (whole, sign, seal, archive)))
    await asyncio.gather(*(one.sign() for one in (whole, seal, archive)))
    await whole.seal()
    await whole.finish()
    await seal.to_seal()
    await archive.to_seal()
    await company.settled()
    undisturbed = await whole.outcome()
    assert undisturbed["contracts"] == ["archived"]
    assert undisturbed["objects"] == ["contract.pdf", "evidence.zip"]
    assert undisturbed["employees"] == 1
    repeated = {"sms.find 1"}  # asked only by who comes after a death
    assert mortal.crossed() == {job: names - repeated for job, names in _BOUNDARIES.items()}

    # One dies with a contract to archive in hand, then there is work of every kind and nobody to do it.
    mortal.kill()
    mortal.forget(but="contract.archive")
    await mortal.rise(company)
    await archive.seal()
    await mortal.die()
    mortal.forget()
    await company.confirm([told])
    await asks.ask_code()
    await render.make()
    await sign.sign()
    await seal.seal()
    await mortal.rise(company)
    await mortal.live_and_die(company)
    assert mortal.crossed() == _BOUNDARIES
    assert mortal.deaths >= len(_BOUNDARIES["contract.sign"])  # of one contract: one death for each

    await render.come_to_sign()
    await render.sign()
    for one in (render, sign):
        await one.seal()
    await asyncio.gather(*(one.finish() for one in (render, sign, seal, archive)))
    await company.settled()
    for one in (render, sign, seal, archive):
        assert await one.outcome() == undisturbed, one.name
    results = [message for message in undisturbed["messages"] if message[0] == "result_pass"]
    assert (await told.outcome())["messages"] == results
    assert (await asks.outcome())["messages"] == [("code", "sms", "delivered")]
    assert await company.chain() == "valid"
    await mortal.leave_nobody_behind()


async def test_death_at_random_moments_loses_and_doubles_nothing(mortal: Mortal, company: Company) -> None:
    moments = random.Random(20261124)  # noqa: S311
    everybody = [company.candidate(100 + number, f"孙{chr(0x4E00 + number)}") for number in range(12)]
    first, second = everybody[:2]
    await company.interview(everybody)

    async def deaths() -> None:
        for _death in range(8):
            await mortal.ready()
            await asyncio.sleep(moments.uniform(0, 2))
            mortal.kill()
            await mortal.rise(company, "watch")

    await company.confirm(everybody)
    await asyncio.gather(first.walk(), second.walk(), deaths())
    await company.settled()
    for one in everybody:
        outcome = await one.outcome()
        whole = one in (first, second)
        assert outcome["contracts"] == (["archived"] if whole else [])
        assert outcome["objects"] == (["contract.pdf", "evidence.zip"] if whole else [])
        assert outcome["employees"] == int(whole)
        assert {state for _event, _channel, state in outcome["messages"]} == {"delivered"}
        assert max(outcome["events"].values(), default=0) and outcome["messages"]
    assert await company.chain() == "valid"
    assert mortal.deaths == 8
    await mortal.leave_nobody_behind()


async def test_death_while_words_are_filed_leaves_them_filed(mortal: Mortal, company: Company) -> None:
    admin = Browser(company.settings.origin("acme"))
    await people.log_in(admin, "admin@acme.test", PASSWORD)
    mortal.kill()
    mortal.forget()
    form = (await admin.get("/hr/message-templates/result_pass/sms")).form("template-form")
    await form.fill({"text": "{姓名}您好，{职位}有新的进展，查看：{链接}"}).submit(("do", "publish"))
    await mortal.rise(company)
    await mortal.live_and_die(company)
    assert {job: names for job, names in mortal.crossed().items() if job.startswith("wording.")} == {
        "wording.file": {*_COMMITS, "sms.file 1"}, "wording.look": {*_COMMITS, "sms.filing 1"},
    }  # fmt: skip
    page = await admin.get("/hr/message-templates/result_pass/sms")
    assert page.one("data-filing").attrs["data-filing"] == "approved"
    assert len(page.links("/hr/message-templates/result_pass/sms/versions/")) == 1
    assert await company.chain() == "valid"
    await admin.close()
    await mortal.leave_nobody_behind()


async def test_death_around_the_timer_of_the_other_channel_sends_it_once(
    mortal: Mortal, company: Company
) -> None:
    silent, lost = both = [company.candidate(200, "郑默"), company.candidate(201, "王失")]
    in_order = {"results__mode": "undelivered", "results__first": "sms", "results__minutes": "120"}
    async with sending(company.settings, **in_order):
        await company.interview(both)
        faults = [
            {"phone": silent.phone, "kind": "slow", "seconds": 3600},
            {"phone": lost.phone, "kind": "undelivered", "code": "MK:0005"},
        ]
        async with httpx.AsyncClient(trust_env=False) as http:
            await http.post(f"{company.inbox_origin}/aliyun/faults", json=faults)
        mortal.kill()
        mortal.forget()
        await company.confirm(both)
        await mortal.rise(company)
        await mortal.live_and_die(company)  # at every boundary up to the failed receipt's mail
        assert mortal.crossed()["message.receipt"] == {"claimed", "commit 1"}
        assert {state for _e, _c, state in (await lost.outcome())["messages"]} == {"failed", "delivered"}
        assert [state for _e, _c, state in (await silent.outcome())["messages"]] == ["submitted"]

        mortal.kill()
        mortal.forget()
        async with company.database() as connection:  # the two hours are over, for both
            await connection.execute(
                "update queue.pgqueuer set execute_after = now() where entrypoint = 'message.fallback'"
            )
        await mortal.rise(company)
        await mortal.live_and_die(company)
    assert mortal.crossed()["message.fallback sms"] == {"claimed", "commit 1"}
    assert mortal.crossed()["message.send email"] == _BOUNDARIES["message.send email"]
    for one, first in ((silent, "submitted"), (lost, "failed")):
        told = sorted((channel, state) for _event, channel, state in (await one.outcome())["messages"])
        assert told == [("email", "delivered"), ("sms", first)], one.name
    assert await company.chain() == "valid"
    await mortal.leave_nobody_behind()


async def test_two_workers_dying_in_turn_lose_and_double_no_message(mortal: Mortal) -> None:
    mortal.kill()
    tally = await kill_workers(mortal.product, messages=300, kills=8, seed=20261125)
    assert (tally.messages, tally.kills) == (300, 8)
    assert (tally.lost, tally.doubled) == (0, 0), tally


async def test_death_while_triggers_fire_loses_and_doubles_nothing(mortal: Mortal, company: Company) -> None:
    """The candidate hears by mail and text, HR in the company's suite: at every boundary, and at random moments."""
    await _triggers(company)
    first, second, *crowd = everybody = [
        company.candidate(500 + number, f"周{chr(0x4E00 + number)}") for number in range(24)
    ]
    await company.interview([first])
    await company.settled()
    boundaries = {job: names for job, names in mortal.crossed().items() if job.startswith("trigger.")}
    assert boundaries.keys() == {"trigger.fire", "trigger.letter"}
    assert "suite.send 1" in boundaries["trigger.letter"]

    mortal.kill()
    mortal.forget()
    await company.interview([second])
    await mortal.rise(company)
    await mortal.live_and_die(company)
    crossed = mortal.crossed()
    assert {job: crossed[job] for job in boundaries} == boundaries
    assert mortal.deaths > len(boundaries["trigger.letter"])

    moments = random.Random(20261126)  # noqa: S311
    await company.interview(crowd)
    for _death in range(4):
        await mortal.ready()
        await asyncio.sleep(moments.uniform(0, 1.5))
        mortal.kill()
        await mortal.rise(company, "watch")
    await company.settled()
    said = [item["text"] for item in await company.inbox.messages() if item["channel"] == "im"]
    for one in everybody:
        outcome = await one.outcome()
        assert outcome["messages"] == [("triggered", "email", "delivered"), ("triggered", "sms", "delivered")]
        assert outcome["events"]["trigger.fired"] == 2
        assert len([text for text in said if one.name in text]) == 1, one.name
    assert await company.chain() == "valid"
    await mortal.leave_nobody_behind()


async def _triggers(company: Company) -> None:
    """Two wait for new applications; every member is known in the suite."""
    admin = Browser(company.settings.origin("acme"))
    try:
        await people.log_in(admin, "admin@acme.test", PASSWORD)
        page = await admin.get("/hr/channels/new/wecom_app")
        app = {"client_id": "embedded-app", "agent_id": "1000002", "secret": company.settings.sms_secret}
        await page.form("channel-form").fill(app | {"enabled": "1"}).submit()
        for audience in ("candidate", "role:hr"):
            page = await admin.get("/hr/triggers/new")
            wanted = {
                "event": "application.created",
                "audience": audience,
                "title": "新消息",
                "text": "{姓名}",
            }
            await page.form("trigger-form").fill(wanted).submit(("do", "save"))
    finally:
        await admin.close()
    async with company.database() as connection:
        await connection.execute(
            "update users set suite_ids = jsonb_build_object((select id from channel_accounts where kind = 'wecom_app'),"
            " jsonb_build_object('id', 'm' || login, 'at', now()))"
        )
