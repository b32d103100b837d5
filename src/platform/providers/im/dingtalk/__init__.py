"""钉钉: group robots, and an application that writes to single people."""

from urllib.parse import SplitResult, parse_qs

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import AppPlatform, RobotPlatform
from .app import DingTalkApp
from .robot import HOST, DingTalkRobot

_HOOK = "/robot/send"
_OFF = {"autocomplete": "off"}


def _token(address: SplitResult) -> str:
    return parse_qs(address.query).get("access_token", [""])[0]


ROBOTS = RobotPlatform(
    kind="dingtalk",
    place=2,
    label=_("钉钉群机器人"),
    host=HOST,
    hook=_HOOK,
    token=_token,
    signed=True,
    open=DingTalkRobot,
)
APPS = AppPlatform(
    kind="dingtalk_app",
    place=2,
    label=_("钉钉应用"),
    suite="dingtalk",
    fields=(
        AccountField(
            "client_id", "Client ID", _("开发者后台应用的「凭证与基础信息」，旧称 AppKey"), attrs=_OFF
        ),
        AccountField(
            "agent_id", "AgentId", _("在应用的详情页"), kind="number", wrong=_("AgentId 是一串数字。")
        ),
    ),
    key_label="Client Secret",
    steps=(
        _("在开发者后台建一个企业内部应用并发布，可见范围选全部员工。"),
        _("在权限管理里开通「根据手机号获取成员」「成员信息读」。"),
    ),
    open=DingTalkApp,
)
