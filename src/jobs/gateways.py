"""Which gateway a message goes to: the tenant's own, or ours."""

from collections.abc import Callable
from typing import TypeVar

from ..platform.providers.im.port import PersonalMessenger, Robot, SuiteApp
from ..platform.providers.im.registry import apps, open_robot
from ..platform.providers.sms.port import SmsAccount, SmsProvider, gateway_client
from ..platform.providers.sms.registry import gateway
from ..tenants.messaging.channels.service import DecryptedAccount

_MOST = 200
_Key = tuple[object, str]
T = TypeVar("T")


class Gateways:
    """The gateways of one worker process; connections are shared. `hosts`: where the fakes are, empty for the real ones."""

    def __init__(self, ours: SmsProvider, hosts: str = "") -> None:
        self._ours = ours
        self._hosts = hosts.rstrip("/")
        self._http = gateway_client()
        self._gateways: dict[_Key, SmsProvider] = {}
        self._messengers: dict[_Key, PersonalMessenger] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def sms(self, account: DecryptedAccount | None) -> SmsProvider:
        """The gateway for text messages; without an account ours."""
        if account is None:
            return self._ours
        return _kept(self._gateways, account, self._make_gateway)

    def robot(self, account: DecryptedAccount) -> Robot:
        """The robot in a group chat."""
        secrets = account.secrets
        base = self._host(account.kind)
        return open_robot(account.kind, secrets["token"], secrets.get("sign", ""), http=self._http, base=base)

    def messenger(self, account: DecryptedAccount) -> PersonalMessenger:
        """Messages to single people in the tenant's suite; kept, for its token serves many messages."""
        return _kept(self._messengers, account, self._make_messenger)

    def _make_messenger(self, account: DecryptedAccount) -> PersonalMessenger:
        facts, platform = account.facts, apps(account.kind)
        app = SuiteApp(facts["client_id"], account.secrets["secret"], facts.get("agent_id", ""))
        return platform.open(app, http=self._http, base=self._host(platform.suite))

    def _make_gateway(self, account: DecryptedAccount) -> SmsProvider:
        templates = {
            name.removeprefix("template-"): value
            for name, value in account.facts.items()
            if "template-" in name
        }
        opened = SmsAccount(account.facts, account.secrets["secret"], templates, self._host(account.kind))
        return gateway(account.kind).open(opened, self._http)

    def _host(self, name: str) -> str:
        """Where the fake of a provider is; empty for the real one."""
        return f"{self._hosts}/{name}" if self._hosts else ""


def _kept(store: dict[_Key, T], account: DecryptedAccount, make: Callable[[DecryptedAccount], T]) -> T:
    """What was made for this version of the account, or is made now; nothing grows without end."""
    known = (account.id, account.version)
    if known not in store:
        if len(store) >= _MOST:
            store.clear()
        store[known] = make(account)
    return store[known]
