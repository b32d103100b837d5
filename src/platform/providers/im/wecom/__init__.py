"""企业微信: group robots, and an application that writes to single people."""

from urllib.parse import SplitResult, parse_qs

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import AppPlatform, RobotPlatform
from .app import WeComApp
from .robot import HOST, WeComRobot

_HOOK = "/cgi-bin/webhook/send"
_OFF = {"autocomplete": "off"}


def _token(address: SplitResult) -> str:
    return parse_qs(address.query).get("key", [""])[0]


ROBOTS = RobotPlatform(
    kind="wecom",
    place=1,
    label=_("企业微信群机器人"),
    host=HOST,
    hook=_HOOK,
    token=_token,
    signed=False,
    open=WeComRobot,
)
APPS = AppPlatform(
    kind="wecom_app",
    place=1,
    label=_("企业微信应用"),
    suite="wecom",
    fields=(
        AccountField("client_id", _("企业 ID"), _("管理后台「我的企业」页底部"), attrs=_OFF),
        AccountField(
            "agent_id", "AgentId", _("在应用的详情页"), kind="number", wrong=_("AgentId 是一串数字。")
        ),
    ),
    key_label="Secret",
    steps=(
        _("在管理后台建一个自建应用，可见范围选全公司。"),
        _("在应用的「企业可信 IP」里填上服务器的地址。"),
    ),
    open=WeComApp,
)
