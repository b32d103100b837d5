"""The camera of the walks: a picture of a page at both widths, and which pages have one."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from huiyin.platform.settings import Settings
from playwright.sync_api import Browser, Page

SIZES = {"phone": (390, 844), "desktop": (1440, 900)}


@dataclass(slots=True)
class Album:
    """The pictures taken, and which pages they show."""

    browser: Browser
    settings: Settings
    folder: Path
    pages: dict[str, re.Pattern[str]] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def window(self, **options: object) -> Page:
        """A person's own window, at the width of a phone."""
        width, height = SIZES["phone"]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,  # type: ignore[arg-type]
        )
        return context.new_page()

    def keep(self, page: Page, name: str) -> None:
        """A picture at each size. What has the focus keeps it: that is how people see the page."""
        path = urlsplit(page.url).path.rstrip("/") or "/"
        self.shown |= {route for route, pattern in self.pages.items() if pattern.fullmatch(path)}
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_load_state("load")
            page.screenshot(
                path=self.folder / f"{name}-{size}.png", scale="css", animations="disabled", caret="hide"
            )
        width, height = SIZES["phone"]
        page.set_viewport_size({"width": width, "height": height})

    def keep_at(self, page: Page, address: str, name: str) -> None:
        """Go there first."""
        page.goto(address)
        self.keep(page, name)

    def missing(self) -> list[str]:
        """Pages of the app that no picture shows."""
        return sorted(set(self.pages) - self.shown)
