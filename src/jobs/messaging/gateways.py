"""Which gateway a message goes to: the tenant's own, or ours."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from ...platform.providers.im.personal import SuiteKind, open_messenger
from ...platform.providers.im.port import PersonalMessenger, Robot, SuiteApp
from ...platform.providers.im.robots import RobotKind, open_robot
from ...platform.providers.sms.aliyun import AliyunSms
from ...platform.providers.sms.port import SmsProvider, gateway_client
from ...platform.providers.sms.tencent import ENDPOINT, TencentSms
from ...tenants.messaging.channels.service import OpenedAccount

_ALIYUN = "https://dysmsapi.aliyuncs.com"
_MOST = 200
_Key = tuple[object, str]
T = TypeVar("T")
_APPS: Mapping[str, SuiteKind] = {"wecom_app": "wecom", "dingtalk_app": "dingtalk", "feishu_app": "feishu"}
_ROBOTS: Mapping[str, RobotKind] = {"wecom": "wecom", "dingtalk": "dingtalk", "feishu": "feishu"}


class Senders:
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

    def sms(self, account: OpenedAccount | None) -> SmsProvider:
        """The gateway for text messages; without an account ours."""
        if account is None:
            return self._ours
        return _kept(self._gateways, account, self._make_gateway)

    def robot(self, account: OpenedAccount) -> Robot:
        """The robot in a group chat."""
        base = f"{self._hosts}/{account.kind}" if self._hosts else ""
        kind, secrets = _ROBOTS[account.kind], account.secrets
        return open_robot(kind, secrets["token"], secrets.get("sign", ""), http=self._http, base=base)

    def messenger(self, account: OpenedAccount) -> PersonalMessenger:
        """Messages to single people in the tenant's suite; kept, for its token serves many messages."""
        return _kept(self._messengers, account, self._make_messenger)

    def _make_messenger(self, account: OpenedAccount) -> PersonalMessenger:
        kind, facts = _APPS[account.kind], account.facts
        app = SuiteApp(facts["client_id"], account.secrets["secret"], facts.get("agent_id", ""))
        base = f"{self._hosts}/{kind}" if self._hosts else ""
        return open_messenger(kind, app, http=self._http, base=base)

    def _make_gateway(self, account: OpenedAccount) -> SmsProvider:
        facts, secret = account.facts, account.secrets["secret"]
        templates = {
            name.removeprefix("template-"): value for name, value in facts.items() if "template-" in name
        }
        if account.kind == "aliyun":
            endpoint = f"{self._hosts}/aliyun" if self._hosts else _ALIYUN
            return AliyunSms(
                endpoint, facts["key_id"], secret, facts["sign_name"], templates=templates, http=self._http
            )
        return TencentSms(
            facts["key_id"],
            secret,
            app_id=facts["app_id"],
            sign_name=facts["sign_name"],
            templates=templates,
            endpoint=f"{self._hosts}/tencent" if self._hosts else ENDPOINT,
            http=self._http,
        )


def _kept(store: dict[_Key, T], account: OpenedAccount, make: Callable[[OpenedAccount], T]) -> T:
    """What was made for this version of the account, or is made now; nothing grows without end."""
    known = (account.id, account.version)
    if known not in store:
        if len(store) >= _MOST:
            store.clear()
        store[known] = make(account)
    return store[known]
