"""notice_latency: from the commit of a confirmed result to its hand-over, two workers, a steady load."""

import asyncio
import time
from dataclasses import dataclass

from huiyin.platform.embedded.parent import Child
from huiyin.platform.providers.sms.aliyun.gateway import AliyunSms
from huiyin.platform.providers.sms.port import SmsMessage
from huiyin.platform.settings import Settings
from huiyin.up import Product

from . import serving
from .crowd import Crowd
from .harness import Bench, Figure, part, spread

_TOGETHER = 5
_VALUES = {"name": "人", "post": "岗位", "step": "查看", "link": "1-2345678923"}


@dataclass(frozen=True, slots=True)
class Load:
    """So many results a second, for so long; and how often the gateway is called bare."""

    a_second: int
    seconds: float
    bare_calls: int


def notice_latency(bench: Bench) -> list[Figure]:
    """p99 in ms at a hundred messages a second: a text message for each result, then half as many results, each told by
    text message and by mail. The reference calls the gateway bare.
    """
    load = bench.of(Load(100, 10.0, 500), Load(20, 0.2, 5))
    with bench.product() as product:
        second = Child("huiyin", "work", env=product._env(), log=product.stack.state / "worker-2.log")
        try:
            return asyncio.run(_measure(product, second, load))
        finally:
            second.stop()


async def _measure(product: Product, second: Child, load: Load) -> list[Figure]:
    figures, settings = [], product.stack.settings()
    async with Crowd.at(settings) as crowd:
        await crowd.confirm(await crowd.candidates(load.a_second, mail=True))  # plans, caches, connections
        await crowd.settled()
        bare = await _bare(settings, load)
        print(f"  bare calls of the gateway: {spread(bare)}")
        for name, mail, rate in (
            ("notice_latency", False, load.a_second),
            ("notice_latency_mail", True, load.a_second // 2),
        ):
            people = await crowd.candidates(int(rate * load.seconds), mail=mail)
            before, began = _cpu(product, second), time.monotonic()
            late = await crowd.confirm_steadily(people, rate, together=_TOGETHER)
            took = time.monotonic() - began
            await crowd.settled()
            waited = await crowd.latencies(people)
            used = {what: now - before[what] for what, now in _cpu(product, second).items()}
            said = ", ".join(f"{what} {1000 * seconds / len(waited):.1f}" for what, seconds in used.items())
            print(
                f"  {name}: {len(waited)} messages of {len(people)} results in {took:.1f} s: {spread(waited)}"
            )
            print(f"    the load was late by {late:.0f} ms at most; CPU a message in ms: {said}")
            figures.append(
                Figure(name, part(waited, 0.99), "ms", "a bare call of the gateway, p99", part(bare, 0.99))
            )
    return figures


async def _bare(settings: Settings, load: Load) -> list[float]:
    """What the gateway itself takes, in ms, one call after the other at the same rate."""
    sms = AliyunSms(settings.sms_endpoint, settings.sms_key_id, settings.sms_secret, settings.sms_sign_name)
    waited = []
    try:
        for number in range(load.bare_calls):
            began = time.perf_counter()
            await sms.send(SmsMessage("+8615900000000", "HY_RESULT", _VALUES, f"bare.{number}"))
            waited.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(max(0, 1 / load.a_second - (time.perf_counter() - began)))
    finally:
        await sms.close()
    return waited


def _cpu(product: Product, second: Child) -> dict[str, float]:
    """Seconds of CPU so far, of everybody on this machine who has a part in it."""
    first, web, services = product.worker, product.web, product.stack._services
    if first is None or web is None or services is None:
        raise RuntimeError("the product does not run")
    return {
        "workers": sum(serving.cpu_seconds(child.process.pid) for child in (first, second)),
        "PostgreSQL": serving.cpu_seconds(serving.postmaster(product.stack.postgres)),
        "web (receipts)": serving.cpu_seconds(web.process.pid),
        "gateways": serving.cpu_seconds(services.process.pid),
        "load": time.process_time(),
    }
