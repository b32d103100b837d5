"""企业微信, 钉钉 and 飞书, each with its own way to say who it is, and its own way to say no."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from huiyin.platform.embedded.ports import free_port
from huiyin.platform.providers.identity.dingtalk.provider import DingTalk
from huiyin.platform.providers.identity.fake_suites import FakeSuites
from huiyin.platform.providers.identity.feishu.provider import Feishu
from huiyin.platform.providers.identity.port import (
    Connection,
    IdentityProvider,
    IdentityRefused,
    IdentityUnavailable,
)
from huiyin.platform.providers.identity.suite import SuiteAddresses
from huiyin.platform.providers.identity.wecom.provider import WeCom
from litestar import Litestar

from tests.support.openid.real import answer_of
from tests.support.openid.wicked import serving

BACK = "http://acme.localhost:8000/hr/sso/callback"
COMPANY, AGENT = "ding-or-feishu-company", "1000002"


@dataclass(frozen=True, slots=True)
class Suites:
    """The three platforms on loopback and the adapters that talk to them."""

    fake: FakeSuites
    adapters: dict[str, IdentityProvider]

    def connection(self, kind: str) -> Connection:
        return Connection(kind, "corp-or-app", "secret", company=COMPANY, agent_id=AGENT)

    async def go(self, kind: str, *, in_app: bool = False, connection: Connection | None = None) -> str:
        """A whole log-in; who it was."""
        connection = connection or self.connection(kind)
        begun = await self.adapters[kind].begin(connection, BACK, in_app=in_app)
        async with httpx.AsyncClient(trust_env=False) as browser:
            response = await browser.get(begun.url)
        if not response.is_redirect:
            raise IdentityRefused(response.text)
        answer = answer_of(response.headers["location"])
        with pytest.raises(IdentityRefused):
            await self.adapters[kind].finish(connection, replace(begun, state="other"), BACK, answer)
        arrived = await self.adapters[kind].finish(connection, begun, BACK, answer)
        with pytest.raises(IdentityRefused):  # the code was used
            await self.adapters[kind].finish(connection, begun, BACK, answer)
        return f"{arrived.subject}|{arrived.name}|{arrived.email}|{arrived.email_verified}"


@pytest.fixture
async def suites() -> AsyncIterator[Suites]:
    fake = FakeSuites(client_id="corp-or-app", secret="secret", company=COMPANY, agent_id=AGENT)
    fake.person = {"userid": "lilei", "unionid": "u-1", "name": "李雷", "email": "lilei@corp.example"}
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    adapters: dict[str, IdentityProvider] = {
        "wecom": WeCom(SuiteAddresses(f"{base}/wecom", f"{base}/wecom", f"{base}/wecom")),
        "dingtalk": DingTalk(SuiteAddresses(f"{base}/dingtalk", f"{base}/dingtalk")),
        "feishu": Feishu(SuiteAddresses(f"{base}/feishu", f"{base}/feishu")),
    }
    async with serving(Litestar([fake.router()], openapi_config=None), port):
        yield Suites(fake, adapters)


async def test_each_says_who_it_is(suites: Suites) -> None:
    assert await suites.go("wecom") == "corp-or-app/lilei|||False"
    assert await suites.go("wecom", in_app=True) == "corp-or-app/lilei|||False"
    assert suites.fake.app_tokens == 1  # 企业微信 limits how often it is asked for
    assert await suites.go("dingtalk") == "u-1|李雷|lilei@corp.example|False"
    assert await suites.go("feishu") == "u-1|李雷|lilei@corp.example|True"


async def test_another_company_is_refused(suites: Suites) -> None:
    suites.fake.company = "another"
    del suites.fake.person["userid"]  # 企业微信 knows outsiders by an openid only
    for kind in ("wecom", "dingtalk", "feishu"):
        with pytest.raises(IdentityRefused):
            await suites.go(kind)


async def test_a_connection_without_company_lets_nobody_in(suites: Suites) -> None:
    suites.fake.company = ""
    for kind in ("dingtalk", "feishu"):
        with pytest.raises(IdentityRefused):
            await suites.go(kind, connection=replace(suites.connection(kind), company=""))


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
async def test_a_no_and_a_wrong_secret_are_refused(suites: Suites, kind: str) -> None:
    with pytest.raises(IdentityRefused):
        await suites.go(kind, connection=replace(suites.connection(kind), secret="wrong"))
    suites.fake.denies = True
    with pytest.raises(IdentityRefused):
        await suites.go(kind)


async def test_a_platform_out_of_reach_is_said_as_such() -> None:
    nowhere = SuiteAddresses(f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}")
    connection = Connection("feishu", "a", "b", company="c")
    begun = await Feishu(nowhere).begin(connection, BACK)
    with pytest.raises(IdentityUnavailable):
        await Feishu(nowhere).finish(connection, begun, BACK, {"state": begun.state, "code": "x"})
