"""`./dev screens [WALK…]`: pictures of every page at both widths, into .huiyin/screens, which git ignores.

The real product is walked with people at every point of the road. The list of pages comes from the app's own routes:
one that got no picture ends the run with an error, and so does a picture that README or docs show and nobody takes.
`--publish` makes those few anew, in docs/screens. A walk named (a module of tools/walk with a `visit`) is walked alone, and
nothing is said of the pages of others.
"""

import argparse
import logging
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from huiyin.app import build_app
from huiyin.platform.discovery import modules
from huiyin.platform.http.security import Surroundings
from huiyin.platform.settings import Settings
from huiyin.up import Product
from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import sync_playwright

from tools import gallery
from tools.chromium import ARGUMENTS, chromium
from tools.walk.access import access
from tools.walk.album import Album
from tools.walk.company import company
from tools.walk.console import console
from tools.walk.decisions import decisions
from tools.walk.delivery import delivery
from tools.walk.interviews import interviews
from tools.walk.message_templates import message_templates
from tools.walk.messages import message_channels
from tools.walk.pipeline import pipeline
from tools.walk.portal import messages, portal
from tools.walk.scorecards import scorecards
from tools.walk.triggers import triggers

TARGET = gallery.ROOT / ".huiyin" / "screens"
_NO_PAGES = {
    "/m/{code}": "leads on",
    "/hr/sso/{connection_id}": "leads to the provider",
    "/hr/sso/callback": "leads back",
    "/hr/login/second": "only half-way through a log-in",
    "/hr/prove/go/{errand_id}": "only with a form put away",
    "/r/{code}": "leads on",
    "/contracts/{contract_id}": "leads on to the step that is next",
    "/contracts/{contract_id}/check/back": "leads back",
    "/contracts/{contract_id}/pages/{number}": "a picture itself",
    "/contracts/{contract_id}/qr": "a picture itself",
    "/hr/seals/{seal_id}/picture": "a picture itself",
    "/hr/employers/{employer_id}/verification/papers/{paper}/{number}": "a picture itself",
    "/ops/tenants/{slug}/verifications/{verification_id}/papers/{paper}/{number}": "a picture itself",
}
_FILES = (
    "/pdf",
    ".ics",
    "/file",
    ".zip",
    ".xlsx",
    ".docx",
    ".pdf",
    "/brand/style/{name}",
    "/brand/logo/{name}",
    ".json",
    ".pem",
    "/stamps/{number}",
    "/ca/{file}",
)  # downloads


Walk = Callable[[Album, Product], None]


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


def walk_everything(album: Album, product: Product) -> None:
    """Every page, in an order in which there is something on it."""
    waiting = portal(album, product)
    console(album, waiting)
    scorecards(album)
    decisions(album, product)
    interviews(album, product)
    messages(album, product)
    message_channels(album, product)
    delivery(album, product)
    triggers(album, product)
    message_templates(album)
    access(album, product)
    pipeline(album, product)
    company(album, product)
    for visit in visits().values():
        visit(album, product)


def visits() -> dict[str, Walk]:
    """The walks that need no other before them, by name."""
    found = {module.__name__.rpartition(".")[2]: module for module in modules("tools.walk")}
    return {name: module.visit for name, module in found.items() if hasattr(module, "visit")}


def walk_some(names: list[str], album: Album, product: Product) -> None:
    """These walks."""
    for name in names:
        visits()[name](album, product)


def take(walk: Walk) -> list[str]:
    """Start the product with its demo data and walk. Gives the pages that no picture shows."""
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
            album = Album(browser, settings, TARGET, page_routes(settings))
            walk(album, product)
            browser.close()
    finally:
        product.stop()
        shutil.rmtree(state, ignore_errors=True)
    return album.missing()


def main() -> int:
    """Take the pictures, publish the few when asked to, and say what that adds to the tree."""
    parser = argparse.ArgumentParser(prog="./dev screens", description=__doc__)
    parser.add_argument("--publish", action="store_true", help="make the pictures of README and docs anew")
    parser.add_argument(
        "walks", nargs="*", metavar="WALK", choices=[*visits(), []], help=f"of {', '.join(visits())}"
    )
    asked = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if asked.walks:
        take(partial(walk_some, asked.walks))
        return 0
    before = gallery.pictures()
    faults = [f"no picture shows {path}" for path in take(walk_everything)]
    shown = gallery.sources(TARGET)
    faults += [
        f"nobody takes {file.name}, which the docs show" for file, made in shown.items() if not made.exists()
    ]
    if asked.publish and not faults:
        gallery.publish(TARGET)
    new = [file for file, digest in gallery.pictures().items() if before.get(file) != digest]
    print(
        f"{_sum(list(TARGET.iterdir()))} in {TARGET.relative_to(gallery.ROOT)}; added to the tree: {_sum(new)}"
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def _sum(files: list[Path]) -> str:
    return f"{len(files)} pictures, {sum(file.stat().st_size for file in files) / 1000:.0f} kB"


if __name__ == "__main__":
    sys.exit(main())
