"""`./dev screens`: pictures of every page at both widths, into docs/screens/."""

import shutil
import tempfile
from pathlib import Path

from huiyin.demo import PASSWORD
from huiyin.platform.settings import Settings
from huiyin.up import Product
from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import ARGUMENTS, chromium

TARGET = Path(__file__).resolve().parents[1] / "docs" / "screens"
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
_CONSOLE = {
    "todo": "/hr/", "candidates": "/hr/candidates", "confirm": "/hr/candidates?todo=1", "import": "/hr/imports",
    "messages": "/hr/messages", "contracts": "/hr/contracts", "employees": "/hr/employees", "rule": "/hr/rule",
    "audit": "/hr/audit", "missing": "/hr/nothing",
}  # fmt: skip


def main() -> None:
    """Start the product with its demo data and walk its pages."""
    state = Path(tempfile.mkdtemp(prefix="huiyin-screens-"))
    state.chmod(0o711)
    product = Product(state, port=0, inbox_port=0, quiet=True)
    program, env = chromium()
    TARGET.mkdir(parents=True, exist_ok=True)
    try:
        settings = product.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=env)
            for name, size in SIZES.items():
                _walk(browser, settings, name, size)
            browser.close()
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)


def _walk(browser: Browser, settings: Settings, name: str, size: tuple[int, int]) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    origin = settings.origin("acme")
    page.goto(f"{origin}/")
    _keep(page, f"{name}-portal-phone")
    page.goto(f"{origin}/privacy")
    _keep(page, f"{name}-portal-privacy")
    page.goto(f"{origin}/hr/login")
    _keep(page, f"{name}-login")
    page.fill("[name=login]", "hr@acme.test")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    for title, path in _CONSOLE.items():
        page.goto(origin + path)
        _keep(page, f"{name}-{title}")
    page.goto(f"{origin}/hr/candidates?q=欧阳")
    page.locator("td.name a").first.click()
    _keep(page, f"{name}-candidate")
    context.close()


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=TARGET / f"{name}.png", scale="css")


if __name__ == "__main__":
    main()
