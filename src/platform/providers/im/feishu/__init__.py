"""飞书: group robots, and an application that writes to single people."""

from urllib.parse import SplitResult

from ....i18n import lazy as _
from ...declared import AccountField
from ..port import AppPlatform, RobotPlatform
from .app import FeishuApp
from .robot import HOST, FeishuRobot

_HOOK = "/open-apis/bot/v2/hook/"
_OFF = {"autocomplete": "off"}


def _token(address: SplitResult) -> str:
    return address.path.removeprefix(_HOOK)


ROBOTS = RobotPlatform(
    kind="feishu",
    place=3,
    label=_("飞书群机器人"),
    host=HOST,
    hook=_HOOK,
    token=_token,
    signed=True,
    open=FeishuRobot,
)
APPS = AppPlatform(
    kind="feishu_app",
    place=3,
    label=_("飞书应用"),
    suite="feishu",
    fields=(AccountField("client_id", "App ID", _("开发者后台应用的「凭证与基础信息」"), attrs=_OFF),),
    key_label="App Secret",
    steps=(
        _("在开发者后台建一个企业自建应用，添加机器人能力。"),
        _("开通权限「以应用的身份发消息」「通过手机号或邮箱获取用户 ID」，可用范围选全部员工，再发布版本。"),
    ),
    open=FeishuApp,
)
