"""A candidate's phone in a real browser, and what every page on it must keep to."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "zh-CN", "timezone_id": "Asia/Shanghai",
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0",
}  # fmt: skip
_SMALL_TEXT = """() => [...document.querySelectorAll('body *')].filter(element =>
  element.checkVisibility() && !element.closest('.visually-hidden, .skip') &&
  [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) &&
  parseFloat(getComputedStyle(element).fontSize) < 16).map(element => element.outerHTML.slice(0, 120))"""
_SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a[href], button, summary, select, textarea, input:not([type=hidden])')].filter(element => {
  if (!element.checkVisibility() || element.closest('.skip')) return false;
  const box = (element.closest('label') || element).getBoundingClientRect();
  return box.height < 43.5 || box.width < 43.5;
}).map(element => element.outerHTML.slice(0, 120))"""
_WAIT = """() => new Promise(done => {
  const canvas = () => document.querySelector('canvas');
  const preview = () => document.querySelector('[data-drawn]');
  const look = () => (CONDITION) ? done() : requestAnimationFrame(look);
  look();
})"""


class Watch:
    """What a window asked for and complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.origins: set[str] = set()
        self.complaints: list[str] = []
        context.on("request", lambda request: self.origins.add(urlsplit(request.url).netloc))
        context.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))


def accessible(page: Page) -> None:
    """Nothing serious is found by axe, everything is in a landmark, and nothing is wider than the window."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    serious = [
        (item["id"], item["nodes"][0]["html"])
        for item in found
        if item["impact"] in ("serious", "critical") or item["id"] == "region"
    ]
    assert serious == [], serious
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page is wider than the phone"
    )


def kind_to_thumbs(page: Page) -> None:
    """A portal page in light and dark: axe, text of 16 px and more, targets of 44 px and more."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        accessible(page)
    assert page.evaluate(_SMALL_TEXT) == []
    assert page.evaluate(_SMALL_TARGETS) == []


def until(page: Page, condition: str) -> None:
    """Wait, frame by frame, for a condition on the pad (`canvas()`) or the picture of the signature (`preview()`).

    The driver's own waiting makes its condition anew from text at every frame, which our pages forbid.
    """
    page.evaluate(_WAIT.replace("CONDITION", condition))


def draw(page: Page) -> None:
    """Sign with a finger."""
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    touch = page.context.new_cdp_session(page)
    for row in range(3):
        points = [(0.12 + step * 0.03, 0.3 + row * 0.2 + (step % 5) * 0.03) for step in range(24)]
        spots = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spots[0]]})
        for spot in spots[1:]:
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [spot]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def spread(page: Page) -> tuple[float, float]:
    """How much of the pad's width and height the ink takes."""
    found: list[float] = page.evaluate(
        """() => {
          const canvas = document.querySelector('canvas');
          const ink = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const xs = [], ys = [];
          for (let at = 3; at < ink.length; at += 4) if (ink[at]) {
            xs.push(((at - 3) / 4) % canvas.width); ys.push(Math.floor((at - 3) / 4 / canvas.width));
          }
          const reach = all => all.reduce((most, one) => Math.max(most, one), 0) -
            all.reduce((least, one) => Math.min(least, one), Infinity);
          return [reach(xs) / canvas.width, reach(ys) / canvas.height];
        }"""
    )
    return found[0], found[1]
