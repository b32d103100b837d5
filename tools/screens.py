"""`./dev screens`: pictures of every page at both widths, into docs/screens/.

The real product is walked with people at every point of the road. The list of pages comes from the app's own routes:
one that got no picture ends the run with an error.
"""

import io
import logging
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from huiyin.app import build_app
from huiyin.platform.http.security import Surroundings
from huiyin.platform.settings import Settings
from huiyin.up import Product
from litestar import Litestar
from litestar.routes import HTTPRoute
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import ARGUMENTS, chromium

TARGET = Path(__file__).resolve().parents[1] / "docs" / "screens"
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
COLOURS = 96
_NO_PAGES = {
    "/healthz": "says ok to a machine",
    "/m/{code}": "leads on",
    "/hr/sso/{connection_id}": "leads to the provider",
    "/hr/sso/callback": "leads back",
    "/hr/login/second": "only half-way through a log-in",
    "/hr/prove/go/{errand_id}": "only with a form put away",
    "/r/{code}": "leads on",
    "/contracts/{contract_id}": "leads on to the step that is next",
}
_FILES = (
    "/pdf",
    ".ics",
    "/file",
    ".zip",
    ".xlsx",
    ".pdf",
    "/brand/style/{name}",
    "/brand/logo/{name}",
)  # downloads


@dataclass(slots=True)
class Album:
    """The pictures taken, and which pages they show."""

    browser: Browser
    settings: Settings
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
            picture = Image.open(
                io.BytesIO(page.screenshot(scale="css", animations="disabled", caret="hide"))
            )
            small = picture.convert("RGB").quantize(
                COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
            )
            small.save(TARGET / f"{name}-{size}.png", optimize=True)
        width, height = SIZES["phone"]
        page.set_viewport_size({"width": width, "height": height})

    def missing(self) -> list[str]:
        """Pages of the app that no picture shows."""
        return sorted(set(self.pages) - self.shown)


def page_routes(settings: Settings) -> dict[str, re.Pattern[str]]:
    """Every route that answers GET with a page, and how its addresses look."""
    app = build_app(settings)
    if not isinstance(app, Surroundings) or not isinstance(app.app, Litestar):
        raise TypeError("the app's routes are not where they were")
    found: dict[str, re.Pattern[str]] = {}
    for route in app.app.routes:
        if not isinstance(route, HTTPRoute) or "GET" not in route.methods:
            continue
        path = route.path_format
        if path in _NO_PAGES or path.endswith(_FILES) or path.startswith("/static"):
            continue
        found[path] = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
    return found


def main() -> int:
    """Start the product with its demo data and walk its pages."""
    from tools.walk.access import access
    from tools.walk.company import company
    from tools.walk.console import console  # the story, which needs the camera
    from tools.walk.decisions import decisions
    from tools.walk.delivery import delivery
    from tools.walk.interviews import interviews
    from tools.walk.notices import notices
    from tools.walk.pipeline import pipeline
    from tools.walk.portal import messages, portal
    from tools.walk.scorecards import scorecards
    from tools.walk.triggers import triggers
    from tools.walk.wording import wording

    logging.getLogger("httpx").setLevel(logging.WARNING)
    state = Path(tempfile.mkdtemp(prefix="huiyin-screens-"))
    state.chmod(0o711)
    product = Product(state, port=0, inbox_port=0, quiet=True)
    program, env = chromium()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    try:
        settings = product.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
            album = Album(browser, settings, page_routes(settings))
            waiting = portal(album, product)
            console(album, waiting)
            scorecards(album)
            decisions(album, product)
            interviews(album, product)
            messages(album, product)
            notices(album, product)
            delivery(album, product)
            triggers(album, product)
            wording(album)
            access(album, product)
            pipeline(album, product)
            company(album, product)
            browser.close()
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)
    size = sum(file.stat().st_size for file in TARGET.iterdir())
    print(f"{len(list(TARGET.iterdir()))} pictures, {size / 1e6:.1f} MB")
    for path in album.missing():
        print(f"no picture shows {path}", file=sys.stderr)
    return 1 if album.missing() else 0


if __name__ == "__main__":
    sys.exit(main())
