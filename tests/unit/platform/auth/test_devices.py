"""Browsers in plain words."""

import pytest
from huiyin.platform.auth.devices import device_name

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/130.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (f"Mozilla/5.0 (Windows NT 10.0) {_WEBKIT} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17 Safari/605",
            "Safari · Mac",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0", "微信 · iPhone"),
        ("Mozilla/5.0 (iPhone) MicroMessenger/7.0.1 wxwork/4.1", "企业微信 · iPhone"),
        (
            f"Mozilla/5.0 (Linux; Android 14) {_WEBKIT} Chrome/99 HuaweiBrowser/15.0 Mobile",
            "华为浏览器 · Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("curl/8.0", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_names(agent: str, name: str) -> None:
    assert device_name(agent) == name
