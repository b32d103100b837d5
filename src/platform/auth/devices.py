"""A browser in plain words: people know Chrome on Windows, not a user agent."""

from ..i18n import gettext as _
from ..i18n import lazy

# The first that is found wins: most browsers also claim to be Chrome and Safari.
_PROGRAMS = (
    ("wxwork", lazy("企业微信")),  # says that it is WeChat, too
    ("MicroMessenger", lazy("微信")),
    ("DingTalk", lazy("钉钉")),  # rules: allow provider_name – a browser calls itself so
    ("Lark", lazy("飞书")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("HuaweiBrowser", lazy("华为浏览器")),
    ("MiuiBrowser", lazy("小米浏览器")),
    ("QQBrowser", lazy("QQ 浏览器")),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Program and system, as far as the browser says."""
    program = next((str(name) for sign, name in _PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return " · ".join(filter(None, (program, system))) or _("未知设备")
